"""Where logos lie, and how a picture that somebody hands in becomes one: drawn anew, small, and nothing but a picture.

What is kept is never what was uploaded: whatever else stood in the file (a place, a device, a script) is gone.
"""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, ImageOps

LARGEST_UPLOAD = 5 * 1024 * 1024
MOST_PIXELS = 16_000_000
# Twice what a page shows, for sharp screens.
BOX = (600, 300)
KINDS = ("PNG", "JPEG", "WEBP")

_TOO_MANY = ValidationError(_("The picture has more than 16 million pixels; make it smaller first."))


@dataclass(frozen=True)
class Logo:
    """A stored logo: its hash, and its size in pixels."""

    sha256: str
    width: int
    height: int


def is_sum(text: str) -> bool:
    """Tell a SHA-256 sum in lower-case hex from anything else."""
    return re.fullmatch(r"[0-9a-f]{64}", text) is not None


def path_of(sha256: str) -> Path:
    """Return where the logo with this hash lies, whether or not it does; refuses what is no hash (ValueError)."""
    if not is_sum(sha256):
        raise ValueError(sha256)
    return settings.LOGOS_DIR / f"{sha256}.webp"


def stored(sha256: str) -> Logo | None:
    """Return the logo with this hash, or None where there is none: a page then stands without it."""
    try:
        with Image.open(path_of(sha256), formats=["WEBP"]) as picture:
            return Logo(sha256, picture.width, picture.height)
    except (OSError, ValueError):
        return None


def read(sha256: str) -> bytes | None:
    """Return the bytes of the logo with this hash, or None where there is none."""
    try:
        return path_of(sha256).read_bytes()
    except (OSError, ValueError):
        return None


def redrawn(upload: Any) -> bytes:
    """Return the picture as the bytes of a WebP file that fits into the box.

    Refuses, in words for the reader (ValidationError), what is too large, moves, or is no whole PNG, JPEG or WebP.
    """
    if upload.size > LARGEST_UPLOAD:
        raise ValidationError(_("The picture is larger than 5 MB."))
    try:
        # WeasyPrint, once it is loaded, makes Pillow forgive pictures that are cut off.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        with Image.open(BytesIO(upload.read()), formats=KINDS) as picture:
            # What the file says of itself, before anything of it is unpacked.
            if picture.width * picture.height > MOST_PIXELS:
                raise _TOO_MANY
            if picture.format in ("PNG", "WEBP") and getattr(picture, "is_animated", False):
                raise ValidationError(_("The picture moves; choose one that stands still."))
            return _drawn(picture)
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise _TOO_MANY from error
    except Exception as error:  # A reader of hostile files may raise anything; whatever it is, the file is refused.
        raise ValidationError(_("This cannot be read as a picture: choose a PNG, JPEG or WebP file.")) from error


def _drawn(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    small = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    small.thumbnail(BOX, Image.Resampling.LANCZOS)
    # What came with the picture would be written out with it.
    small.info = {}
    out = BytesIO()
    small.save(out, "WEBP", quality=90, method=6)
    return out.getvalue()


def keep(data: bytes) -> str:
    """Store the bytes of a logo and return their hash; when it returns, they survive a power cut."""
    final = path_of(hashlib.sha256(data).hexdigest())
    settings.LOGOS_DIR.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=settings.LOGOS_DIR, prefix=".upload-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(final)
        # Without it the bytes survive a power cut but their name does not; at the first logo the folder is new too.
        for folder in list(final.parents)[:2]:
            _fsync_folder(folder)
    finally:
        Path(name).unlink(missing_ok=True)
    return final.stem


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
