"""Pictures of the first pages of papers: derived from the store, drawn once, and gone without harm."""

import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from declarations import files, sandbox
from declarations.models import Document

WIDTH = 1000
log = logging.getLogger(__name__)


def preview_of(document: Document) -> bytes | None:
    """Return a WebP of the document's first page, drawn the first time it is asked for; None where there is none.

    The mark of failure is set before drawing begins and taken away after it: a file that takes too long, or the whole
    process with it, costs that once, and of many readers at once one draws.
    """
    place = _place_of(document)
    try:
        return place.read_bytes()
    except OSError:  # Not drawn yet, or not readable: then drawing will not help either.
        return _drawn(document, place)


def is_known_to_fail(document: Document) -> bool:
    """Tell whether no preview could be drawn; False also where nobody has asked for it yet."""
    return _mark_of(_place_of(document)).exists()


def forget(document: Document) -> None:
    """Remove the preview; of another document with the same file it is drawn again when it is asked for."""
    place = _place_of(document)
    for path in (place, _mark_of(place)):
        path.unlink(missing_ok=True)


def _drawn(document: Document, place: Path) -> bytes | None:
    source, mark = files.path_of(document.sha256), _mark_of(place)
    if not source.is_file():
        return None
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark.touch(mode=0o600, exist_ok=False)
        picture = _draw(document, source)
        _keep(picture, place)
        mark.unlink()
    except FileExistsError:
        return None
    except sandbox.Failed as reason:
        log.warning("no preview of %s: %s", document.sha256, reason)
        return None
    except OSError as reason:  # A full disk is no fault of the file.
        log.warning("no preview of %s: %s", document.sha256, reason)
        with suppress(OSError):
            mark.unlink()
        return None
    return picture


def _draw(document: Document, source: Path) -> bytes:
    return sandbox.run(
        "drawing",
        source,
        seconds=settings.INSPECTION_SECONDS,
        memory_mb=settings.INSPECTION_MEMORY_MB,
        media_type=document.media_type,
        width=WIDTH,
        megapixels=settings.IMAGE_MAX_MEGAPIXELS,
    )


def _keep(picture: bytes, place: Path) -> None:
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".drawing-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(picture)
        Path(name).replace(place)
    finally:
        Path(name).unlink(missing_ok=True)


def _place_of(document: Document) -> Path:
    return settings.DATA_DIR / "previews" / f"{document.sha256}.webp"


def _mark_of(place: Path) -> Path:
    return place.with_suffix(".none")
