"""Signatures inside files: what each kind of paper is found to be, by real signatures and real lists of our own."""

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader, PdfWriter

from declarations import files
from declarations.sandbox import signatures
from declarations.tests import signing
from declarations.tests.signing import SIGNED, authority, expired, signed, signer, stamper, unknown_stamper
from declarations.tests.trust_lists import STAMPS, trust_list
from members.tests.make import AT

REVOKED = datetime(2024, 5, 1, tzinfo=UTC)
LATER = datetime(2024, 6, 1, tzinfo=UTC)


def report_on(content: bytes, tmp_path: Path, *lists: bytes, root: signing.Party | None = None) -> dict[str, Any]:
    """Return what the program finds, without the process around it."""
    told = []
    for number, each in enumerate(lists):
        path = tmp_path / f"{number}.xml"
        path.write_bytes(each)
        told.append({"path": str(path), "sha256": files.hash_of_path(path)})
    pem = tmp_path / "root.pem"
    pem.write_text((root or authority()).pem())
    trusted = [] if lists and not root else [str(pem)]
    found: dict[str, Any] = json.loads(signatures.work(BytesIO(content), at=AT.isoformat(), lists=told, roots=trusted))
    return found


def encrypted(content: bytes) -> bytes:
    writer, file = PdfWriter(clone_from=PdfReader(BytesIO(content))), BytesIO()
    writer.encrypt("hasło")
    writer.write(file)
    return file.getvalue()


def two_signers() -> bytes:
    return signed(signed(signing.blank(), signer()), signer("Anna Nowak"), field="Podpis2")


def revoked(*, on: datetime, **facts: object) -> bytes:
    paper = signed(signing.blank(), signer(), **facts)
    return signing.with_revocation(paper, signing.revoking(signer(), by=authority(), on=on, issued=on.replace(day=2)))


def archived(crl: bytes) -> dict[str, Any]:
    """Return how a signature of Adobe's form takes a revocation list along."""
    context = ValidationContext(trust_roots=[authority().asn1()], crls=[crl], moment=LATER, revocation_mode="require")
    return {
        "subfilter": SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        "embed_validation_info": True,
        "validation_context": context,
    }


