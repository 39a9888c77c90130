"""The ZIP itself: what goes in, the list of it with hashes, and how it goes out without being held anywhere."""

import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Any
from zipfile import ZipFile

from django.conf import settings
from django.utils.translation import gettext as _

import members.queries
from declarations import files, verify_evidence, zipping

# Facts that fit are held in memory until they go out; more of them wait in a temporary file.
HELD_IN_MEMORY = 8 * files.CHUNK
README = Template(Path(__file__).with_name("readme.txt").read_text(encoding="utf-8"))


class FilesMissing(Exception):
    """Raised before anything went out where the store lacks papers; the text tells the office, `hashes` names them."""

    def __init__(self, hashes: list[str]) -> None:
        self.hashes = hashes
        words = _("There is no evidence file: %(count)s of its papers are missing from the store. Run verify_store.")
        super().__init__(words % {"count": len(hashes)})


@dataclass(frozen=True)
class Member:
    """One file of the ZIP; of a paper, also what its bytes should be."""

    path: str
    chunks: Callable[[], Iterator[bytes]]
    sha256: str = ""
    size: int = 0


class Notes:
    """Facts as they were at one moment, written down until they go out: what changes meanwhile is not mixed in."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=HELD_IN_MEMORY)

    def member(self, path: str, chunks: Iterable[bytes]) -> Member:
        """Write the chunks down and return the member that will read them back."""
        start = self._file.seek(0, io.SEEK_END)
        for chunk in chunks:
            self._file.write(chunk)
        return Member(path, partial(self._read, start, self._file.tell()))

    def _read(self, start: int, end: int) -> Iterator[bytes]:
        while start < end:
            self._file.seek(start)
            chunk = self._file.read(min(files.CHUNK, end - start))
            start += len(chunk)
            yield chunk


def paper(path: str, *, sha256: str, size: int) -> Member:
    """Return the member for a stored file, which is read only when its turn comes."""
    return Member(path, partial(files.chunks_of, sha256), sha256, size)


class EvidenceFile:
    """The ZIP as a stream of bytes. `damaged` names, once it has gone out, papers that are not what they should be.

    Raises FilesMissing when it is made. A paper that is lost after that breaks the stream off (OSError): what came
    out is then no ZIP.
    """

    def __init__(self, members: list[Member], *, subject: str, **about: Any) -> None:
        missing = files.missing({member.sha256 for member in members if member.sha256})
        if missing:
            raise FilesMissing(missing)
        name = _register_name()
        self.about = about | {"format": verify_evidence.FORMAT, "register": name, "base_url": settings.BASE_URL}
        readme = README.substitute(register=name, address=settings.BASE_URL, subject=subject)
        program = Path(verify_evidence.__file__).read_bytes()
        self.members = sorted(
            [
                *members,
                Member("README.txt", lambda: iter([readme.encode()])),
                Member("verify_evidence.py", lambda: iter([program])),
            ],
            key=lambda member: member.path,
        )
        self.damaged: list[str] = []

    def __iter__(self) -> Iterator[bytes]:
        self.damaged = []
        listed: list[dict[str, Any]] = []
        sink = zipping.Sink()
        with ZipFile(sink, "w") as archive:
            for member in self.members:
                yield from self._packed(archive, sink, member, listed)
            # The list comes last: it tells what has really gone out.
            manifest = as_json(self.about | {"files": listed, "damaged": self.damaged})
            yield from self._packed(archive, sink, Member("manifest.json", lambda: iter([manifest])), [])
        yield sink.taken()

    def _packed(
        self, archive: ZipFile, sink: zipping.Sink, member: Member, listed: list[dict[str, Any]]
    ) -> Iterator[bytes]:
        digest, size = sha256(), 0
        head = zipping.info(member.path, size=member.size, is_packed=not member.sha256)
        # How long the whole journal is, is not known beforehand; it may pass the limit of plain ZIP.
        with archive.open(head, "w", force_zip64=member.path == "journal.jsonl") as out:
            for chunk in member.chunks():
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
                if sink.size >= files.CHUNK:
                    yield sink.taken()
        listed.append({"path": member.path, "sha256": digest.hexdigest(), "size": size})
        if member.sha256 and member.sha256 != digest.hexdigest():
            self.damaged.append(member.path)


def _register_name() -> str:
    cluster = members.queries.the_cluster()
    return cluster.name if cluster else ""


def as_json(value: Any) -> bytes:
    """Return a value as people and programs read it, always the same way."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()
