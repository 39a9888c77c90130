"""What can be found out offline about the signatures inside a PDF: one report in codes, days and short plain texts.

The verdict on a signature is never better than what pyHanko says of it, and that on the file never better than its
weakest signature. Whatever cannot be read or decided is indeterminate, with the code of the reason.
"""

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import x509
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate, AdESSubIndic
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    SignatureCoverageLevel,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from declarations.sandbox.certificates import aware, described, moment, plain
from declarations.sandbox.child import obey
from declarations.sandbox.trust import Known, Look, Trusted, known_of
from declarations.sandbox.trust_lists import registry_of

# From the strongest to the weakest.
VERDICTS = ("valid", "untrusted", "indeterminate", "invalid")
COVERAGE = {SignatureCoverageLevel.ENTIRE_FILE: "file", SignatureCoverageLevel.ENTIRE_REVISION: "revision"}
CHANGES = {
    ModificationLevel.NONE: "none",
    ModificationLevel.LTA_UPDATES: "maintenance",
    ModificationLevel.FORM_FILLING: "form_filling",
}
# A file with more of them is no paper that people signed.
MOST = 100
_GOOD = {"verdict": "valid", "reason": ""}


@dataclass(frozen=True)
class Case:
    """By whom a signature is judged, when, and since when the file is known to have held it."""

    trusted: Trusted
    at: datetime
    proven: datetime


def examined(file: BytesIO, roots: list[x509.Certificate], lists: list[dict[str, Any]], at: datetime) -> dict[str, Any]:
    """Return verdict, reason and the signatures in the order they were made; ValueError for a list that has changed."""
    try:
        reader, embedded = _opened(file)
        if reader.encrypted:
            return _unknown("encrypted")
        others = {name for name, _value, _field in enumerate_sig_fields(reader, filled_status=True)}
    except Exception:  # noqa: BLE001 - whatever a parser of hostile files raises, the file cannot be read
        return _unknown("malformed")
    others -= {each.field_name for each in embedded}
    if len(embedded) + len(others) > MOST:
        return _unknown("too_many")
    found = [_unsupported(name) for name in sorted(others)]
    # A list takes a second to read, and most papers were signed by hand.
    trusted = Trusted(roots, registry_of(lists if embedded else []), bool(lists))
    proven = at
    for each in reversed(embedded):
        one = _one(each, Case(trusted, at, proven))
        found.insert(0, one)
        if one["kind"] == "document_stamp" and one["verdict"] == "valid":
            # What stands in the file before a trusted time stamp is known to have existed then.
            proven = min(proven, datetime.fromisoformat(one["stamp"]["at"]))
    is_signed = any(each["kind"] != "document_stamp" for each in found)
    return {"verdict": weakest(found) if is_signed else "unsigned", "reason": "", "signatures": found}


def code(problem: AdESSubIndic | None) -> str:
    """Return what ETSI EN 319 102-1 calls a problem."""
    return problem.standard_name.lower() if problem else "unreadable"


def weakest(found: list[dict[str, Any]]) -> str:
    return max((each["verdict"] for each in found), key=VERDICTS.index)


def _unknown(reason: str) -> dict[str, Any]:
    return {"verdict": "indeterminate", "reason": reason, "signatures": []}


def _opened(file: BytesIO) -> tuple[PdfFileReader, list[EmbeddedPdfSignature]]:
    """Read the file strictly, or as leniently as readers do where it is not written by the rules."""
    try:
        reader = PdfFileReader(file)
        if reader.encrypted:
            return reader, []
        if not reader.xrefs.hybrid_xrefs_present:
            return reader, reader.embedded_signatures
    except Exception:  # noqa: BLE001, S110 - a second try follows
        pass
    reader = PdfFileReader(file, strict=False)
    return reader, [] if reader.encrypted else reader.embedded_signatures


def _unsupported(name: str) -> dict[str, Any]:
    return {"kind": "other", "field": plain(name), "verdict": "indeterminate", "reason": "unsupported"}


