"""Papers of several declarations as one ZIP that goes out while it is made: no paper is held in memory.

Made twice of the same papers it is the same file, byte by byte.
"""

import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from declarations import files
from declarations.models import Document
from members.text import slug_of

CHUNK = 1024 * 1024


def is_in_store(document: Document) -> bool:
    """Tell whether the file of a document is there to be handed out."""
    return files.path_of(document.sha256).is_file()


def packed(documents: Iterable[Document], *, about: dict[str, Any]) -> Iterator[bytes]:
    """Yield a ZIP of the documents, which carry their declarations: a folder for each, and `manifest.json` last.

    The list tells the SHA-256 of what went out. It names as damaged what is not what was once stored, and as missing
    what the store lacks.
    """
    listed: list[dict[str, Any]] = []
    missing: list[dict[str, Any]] = []
    sink = _Sink()
    with ZipFile(sink, "w") as archive:
        for document in documents:
            facts = _facts(document)
            if not is_in_store(document):
                missing.append(facts)
                continue
            digest = sha256()
            with archive.open(_info(facts["path"], ZIP_STORED, document.size), "w") as out:
                for chunk in _stored(document):
                    digest.update(chunk)
                    out.write(chunk)
                    yield sink.taken()
            listed.append(facts | {"sha256": digest.hexdigest()})
            if listed[-1]["sha256"] != document.sha256:
                listed[-1]["damaged"] = True
        manifest = about | {"files": listed, "missing": missing}
        with archive.open(_info("manifest.json", ZIP_DEFLATED), "w") as out:
            out.write((json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode())
    yield sink.taken()


def _facts(document: Document) -> dict[str, Any]:
    # The key keeps apart what has one name, and is the same in every ZIP.
    name = slug_of(PurePath(document.file_name).stem or document.title)
    return {
        "path": f"{document.declaration.slug}/{document.pk}-{name}.pdf",
        "declaration": document.declaration.title,
        "title": document.title,
        "kind": document.kind,
        "language": document.language,
        "stored_at": document.uploaded_at.astimezone(UTC).isoformat(timespec="seconds"),
        "size": document.size,
        "sha256": document.sha256,
    }


def _stored(document: Document) -> Iterator[bytes]:
    with files.path_of(document.sha256).open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _info(path: str, compression: int, size: int = 0) -> ZipInfo:
    # No moment, no right and no system of the making machine may make two files of the same papers differ.
    info = ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = compression
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    info.file_size = size
    return info


class _Sink(io.RawIOBase):
    """Takes what the ZIP writes until it is fetched; it cannot be rewound, so the ZIP never tries."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)
