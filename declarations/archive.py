"""Papers of several declarations as one ZIP that goes out while it is made: no paper is held in memory.

Made twice of the same papers it is the same file, byte by byte.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from zipfile import ZipFile

from declarations import files, zipping
from declarations.models import Document
from members.text import slug_of


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
    sink = zipping.Sink()
    with ZipFile(sink, "w") as archive:
        for document in documents:
            facts = _facts(document)
            if not is_in_store(document):
                missing.append(facts)
                continue
            digest = sha256()
            with archive.open(zipping.info(facts["path"], size=document.size, is_packed=False), "w") as out:
                for chunk in files.chunks_of(document.sha256):
                    digest.update(chunk)
                    out.write(chunk)
                    yield sink.taken()
            listed.append(facts | {"sha256": digest.hexdigest()})
            if listed[-1]["sha256"] != document.sha256:
                listed[-1]["damaged"] = True
        manifest = about | {"files": listed, "missing": missing}
        with archive.open(zipping.info("manifest.json"), "w") as out:
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
