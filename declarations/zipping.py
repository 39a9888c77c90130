"""A ZIP that goes out while it is made: nothing of it is held, and the same contents make the same bytes."""

import io
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo


class Sink(io.RawIOBase):
    """Takes what a ZIP writes until it is fetched; it cannot be rewound, so the ZIP never tries."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        self.size += len(part)
        return len(part)

    def taken(self) -> bytes:
        parts, self._parts, self.size = self._parts, [], 0
        return b"".join(parts)


def info(path: str, *, size: int = 0, is_packed: bool = True) -> ZipInfo:
    """Return the head of one file in a ZIP; papers are compressed already and are not packed again.

    No moment, no right and no system of the making machine may make two files of the same contents differ.
    """
    head = ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
    head.compress_type = ZIP_DEFLATED if is_packed else ZIP_STORED
    head.create_system = 3
    head.external_attr = 0o100644 << 16
    head.file_size = size
    return head
