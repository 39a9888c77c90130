"""What was found about the signatures inside a file, in words for the reader."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from declarations.models import Examination

Words = Promise | str


@dataclass(frozen=True)
class SignatureInWords:
    """One signature or time stamp: by whom, how it stands (code and words), why, and what is known besides."""

    title: Words
    verdict: str
    headline: Words
    reason: Words
    facts: list[tuple[Words, Words]]


@dataclass(frozen=True)
class ExaminationInWords:
    """One look at a file: how it stands (code and words), why, by what it was judged, and each signature."""

    at: datetime
    verdict: str
    headline: Words
    reason: Words
    basis: list[Words]
    signatures: list[SignatureInWords]


REASONS: dict[str, Words] = {
    "picture": gettext_lazy("A picture holds no electronic signatures."),
    "encrypted": gettext_lazy("The file is encrypted, so nothing in it can be examined."),
    "malformed": gettext_lazy("The file is not written by the rules of PDF, so what it holds cannot be judged."),
    "too_many": gettext_lazy("The file holds too many signatures to be examined."),
    "no_answer": gettext_lazy("The examination did not come to an end in the time and memory allowed."),
    "changed_in_store": gettext_lazy("The stored file is no longer the one that was uploaded."),
    "unsupported": gettext_lazy("This kind of signature cannot be examined here."),
    "unreadable": gettext_lazy("The signature is damaged or of an unknown form."),
    "format_failure": gettext_lazy("The signature is damaged or of an unknown form."),
    "broken": gettext_lazy("What was signed has been changed since, or the signature was not made with this key."),
    "coverage": gettext_lazy("The signature leaves out a part of what it should cover."),
    "changed": gettext_lazy("The document was changed after signing in a way that the signature does not allow."),
    "unexplained": gettext_lazy("Something was added behind the signed content, and it is not known what for."),
    "stamp": gettext_lazy("The time stamp of this signature cannot be relied on."),
    "revoked": gettext_lazy("The certificate was revoked."),
    "no_certificate_chain_found": gettext_lazy("The issuer of the certificate is not among the trusted ones."),
    "out_of_bounds_no_poe": gettext_lazy(
        "The certificate is not valid today, and no trusted time stamp proves that it was when the paper was signed."
    ),
    "chain_constraints_failure": gettext_lazy("The certificate is not meant for signing documents."),
    "crypto_constraints_failure": gettext_lazy("The signature was made by a method that is no longer safe."),
    "crypto_constraints_failure_no_poe": gettext_lazy("The signature was made by a method that is no longer safe."),
}
OTHER_REASON = gettext_lazy("It cannot be proved from the file alone that the signature is sound.")
INTEGRITY = {
    "intact": gettext_lazy("what was signed is unchanged"),
    "broken": gettext_lazy("what was signed does not agree with the signature"),
}
COVERAGE = {
    "file": gettext_lazy("the whole file"),
    "revision": gettext_lazy("the file as it was when it was signed; something was added later"),
    "part": gettext_lazy("not all that it should cover"),
}
CHANGES = {
    "none": pgettext_lazy("changes", "none"),
    "maintenance": gettext_lazy("only what keeps the signatures verifiable for years"),
    "form_filling": gettext_lazy("only further signatures or filled-in fields"),
    "suspicious": gettext_lazy("changes that cannot be told from forgery"),
    "unexplained": gettext_lazy("bytes that nothing explains"),
}
QUALIFIED = {
    "signature": gettext_lazy("a qualified electronic signature"),
    "seal": gettext_lazy("a qualified electronic seal"),
    "certificate": gettext_lazy("a qualified certificate, but no qualified device is known to hold its key"),
    "stamp": gettext_lazy("a qualified time stamp"),
    "no": gettext_lazy("not qualified by the trusted lists"),
    "unknown": gettext_lazy("cannot be told"),
}
TITLES = {
    "document_stamp": gettext_lazy("Time stamp on the whole file"),
    "other": gettext_lazy("Signature that cannot be read"),
}


def examination_in_words(examination: Examination) -> ExaminationInWords:
    """Say what was found, in the language of the reader; of a report of unknown form only the verdict."""
    told: dict[str, Any] = {"reason": "", "basis": [], "signatures": []}
    try:
        told = {
            "reason": _reason(examination.report),
            "basis": _basis(examination),
            "signatures": [_signature(each) for each in examination.report["signatures"]],
        }
    except (AttributeError, KeyError, TypeError, ValueError):
        # A register that came in from elsewhere may hold anything here.
        pass
    return ExaminationInWords(
        at=examination.at, verdict=examination.verdict, headline=examination.get_verdict_display(), **told
    )


def _basis(examination: Examination) -> list[Words]:
    """Say by what was judged: the library, and the lists and roots as they were then."""
    found: list[Words] = [_("Examined by %(library)s, offline.") % vars(examination)]
    for each in examination.report.get("lists", []):
        told = {
            "territory": each["territory"],
            "sequence": each["sequence"],
            "day": _day(each["issued_at"]),
            "until": _day(each["next_update"]),
        }
        found.append(_("Trusted list %(territory)s no. %(sequence)s of %(day)s.") % told)
        due = parse_datetime(each["next_update"])
        if due and due < examination.at:
            found.append(_("A newer list %(territory)s was due by %(until)s and was not loaded.") % told)
    if examination.lists_as_of is None:
        found.append(_("No trusted list was loaded, so nothing is called qualified."))
    return found


def _signature(found: dict[str, Any]) -> SignatureInWords:
    signer = found.get("signer", {})
    name = signer.get("name") or signer.get("organisation") or found.get("field", "")
    verdict = found.get("verdict", Examination.Verdict.INDETERMINATE)
    return SignatureInWords(
        title=TITLES.get(found.get("kind", ""), name) or _("Unnamed signer"),
        verdict=verdict,
        headline=ONE[verdict],
        reason=_reason(found),
        facts=[(label, words) for label, words in _facts(found) if words],
    )


ONE: dict[str, Words] = {
    "valid": pgettext_lazy("one signature", "sound, issuer trusted"),
    "untrusted": pgettext_lazy("one signature", "sound, an issuer not among the trusted"),
    "indeterminate": pgettext_lazy("one signature", "cannot be determined"),
    "invalid": pgettext_lazy("one signature", "not valid"),
}


def _reason(found: dict[str, Any]) -> Words:
    code = found.get("reason", "")
    return REASONS.get(code, OTHER_REASON) if code else ""


def _facts(found: dict[str, Any]) -> list[tuple[Words, Words]]:
    """Return what is known of a signature; empty where nothing is."""
    signer, issuer, stamp = found.get("signer", {}), found.get("issuer", {}), found.get("stamp") or {}
    return [
        (_("Organisation"), signer.get("organisation", "")),
        (_("E-mail"), signer.get("email", "")),
        (_("Certificate issued by"), _joined(issuer.get("name", ""), issuer.get("organisation", ""))),
        (_("Number of the certificate"), found.get("serial", "")),
        (_("Certificate valid"), _from_to(found)),
        (_("Content"), INTEGRITY.get(found.get("integrity", ""), "")),
        (_("Covers"), COVERAGE.get(found.get("coverage", ""), "")),
        (_("Changes after signing"), CHANGES.get(found.get("changes", ""), "")),
        (_("Time of signing"), _claimed(found)),
        (_("Time stamp"), _stamp(stamp)),
        (_("About the time stamp"), _reason(stamp)),
        (_("Certificate trusted by"), _trusted_by(found)),
        (_("Revocation"), _revocation(found)),
        (_("Qualified"), QUALIFIED.get(found.get("qualified", stamp.get("qualified", "")), "")),
    ]


def _claimed(found: dict[str, Any]) -> Words:
    if not found.get("claimed_at"):
        return ""
    return _("%(moment)s, by the signer’s own clock") % {"moment": _moment(found["claimed_at"])}


def _stamp(stamp: dict[str, Any]) -> Words:
    if not stamp:
        return ""
    authority = stamp["authority"]
    told = {"moment": _moment(stamp["at"]), "authority": _joined(authority["name"], authority["organisation"])}
    return _joined(_("%(moment)s, by %(authority)s") % told, ONE[stamp["verdict"]], separator="; ")


def _trusted_by(found: dict[str, Any]) -> Words:
    anchor = found.get("trusted_by") or (found.get("stamp") or {}).get("trusted_by")
    if not anchor:
        return ""
    told = {"name": anchor["name"]}
    if anchor["kind"] == "root":
        return _("the operator’s root certificate “%(name)s”") % told
    return _("the service “%(name)s” of a trusted list") % told


def _revocation(found: dict[str, Any]) -> Words:
    told = found.get("revocation") or (found.get("stamp") or {}).get("revocation")
    if not told or found.get("integrity") == "broken":
        return ""
    if told["status"] == "revoked":
        return _("revoked on %(day)s") % {"day": _day(told["at"])}
    if told["status"] == "not_revoked":
        return _("not revoked as of %(day)s") % {"day": _day(told["at"])}
    return _("not known: the file brings no word of the issuer about it")


def _from_to(found: dict[str, Any]) -> Words:
    if not found.get("valid_from"):
        return ""
    return _("from %(first)s to %(last)s") % {"first": _day(found["valid_from"]), "last": _day(found["valid_until"])}


def _joined(*parts: Words, separator: str = ", ") -> str:
    return separator.join(str(part) for part in parts if part)


def _local(text: str) -> datetime | None:
    at = parse_datetime(text)
    if at is None or timezone.is_naive(at):
        return None
    try:
        return timezone.localtime(at)
    except OverflowError:
        # A certificate without an end is valid until the last second of the year 9999 (RFC 5280): here none follows it.
        return at


def _day(text: str) -> str:
    at: date | None = _local(text)
    return date_format(at, "j E Y") if at else ""


def _moment(text: str) -> str:
    at = _local(text)
    return date_format(at, "j E Y, H:i") if at else ""