def _one(embedded: EmbeddedPdfSignature, case: Case) -> dict[str, Any]:
    is_stamp = embedded.sig_object_type == "/DocTimeStamp"
    facts: dict[str, Any] = {
        "kind": "document_stamp" if is_stamp else "signature",
        "field": plain(embedded.field_name),
        "verdict": "indeterminate",
    }
    try:
        facts |= described(embedded.signer_cert)
        embedded.compute_integrity_info()
        facts |= _integrity(embedded)
        return facts | (_stamp_on_file if is_stamp else _signature)(embedded, case, facts)
    except SignatureValidationError as error:
        return facts | {"reason": code(error.ades_subindication)}
    except Exception:  # noqa: BLE001 - of a hostile signature nothing can be said but that it cannot be read
        return facts | {"reason": "unreadable"}


def _integrity(embedded: EmbeddedPdfSignature) -> dict[str, Any]:
    level = embedded.summarise_integrity_info()
    coverage = COVERAGE.get(level["coverage"], "part")
    changes = CHANGES.get(getattr(level["diff_result"], "modification_level", ModificationLevel.OTHER), "suspicious")
    if (coverage, changes) == ("revision", "none") and _bytes_behind(embedded):
        changes = "unexplained"
    return {
        "coverage": coverage,
        "changes": changes,
        "changes_allowed": bool(level["docmdp_ok"]),
        "is_by_the_rules": embedded.reader.strict,
    }


def _bytes_behind(embedded: EmbeddedPdfSignature) -> bytes:
    """Return what stands behind the signed bytes; line ends do no harm, and some programs add them."""
    *_others, start, length = embedded.byte_range
    embedded.reader.stream.seek(start + length)
    return embedded.reader.stream.read().strip(b"\0\t\n\f\r ")


def _stamp_on_file(embedded: EmbeddedPdfSignature, case: Case, facts: dict[str, Any]) -> dict[str, Any]:
    def look(context: ValidationContext) -> Any:
        return validate_pdf_timestamp(embedded, context, skip_diff=True)

    stamp = _stamp(look, case, known_of(embedded))
    return {"stamp": stamp, "integrity": stamp["integrity"]} | _weaker(stamp, _on_file(facts))


def _signature(embedded: EmbeddedPdfSignature, case: Case, facts: dict[str, Any]) -> dict[str, Any]:
    known, proven = known_of(embedded), case.proven

    def look(context: ValidationContext) -> Any:
        stamps = case.trusted.context(known, case.proven)
        return validate_pdf_signature(embedded, context, stamps, skip_diff=True)

    def look_at_stamp(context: ValidationContext) -> Any:
        signer = case.trusted.context(known, case.proven)
        return validate_pdf_signature(embedded, signer, context, skip_diff=True).timestamp_validity

    status: Any = case.trusted.look(look, known, proven)
    claimed = status.signer_reported_dt and aware(status.signer_reported_dt)
    told: dict[str, Any] = {
        "claimed_at": moment(claimed),
        "proven_by": "document_stamp" if proven < case.at else "",
    }
    stamp = _stamp(look_at_stamp, case, known) if status.timestamp_validity else None
    if stamp and stamp["verdict"] == "valid":
        stamped = datetime.fromisoformat(stamp["at"])
        proven, told["proven_by"] = min(proven, stamped), "stamp"
    status, found = _judged(look, case, known, proven, proven if told["proven_by"] else claimed)
    told |= found | {"stamp": stamp} | _weaker(found, _by_stamp(stamp), _on_file(facts))
    if told["verdict"] == "valid" and not status.bottom_line:
        told |= {"verdict": "indeterminate", "reason": "constraints"}
    is_good = told["verdict"] == "valid"
    return told | {"qualified": case.trusted.qualified(status.validation_path, proven) if is_good else "unknown"}


