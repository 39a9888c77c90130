"""Is a picture of a scan whole, small enough to be looked at, and nothing but a picture."""

import re
import struct
from io import BytesIO
from typing import Any

from PIL import Image, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

from declarations.sandbox.refusals import Reason, Refused, refuse_another_file

# The limit is ours, and refuses before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
Image.preinit()

FORMATS = {
    "image/jpeg": JpegImagePlugin.JpegImageFile.format,
    "image/png": PngImagePlugin.PngImageFile.format,
    "image/tiff": TiffImagePlugin.TiffImageFile.format,
}
_STRIPS = ((273, 279), (324, 325))  # tags of TIFF: where strips or tiles begin, and how long they are
# In the data of a JPEG picture FF is data when 00 follows, and a mark of no end when a restart does.
_NEXT_JPEG_MARK = re.compile(rb"\xff(?![\x00\xd0-\xd7\xff])")
_JPEG_END = 0xD9
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})


def look_at(data: bytes, media_type: str, *, megapixels: int) -> int:
    """Decode every picture of the file and return how many there are; raises Refused, or anything where damaged."""
    with Image.open(BytesIO(data), formats=[FORMATS[media_type]]) as image:
        is_tiff = media_type == "image/tiff"
        pages: int = getattr(image, "n_frames", 1) if is_tiff else 1
        end = 0
        for number in range(pages):
            image.seek(number)
            if image.width * image.height > megapixels * 1_000_000:
                raise Refused(Reason.PIXELS)
            if is_tiff:
                end = max(end, _end_of_strips(image))
                if end > len(data):
                    raise Refused(Reason.DAMAGED)
            if image.format == "JPEG":
                # All of the data is still read, but an eighth of the points is kept: memory is short here.
                image.draft("RGB", (image.width // 8 or 1, image.height // 8 or 1))
            image.load()
    refuse_another_file(data[end if is_tiff else _ENDS[media_type](data) :])
    return pages


def _end_of_strips(image: Any) -> int:
    found = [
        offset + length
        for starts, lengths in _STRIPS
        for offset, length in zip(_numbers(image, starts), _numbers(image, lengths), strict=False)
    ]
    return max(found, default=0)


def _numbers(image: Any, tag: int) -> tuple[int, ...]:
    value = image.tag_v2.get(tag, ())
    return value if isinstance(value, tuple) else (value,)


def _end_of_png(data: bytes) -> int:
    at = 8
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        at += 12 + length
        if kind == b"IEND" and at <= len(data):
            return at
    raise Refused(Reason.DAMAGED)


def _end_of_jpeg(data: bytes) -> int:
    at = 2
    while mark := _NEXT_JPEG_MARK.search(data, at):
        code, at = data[mark.end()], mark.end() + 1
        if code == _JPEG_END:
            return at
        if code not in _WITHOUT_LENGTH:
            at += int.from_bytes(data[at : at + 2], "big")
    raise Refused(Reason.DAMAGED)


_ENDS = {"image/png": _end_of_png, "image/jpeg": _end_of_jpeg}
