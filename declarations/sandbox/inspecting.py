"""Looks at a file that somebody hands in: which kind it is, whether it is whole, and whether it is only a paper."""

import json
from io import BytesIO
from typing import Any

from pypdf.errors import LimitReachedError

from declarations.sandbox import papers, pictures
from declarations.sandbox.child import obey
from declarations.sandbox.refusals import Reason, Refused, refuse_second_kind

# Nothing may stand before it: readers that look for the beginning further on would open what others do not see.
_BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"II+\0": "image/tiff",
    b"MM\0+": "image/tiff",
}


def inspect(file: BytesIO, *, megapixels: int) -> bytes:
    """Return as JSON what the file is (media_type, pages, has_text), or why it is refused; never raises."""
    try:
        answer = _look_at(file.getvalue(), megapixels)
    except Refused as refusal:
        answer = {"refused": refusal.reason}
    except (MemoryError, LimitReachedError):
        answer = {"refused": Reason.EXHAUSTING}
    except Exception:  # Readers of hostile files may raise anything; whatever it is, the file is refused.
        answer = {"refused": Reason.DAMAGED}
    return json.dumps(answer).encode()


def _look_at(data: bytes, megapixels: int) -> dict[str, Any]:
    media_type = next((kind for start, kind in _BEGINNINGS.items() if data.startswith(start)), None)
    if media_type is None:
        raise Refused(Reason.KIND)
    refuse_second_kind(data)
    if media_type == "application/pdf":
        pages, has_text = papers.look_at(data)
        return {"media_type": media_type, "pages": pages, "has_text": has_text}
    pages = pictures.look_at(data, media_type, megapixels=megapixels)
    return {"media_type": media_type, "pages": pages, "has_text": None}


if __name__ == "__main__":
    obey(inspect)