def _stamp(look: Look, case: Case, known: Known) -> dict[str, Any]:
    """Return what is known of a time stamp and of the authority that gave it."""
    stamped: Any = case.trusted.look(look, known, case.proven)
    status, found = _judged(look, case, known, case.proven, stamped.timestamp)
    is_good = found["verdict"] == "valid"
    qualified = case.trusted.qualified_stamp(status.validation_path, stamped.timestamp) if is_good else "unknown"
    authority = described(stamped.signing_cert)
    return found | {
        "at": moment(stamped.timestamp),
        "authority": authority["signer"],
        "sha256": authority["sha256"],
        "qualified": qualified,
    }


def _judged(
    look: Look, case: Case, known: Known, at: datetime, signed_at: datetime | None
) -> tuple[Any, dict[str, Any]]:
    """Return how a signature stands at the moment it is known to have existed, and the same in codes."""
    status: Any = case.trusted.look(look, known, at)
    is_intact = status.intact and status.valid
    facts: dict[str, Any] = {
        "integrity": "intact" if is_intact else "broken",
        "judged_at": moment(at),
        "trusted_by": None,
        "revocation": {"status": "unknown", "at": ""},
    }
    if not is_intact:
        return status, facts | {"verdict": "invalid", "reason": "broken"}
    if not status.trusted:
        problem = status.trust_problem_indic
        verdict = "untrusted" if problem is AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND else "indeterminate"
        return status, facts | {"verdict": verdict, "reason": code(problem)}
    facts["trusted_by"] = case.trusted.anchor_of(status.validation_path, at)
    facts["revocation"] = case.trusted.revocation(look, known, at, case.at)
    if facts["revocation"]["status"] != "revoked":
        return status, facts | _GOOD
    # Signed after the revocation, by its own word: not valid. Else nobody can tell from the file alone.
    was_before = signed_at and signed_at < datetime.fromisoformat(facts["revocation"]["at"])
    return status, facts | {"verdict": "indeterminate" if was_before else "invalid", "reason": "revoked"}


def _on_file(facts: dict[str, Any]) -> dict[str, str]:
    """Return what follows from how much of the file is signed, and from what was added to it later."""
    if facts["coverage"] == "part":
        return {"verdict": "invalid", "reason": "coverage"}
    if not facts["changes_allowed"]:
        return {"verdict": "invalid", "reason": "changed"}
    if facts["changes"] == "unexplained":
        return {"verdict": "indeterminate", "reason": "unexplained"}
    if not facts["is_by_the_rules"] and facts["coverage"] != "file":
        # Two programs may see two different papers in such a file.
        return {"verdict": "indeterminate", "reason": "malformed"}
    return _GOOD


def _by_stamp(stamp: dict[str, Any] | None) -> dict[str, str]:
    """Return what follows for a signature from its time stamp: a bad one proves nothing, and does not break it."""
    if stamp is None or stamp["verdict"] == "valid":
        return _GOOD
    return {"verdict": "untrusted" if stamp["verdict"] == "untrusted" else "indeterminate", "reason": "stamp"}


def _weaker(*found: dict[str, Any]) -> dict[str, str]:
    worst = max(found, key=lambda each: VERDICTS.index(each["verdict"]))
    return {"verdict": worst["verdict"], "reason": worst["reason"]}


def work(file: BytesIO, *, at: str, lists: list[dict[str, Any]], roots: list[str]) -> bytes:
    certificates = [each for path in roots for each in load_certs_from_pemder_data(Path(path).read_bytes())]
    report = examined(file, certificates, lists, datetime.fromisoformat(at)) | {
        "sha256": hashlib.sha256(file.getvalue()).hexdigest(),
        "lists": [{name: value for name, value in each.items() if name != "path"} for each in lists],
        "roots": sorted({each.sha256.hex() for each in certificates}),
    }
    return json.dumps(report).encode()


if __name__ == "__main__":
    # pyHanko tells its log the names of signers.
    logging.disable()
    obey(work)