# A paper, the verdict on it, the reason, and what else is found about its first signature.
PAPERS = {
    "unsigned": (signing.blank, "unsigned", "", {}),
    "valid": (
        lambda: signed(signing.blank(), signer()),
        "valid",
        "",
        {"integrity": "intact", "coverage": "file", "changes": "none", "proven_by": "", "qualified": "unknown"},
    ),
    "two signers": (two_signers, "valid", "", {"coverage": "revision", "changes": "form_filling"}),
    "unknown issuer": (
        lambda: signed(signing.blank(), signing.stranger()),
        "untrusted",
        "no_certificate_chain_found",
        {"integrity": "intact", "trusted_by": None},
    ),
    "one of two unknown": (
        lambda: signed(signed(signing.blank(), signer()), signing.stranger(), field="Podpis2"),
        "untrusted",
        "",
        {"verdict": "valid"},
    ),
    "one byte changed": (
        lambda: signing.one_byte_changed(signed(signing.blank(), signer())),
        "invalid",
        "broken",
        {"integrity": "broken", "coverage": "file"},
    ),
    "page turned after signing": (
        lambda: signing.rotated(signed(signing.blank(), signer())),
        "invalid",
        "changed",
        {"integrity": "intact", "coverage": "revision", "changes": "suspicious"},
    ),
    "form filled in after signing": (
        lambda: signing.filled_in(signed(signing.with_form(signing.blank()), signer())),
        "valid",
        "",
        {"coverage": "revision", "changes": "form_filling"},
    ),
    "covered in part": (
        lambda: signing.covered_in_part(signing.blank(), signer()),
        "invalid",
        "coverage",
        {"integrity": "intact", "coverage": "part"},
    ),
    "bytes behind": (
        lambda: signing.with_bytes_behind(signed(signing.blank(), signer())),
        "indeterminate",
        "unexplained",
        {"coverage": "revision"},
    ),
    "a line end behind": (lambda: signed(signing.blank(), signer()) + b"\r\n", "valid", "", {"changes": "none"}),
    "expired": (lambda: signed(signing.blank(), expired()), "indeterminate", "out_of_bounds_no_poe", {}),
    "expired, stamped in time": (
        lambda: signed(signing.blank(), expired(), stamped_by=stamper()),
        "valid",
        "",
        {"proven_by": "stamp", "judged_at": SIGNED.isoformat()},
    ),
    "expired, stamped too late": (
        lambda: signed(signing.blank(), expired(), stamped_by=stamper(), stamped_at=datetime(2025, 6, 1, tzinfo=UTC)),
        "indeterminate",
        "out_of_bounds_no_poe",
        {},
    ),
    "expired, stamped by nobody known": (
        lambda: signed(signing.blank(), expired(), stamped_by=unknown_stamper()),
        "indeterminate",
        "out_of_bounds_no_poe",
        {"proven_by": ""},
    ),
    "expired, the whole file stamped in time": (
        lambda: signing.stamped(signed(signing.blank(), expired()), stamper()),
        "valid",
        "",
        {"proven_by": "document_stamp", "changes": "maintenance"},
    ),
    "stamped by nobody known": (
        lambda: signed(signing.blank(), signer(), stamped_by=unknown_stamper()),
        "untrusted",
        "stamp",
        {"proven_by": ""},
    ),
    "only stamped": (lambda: signing.stamped(signing.blank(), stamper()), "unsigned", "", {"kind": "document_stamp"}),
    "revoked before signing": (lambda: revoked(on=REVOKED), "invalid", "revoked", {"changes": "maintenance"}),
    "revoked after signing": (lambda: revoked(on=LATER), "indeterminate", "revoked", {}),
    "revoked after a stamp": (lambda: revoked(on=LATER, stamped_by=stamper()), "indeterminate", "revoked", {}),
    "stamper revoked": (
        lambda: signing.with_revocation(
            signed(signing.blank(), signer(), stamped_by=stamper()),
            signing.revoking(stamper(), by=authority(), on=LATER, issued=LATER.replace(day=2)),
        ),
        "indeterminate",
        "stamp",
        {},
    ),
    "not revoked": (
        lambda: signing.with_revocation(
            signed(signing.blank(), signer()), signing.revoking(by=authority(), on=REVOKED, issued=LATER)
        ),
        "valid",
        "",
        {"revocation": {"status": "not_revoked", "at": LATER.isoformat()}},
    ),
    "revoked by a stranger": (
        lambda: signing.with_revocation(
            signed(signing.blank(), signer()),
            signing.revoking(signer(), by=signing.stranger(), on=REVOKED, issued=LATER),
        ),
        "valid",
        "",
        {"revocation": {"status": "unknown", "at": ""}},
    ),
    "revoked, by an answer": (
        lambda: signing.with_revocation(
            signed(signing.blank(), signer()), answers=[signing.answering(signer(), revoked=REVOKED, issued=LATER)]
        ),
        "invalid",
        "revoked",
        {"revocation": {"status": "revoked", "at": REVOKED.isoformat()}},
    ),
    "not revoked, by an answer": (
        lambda: signing.with_revocation(
            signed(signing.blank(), signer()), answers=[signing.answering(signer(), revoked=None, issued=LATER)]
        ),
        "valid",
        "",
        {"revocation": {"status": "not_revoked", "at": LATER.isoformat()}},
    ),
    "not revoked, by a list under the signature": (
        lambda: signed(
            signing.blank(), signer(), **archived(signing.revoking(by=authority(), on=REVOKED, issued=LATER))
        ),
        "valid",
        "",
        {"revocation": {"status": "not_revoked", "at": LATER.isoformat()}},
    ),
    "unsupported": (
        lambda: signed(signing.blank(), signer()).replace(b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1 "),
        "indeterminate",
        "unsupported",
        {"kind": "other"},
    ),
    "garbled signature": (
        lambda: signed(signing.blank(), signer()).replace(b"/Contents <308", b"/Contents <318"),
        "indeterminate",
        "malformed",
        {},
    ),
    "sloppy, unsigned": (signing.sloppy, "unsigned", "", {}),
    "sloppy, signed": (lambda: signed(signing.sloppy(), signer()), "valid", "", {"coverage": "file"}),
    "sloppy, added to": (
        lambda: signed(signed(signing.sloppy(), signer()), signer("Anna Nowak"), field="Podpis2"),
        "indeterminate",
        "malformed",
        {"coverage": "revision"},
    ),
    "encrypted": (lambda: encrypted(signed(signing.blank(), signer())), "indeterminate", "encrypted", {}),
    "malformed": (lambda: b"%PDF-1.7 nic", "indeterminate", "malformed", {}),
    "cut off": (lambda: signed(signing.blank(), signer())[:-600], "indeterminate", "malformed", {}),
}


@pytest.mark.parametrize("name", PAPERS)
def test_each_kind_of_paper_gets_its_verdict(name, tmp_path):
    paper, verdict, reason, facts = PAPERS[name]
    report = report_on(paper(), tmp_path)
    first = (report["signatures"] or [{}])[0]
    assert (report["verdict"], first.get("reason", report["reason"])) == (verdict, reason)
    assert {key: first[key] for key in facts} == facts


def test_the_report_names_signer_issuer_and_root(tmp_path):
    [found] = report_on(signed(signing.blank(), signer(), stamped_by=stamper()), tmp_path)["signatures"]
    assert found["signer"] == {"name": "Jan Żelazny", "organisation": "Huta Łabędy", "email": "jan@example.org"}
    assert found["issuer"] == {"name": "Urząd Certyfikacji", "organisation": "Urząd"}
    assert found["serial"] == format(signer().certificate.serial_number, "x")
    assert found["claimed_at"] == found["stamp"]["at"] == SIGNED.isoformat()
    assert found["stamp"]["authority"]["name"] == "Znacznik Czasu"
    assert found["trusted_by"]["kind"] == "root"
    assert found["trusted_by"]["sha256"] == authority().fingerprint()


def test_the_report_leaves_out_the_personal_number_of_the_signer(tmp_path):
    assert "80010112345" not in json.dumps(report_on(signed(signing.blank(), signer()), tmp_path))


def test_hostile_names_come_out_short_and_plain(tmp_path):
    hostile = signing.Party("Jan\u202e\x1b[31m\n<b>", authority(), organisation="Ż" * 5000)
    [found] = report_on(signed(signing.blank(), hostile), tmp_path)["signatures"]
    assert found["signer"] == {"name": "Jan [31m <b>", "organisation": "Ż" * 200, "email": ""}


def test_the_same_paper_at_the_same_moment_gives_the_same_report(tmp_path):
    paper = two_signers()
    assert report_on(paper, tmp_path) == report_on(paper, tmp_path)


# Qualified or not


def services(*lists: bytes) -> bytes:
    """Return the first list with the services of the others on it too."""
    first, *others = (each.decode() for each in lists)
    more = "".join(each.split("<TSPServices>")[1].split("</TSPServices>")[0] for each in others)
    return first.replace("</TSPServices>", f"{more}</TSPServices>").encode()


def test_a_signature_is_qualified_by_a_list_and_its_own_certificate(tmp_path):
    granted = services(trust_list(authority()), trust_list(stamper(), kind=STAMPS))
    paper = signed(signing.blank(), signer(), stamped_by=stamper())
    [found] = report_on(paper, tmp_path, granted)["signatures"]
    assert (found["verdict"], found["qualified"], found["stamp"]["qualified"]) == ("valid", "signature", "stamp")
    assert found["trusted_by"]["kind"] == "list"
    [plain] = report_on(signed(signing.blank(), signer("Zwykły", qualified=False)), tmp_path, granted)["signatures"]
    assert (plain["verdict"], plain["qualified"]) == ("valid", "no")


def test_trusted_by_a_root_is_not_qualified(tmp_path):
    other = trust_list(signing.stranger().issuer)
    paper = signed(signing.blank(), signer())
    assert report_on(paper, tmp_path)["signatures"][0]["qualified"] == "unknown"
    [found] = report_on(paper, tmp_path, other, root=authority())["signatures"]
    assert (found["verdict"], found["qualified"]) == ("valid", "no")


@pytest.mark.parametrize(
    ("withdrawn", "is_stamped", "verdict", "qualified"),
    [
        (datetime(2024, 1, 1, tzinfo=UTC), False, "untrusted", "unknown"),
        (datetime(2024, 1, 1, tzinfo=UTC), True, "untrusted", "unknown"),
        # Withdrawn after the day on which a trusted stamp shows the signature: it stays what it was.
        (datetime(2025, 1, 1, tzinfo=UTC), True, "valid", "signature"),
        (datetime(2025, 1, 1, tzinfo=UTC), False, "untrusted", "unknown"),
    ],
)
def test_a_service_withdrawn_before_signing_makes_nothing_qualified(
    tmp_path, withdrawn, is_stamped, verdict, qualified
):
    listed = services(trust_list(authority(), withdrawn=withdrawn), trust_list(stamper(), kind=STAMPS))
    paper = signed(signing.blank(), signer(), stamped_by=stamper() if is_stamped else None)
    [found] = report_on(paper, tmp_path, listed)["signatures"]
    assert (found["verdict"], found["qualified"]) == (verdict, qualified)


def test_a_withdrawn_service_that_the_operator_trusts_is_trusted_and_not_qualified(tmp_path):
    listed = trust_list(authority(), withdrawn=datetime(2024, 1, 1, tzinfo=UTC))
    [found] = report_on(signed(signing.blank(), signer()), tmp_path, listed, root=authority())["signatures"]
    assert (found["verdict"], found["qualified"]) == ("valid", "no")
