"""What is found about the signatures inside a stored file, judged by the trusted lists loaded so far."""

import json
import logging
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from declarations import files, sandbox
from declarations.models import Document, Examination, TrustList

_LOG = logging.getLogger(__name__)

LIBRARY = f"pyHanko {version('pyhanko')}"
FAULTS = {
    "not_a_list": _("This is not a trusted list (ETSI TS 119 612)."),
    "not_signed": _("The trusted list is not signed with the key of this certificate."),
}


def examine(document: Document, *, at: datetime) -> Examination:
    """Return what was found, not yet kept; never raises for what stands in the file.

    What could not be found out, in time and memory allowed, is indeterminate. The report holds codes, ISO moments and
    short plain texts only, the same for the same file, moment and lists.
    """
    lists = lists_in_use()
    report: dict[str, Any]
    if document.media_type != Document.MediaType.PDF:
        report = {"verdict": Examination.Verdict.UNSIGNED, "reason": "picture", "signatures": []}
    else:
        report = _report(document, lists, at)
    return Examination(
        document=document,
        at=at,
        verdict=report.pop("verdict"),
        library=LIBRARY,
        lists_as_of=min((timezone.localdate(each.issued_at) for each in lists), default=None),
        report=report,
    )


def lists_in_use() -> list[TrustList]:
    """Return the newest list of each territory: by these is judged."""
    newest = {each.territory: each for each in TrustList.objects.order_by("issued_at", "sequence", "pk")}
    return [newest[territory] for territory in sorted(newest)]


def read_trust_list(content: bytes, *, signed_by: str = "") -> TrustList:
    """Return what a trusted list says of itself, not yet kept; with a certificate (PEM), only if it has signed it.

    Refuses (ValidationError, worded for the reader) what is no trusted list or lacks what lists are told apart by.
    """
    try:
        told = json.loads(_run("trust_lists", content, signed_by=signed_by))
    except sandbox.Failed as error:
        raise ValidationError(FAULTS["not_a_list"]) from error
    if "fault" in told:
        raise ValidationError(FAULTS[told["fault"]])
    issued_at, next_update = _moment(told["issued_at"]), _moment(told["next_update"])
    if not (issued_at and told["sequence"].isdecimal() and told["territory"].isalpha() and told["services"]):
        raise ValidationError(_("The trusted list lacks its territory, number, day of issue or services."))
    return TrustList(
        territory=told["territory"].upper(),
        sequence=int(told["sequence"]),
        issued_at=issued_at,
        next_update=next_update,
        services=told["services"],
    )


def _report(document: Document, lists: list[TrustList], at: datetime) -> dict[str, Any]:
    told = [
        {
            "territory": each.territory,
            "sequence": each.sequence,
            "issued_at": each.issued_at.isoformat(),
            "next_update": each.next_update.isoformat() if each.next_update else "",
            "sha256": each.sha256,
            "path": str(files.path_of(each.sha256)),
        }
        for each in lists
    ]
    try:
        path = files.path_of(document.sha256)
        found = _run("signatures", path, lists=told, roots=_roots(), at=at.isoformat())
        report: dict[str, Any] = json.loads(found)
    except (sandbox.Failed, OSError, ValueError) as error:
        _LOG.warning("document %s could not be examined: %s", document.pk, error)
        return _unknown("no_answer")
    # The bytes in the store must be those that were uploaded, or the report is about another file.
    return report if report["sha256"] == document.sha256 else _unknown("changed_in_store")


def _unknown(reason: str) -> dict[str, Any]:
    return {"verdict": Examination.Verdict.INDETERMINATE, "reason": reason, "signatures": []}


def _run(program: str, source: bytes | Path, **told: Any) -> bytes:
    limits = {"seconds": settings.INSPECTION_SECONDS, "memory_mb": settings.INSPECTION_MEMORY_MB}
    return sandbox.run(program, source, **limits, **told)


def _roots() -> list[str]:
    """Return the files with the certificates that the operator trusts besides the lists."""
    root: Path | None = settings.TRUST_ROOTS
    if root is None:
        return []
    found = root.iterdir() if root.is_dir() else [root]
    return sorted(str(path) for path in found if path.is_file() and not path.name.startswith("."))


def _moment(text: str) -> datetime | None:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at and timezone.is_aware(at) else None
