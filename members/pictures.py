"""How a picture that somebody hands in becomes one of ours: drawn anew, made smaller, and nothing but a picture.

What is kept is never what was uploaded: whatever else stood in the file (a place, a device, a script) is gone.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, ImageOps

KINDS = ("PNG", "JPEG", "WEBP")
MEGABYTE = 1024 * 1024
MILLION = 1_000_000


@dataclass(frozen=True)
class StoredPicture:
    """A stored picture: its hash, and its size in pixels."""

    sha256: str
    width: int
    height: int


def is_sum(text: str) -> bool:
    """Tell a SHA-256 sum in lower-case hex from anything else."""
    return re.fullmatch(r"[0-9a-f]{64}", text) is not None


@dataclass(frozen=True)
class Shelf:
    """Where the pictures of one use lie, each under its hash: what may come in, and into which box it is drawn."""

    # The folder, by its name in the settings.
    folder: str
    # In pixels: twice what a page shows, for sharp screens.
    box: tuple[int, int]
    quality: int
    largest_upload: int
    most_pixels: int

    def path_of(self, sha256: str) -> Path:
        """Return where the picture with this hash lies or would lie; refuses what is no hash (ValueError)."""
        if not is_sum(sha256):
            raise ValueError(sha256)
        return getattr(settings, self.folder) / f"{sha256}.webp"

    def stored(self, sha256: str) -> StoredPicture | None:
        """Return the picture with this hash, or None where there is none: a page then stands without it."""
        try:
            with Image.open(self.path_of(sha256), formats=["WEBP"]) as picture:
                return StoredPicture(sha256, picture.width, picture.height)
        except (OSError, ValueError):
            return None

    def read(self, sha256: str) -> bytes | None:
        """Return the bytes of the picture with this hash, or None where there is none."""
        try:
            return self.path_of(sha256).read_bytes()
        except (OSError, ValueError):
            return None

    def redrawn(self, upload: Any) -> bytes:
        """Return the picture as the bytes of a WebP file that fits into the box.

        Refuses, in words for the reader (ValidationError), what is too large, moves, or is no whole PNG, JPEG or WebP.
        """
        if upload.size > self.largest_upload:
            told = {"limit": self.largest_upload // MEGABYTE}
            raise ValidationError(_("The picture is larger than %(limit)s MB."), params=told)
        upload.seek(0)
        try:
            # WeasyPrint, once it is loaded, makes Pillow forgive pictures that are cut off.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            with Image.open(BytesIO(upload.read()), formats=KINDS) as picture:
                # What the file says of itself, before anything of it is unpacked.
                if picture.width * picture.height > self.most_pixels:
                    raise self._too_many()
                if picture.format in ("PNG", "WEBP") and getattr(picture, "is_animated", False):
                    raise ValidationError(_("The picture moves; choose one that stands still."))
                return self._drawn(picture)
        except ValidationError:
            raise
        except Image.DecompressionBombError as error:
            raise self._too_many() from error
        except Exception as error:  # A reader of hostile files may raise anything; whatever it is, the file is refused.
            raise ValidationError(_("This cannot be read as a picture: choose a PNG, JPEG or WebP file.")) from error

    def _too_many(self) -> ValidationError:
        words = _("The picture has more than %(limit)s million pixels; make it smaller first.")
        return ValidationError(words, params={"limit": self.most_pixels // MILLION})

    def _drawn(self, picture: Image.Image) -> bytes:
        # A large photograph is unpacked at a fraction of its size where its format can do so.
        picture.draft("RGB", self.box)
        upright = ImageOps.exif_transpose(picture)
        small = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        small.thumbnail(self.box, Image.Resampling.LANCZOS)
        # What came with the picture would be written out with it.
        small.info = {}
        out = BytesIO()
        small.save(out, "WEBP", quality=self.quality, method=6)
        return out.getvalue()

    def keep(self, data: bytes) -> str:
        """Store the bytes of a picture and return their hash; when it returns, they survive a power cut."""
        final = self.path_of(hashlib.sha256(data).hexdigest())
        final.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=final.parent, prefix=".upload-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(final)
            # Without it the bytes survive a power cut but their name does not; at the first one the folder is new too.
            for folder in list(final.parents)[:2]:
                _fsync_folder(folder)
        finally:
            Path(name).unlink(missing_ok=True)
        return final.stem

    def sweep(self, named: Set[str], *, before: datetime, dry_run: bool = False) -> dict[Path, int]:
        """Remove what was last written before a moment and no hash names; return what it was, with its bytes.

        Call it where nobody can be between the storing of a picture and the row that names it.
        """
        folder = getattr(settings, self.folder)
        found = [path for path in folder.iterdir() if path.stem not in named] if folder.is_dir() else []
        old = {path: path.stat().st_size for path in sorted(found) if path.stat().st_mtime < before.timestamp()}
        for path in old if not dry_run else ():
            path.unlink()
        return old


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


LOGOS = Shelf("LOGOS_DIR", (600, 300), 90, 5 * MEGABYTE, 16 * MILLION)
PHOTOGRAPHS = Shelf("PICTURES_DIR", (1600, 1200), 82, 25 * MEGABYTE, 60 * MILLION)
THUMBNAILS = Shelf("PICTURES_DIR", (480, 360), 62, 25 * MEGABYTE, 60 * MILLION)
