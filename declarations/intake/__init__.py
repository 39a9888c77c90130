"""What may come into the store: each upload is looked at in a process of its own before it is kept."""

import hashlib
import json
import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from declarations import sandbox
from declarations.intake import malware
from declarations.sandbox.refusals import Reason

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """What an accepted file is; pages and has_text are None where nothing is known of them."""

    media_type: str
    pages: int | None
    has_text: bool | None


@dataclass(frozen=True)
class Refusal:
    """Why a file may not come in, in the reader's language; names in the words are filled in from `told`."""

    words: Any
    told: tuple[tuple[str, Any], ...] = ()


WORDS = {
    Reason.KIND: _("This is neither a PDF file nor a JPEG, PNG or TIFF picture."),
    Reason.DAMAGED: _("The file cannot be read: it is damaged or cut off."),
    Reason.EXHAUSTING: _("The file cannot be read: looking through it takes too much time or memory."),
    Reason.ENCRYPTED: _("The PDF is encrypted; upload it without a password."),
    Reason.EMPTY: _("The PDF has no pages."),
    Reason.SCRIPT: _("The PDF holds a script (JavaScript). Papers are taken without scripts only."),
    Reason.STARTS: _("The PDF starts a program or opens a file on the reader’s computer (Launch)."),
    Reason.SENDS: _("The PDF sends or fetches data by itself (SubmitForm, ImportData)."),
    Reason.PLAYS: _("The PDF holds film, sound or a 3D model. Papers are taken without them only."),
    Reason.PROGRAM: _("The PDF carries a program in an attachment, or leads to one."),
    Reason.FORM: _("The PDF holds a form with scripts (XFA)."),
    Reason.TWO_KINDS: _("The file is of two kinds at once: other programs would open it as a web page or an archive."),
    Reason.BEHIND_THE_END: _("Something else is attached behind the end of the file."),
    Reason.PIXELS: _("The picture has more than %(limit)s million points."),
}
TOO_LARGE = _("The file is larger than %(limit)s MB.")
MALWARE = _("The malware scanner found: %(name)s. Nothing was stored.")
NOT_CHECKED = _("The file could not be checked for malware just now; nothing was stored. Please try again.")

# One upload is asked about by the door, the form and the use-case, and is one question; the same bytes sent once more
# have the same answer, but are looked at by the malware scanner again.
_judged: WeakKeyDictionary[File, Found | Refusal] = WeakKeyDictionary()
_inspected: OrderedDict[tuple[Any, ...], dict[str, Any]] = OrderedDict()
_REMEMBERED = 128


def check(upload: File) -> Found:
    """Return what the file is and rewind it; refuse (ValidationError, worded for the reader) what may not come in."""
    if upload not in _judged:
        _judged[upload] = _judge(upload)
    answer = _judged[upload]
    if isinstance(answer, Refusal):
        raise ValidationError(answer.words, params=dict(answer.told))
    return answer


def _judge(upload: File) -> Found | Refusal:
    if upload.size > settings.UPLOAD_MAX_BYTES:
        return Refusal(TOO_LARGE, (("limit", settings.UPLOAD_MAX_MB),))
    upload.seek(0)
    data = upload.read()
    upload.seek(0)
    return _scanned(data) or _looked_at(data)


def _scanned(data: bytes) -> Refusal | None:
    if not settings.CLAMAV_SOCKET:
        return None
    try:
        name = malware.found_in(data, socket=settings.CLAMAV_SOCKET, seconds=settings.INSPECTION_SECONDS)
    except malware.Unanswered as error:
        log.error("malware scanner: %s", error)
        return Refusal(NOT_CHECKED)
    return Refusal(MALWARE, (("name", name),)) if name else None


def _looked_at(data: bytes) -> Found | Refusal:
    try:
        answer = _inspect(data)
    except sandbox.Failed as error:
        log.warning("upload refused: %s", error)
        answer = {"refused": Reason.EXHAUSTING}
    if "refused" not in answer:
        return Found(**answer)
    reason = Reason(answer["refused"])
    told = (("limit", settings.IMAGE_MAX_MEGAPIXELS),) if reason == Reason.PIXELS else ()
    return Refusal(WORDS[reason], told)


def _inspect(data: bytes) -> dict[str, Any]:
    """Ask the sandbox once for each file; that it ran out of time is not remembered, the machine may have been busy."""
    limits = {"seconds": settings.INSPECTION_SECONDS, "memory_mb": settings.INSPECTION_MEMORY_MB}
    told = {"megapixels": settings.IMAGE_MAX_MEGAPIXELS}
    asked = (hashlib.sha256(data).hexdigest(), *limits.values(), *told.values())
    answer = _inspected.get(asked)
    if answer is None:
        answer = _inspected[asked] = json.loads(sandbox.run("inspecting", data, **limits, **told))
        if len(_inspected) > _REMEMBERED:  # another thread may drop this very answer at once
            _inspected.popitem(last=False)
    return answer
