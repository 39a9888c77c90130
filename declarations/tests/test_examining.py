"""Documents examined in a process of its own, what is kept of it, and the trusted lists they are judged by."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

import journal.use_cases as journal
from declarations import examining, files, use_cases
from declarations.models import Document, Examination, TrustList
from declarations.tests import make, signing
from declarations.tests.signing import authority, signed, signer, stamper
from declarations.tests.trust_lists import signed_list, trust_list
from members.tests.make import AT, BY


@pytest.fixture
def roots(settings, tmp_path) -> Path:
    """Make our own authority one that the operator trusts."""
    settings.TRUST_ROOTS = tmp_path / "roots"
    settings.TRUST_ROOTS.mkdir()
    (settings.TRUST_ROOTS / "urzad.pem").write_text(authority().pem())
    return settings.TRUST_ROOTS


def stored(content: bytes, **facts: object) -> Document:
    """Keep a file as it is, also one that would not be let in today."""
    found = files.keep(ContentFile(content))
    told = {"kind": "electronic", "title": "Umowa", "sha256": found.sha256, "size": found.size, "uploaded_at": AT}
    document = Document(declaration=make.draft("umowa"), **told | facts)
    journal.keep(thing=document, **BY)
    return document


@pytest.mark.django_db
def test_examine_finds_a_valid_signature_and_says_by_what_it_judged(roots):
    use_cases.load_trust_list(upload=ContentFile(trust_list(signing.stranger().issuer)), **BY)
    document = stored(signed(signing.blank(), signer(), stamped_by=stamper()))
    found = use_cases.examine_document(document=document, **BY)
    assert (found.verdict, str(found.lists_as_of)) == ("valid", "2026-10-01")
    assert vars(found)["library"].startswith("pyHanko 0.")
    assert found.report["roots"] == [authority().fingerprint()]
    [listed] = found.report["lists"]
    assert (listed["territory"], listed["sequence"], listed["sha256"]) == ("PL", 7, TrustList.objects.get().sha256)
    assert "path" not in listed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("paper", "verdict"),
    [
        (signing.blank, "unsigned"),
        (lambda: signing.one_byte_changed(signed(signing.blank(), signer())), "invalid"),
        (lambda: signed(signing.blank(), signing.expired()), "indeterminate"),
        (lambda: b"%PDF-1.7 nic", "indeterminate"),
    ],
)
def test_examine_gives_the_verdict_of_the_program(roots, paper, verdict):
    assert examining.examine(stored(paper()), at=AT).verdict == verdict


@pytest.mark.django_db
def test_a_picture_is_not_looked_into(db):
    found = examining.examine(stored(b"\xff\xd8\xff", media_type="image/jpeg"), at=AT)
    assert (found.verdict, found.report["reason"]) == ("unsigned", "picture")


@pytest.mark.django_db
def test_what_takes_too_much_memory_is_indeterminate(settings):
    settings.INSPECTION_MEMORY_MB = 16
    found = examining.examine(stored(signed(signing.blank(), signer()) + bytes(16 << 20)), at=AT)
    assert (found.verdict, found.report["reason"]) == ("indeterminate", "no_answer")


@pytest.mark.django_db
def test_a_missing_file_and_a_changed_one_are_indeterminate():
    document = stored(signing.blank())
    path = files.path_of(document.sha256)
    path.write_bytes(signing.blank() + b"\n")
    found = examining.examine(document, at=AT)
    assert (found.verdict, found.report["reason"]) == ("indeterminate", "changed_in_store")
    path.unlink()
    found = examining.examine(document, at=AT)
    assert (found.verdict, found.report["reason"]) == ("indeterminate", "no_answer")


@pytest.mark.django_db
def test_a_list_that_has_changed_in_the_store_judges_nothing():
    loaded = use_cases.load_trust_list(upload=ContentFile(trust_list(authority())), **BY)
    files.path_of(loaded.sha256).write_bytes(trust_list(authority(), signing.stranger().issuer))
    assert examining.examine(stored(signed(signing.blank(), signing.stranger())), at=AT).verdict == "indeterminate"


@pytest.mark.django_db
def test_a_later_examination_stands_beside_the_earlier_one(roots):
    document = stored(signed(signing.blank(), signing.stranger()))
    use_cases.examine_document(document=document, **BY)
    (roots / "obcy.pem").write_text(signing.stranger().issuer.pem())
    use_cases.examine_document(document=document, by=None, at=AT.replace(day=25))
    assert [each.verdict for each in document.examinations.all()] == ["untrusted", "valid"]


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("umowa.pdf", content, "application/pdf")


@pytest.mark.django_db
def test_an_uploaded_document_is_examined_once_it_is_kept(roots, django_capture_on_commit_callbacks):
    document = Document(declaration=make.draft(), kind="electronic", title="Umowa")
    with django_capture_on_commit_callbacks(execute=True):
        use_cases.add_document(document=document, upload=upload(signed(signing.blank(), signer())), **BY)
        assert not Examination.objects.exists()
    assert Examination.objects.get(document=document).verdict == "valid"


@pytest.mark.django_db
def test_an_upload_whose_examination_breaks_down_is_kept_all_the_same(settings, django_capture_on_commit_callbacks):
    document = Document(declaration=make.draft(), kind="electronic", title="Umowa")
    with django_capture_on_commit_callbacks(execute=True):
        use_cases.add_document(document=document, upload=upload(signed(signing.blank(), signer())), **BY)
        settings.INSPECTION_SECONDS = None
    assert files.path_of(document.sha256).is_file()
    assert not document.examinations.exists()


# Trusted lists


@pytest.mark.django_db
def test_the_newest_list_of_each_territory_judges():
    for number, territory, year in ((8, "PL", 2026), (7, "PL", 2025), (3, "DE", 2024)):
        content = trust_list(
            authority(), territory=territory, sequence=number, issued=datetime(year, 10, 1, tzinfo=UTC)
        )
        use_cases.load_trust_list(upload=ContentFile(content), **BY)
    assert [(each.territory, each.sequence) for each in examining.lists_in_use()] == [("DE", 3), ("PL", 8)]
    assert str(examining.examine(stored(b"\xff", media_type="image/png"), at=AT).lists_as_of) == "2024-10-01"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html/>",
        b"%PDF-1.7",
        trust_list(),
        trust_list(authority()).replace(b">PL<", b"><"),
        trust_list(authority()).replace(b">7<", b">siedem<"),
        trust_list(authority()).replace(b">2026-10-01T", b">2026-13-41T"),
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    ],
)
def test_what_is_no_trusted_list_is_refused(content):
    with pytest.raises(ValidationError):
        examining.read_trust_list(content)


def test_a_list_is_taken_by_the_certificate_of_its_publisher_only():
    publisher = signing.stranger()
    content = signed_list(trust_list(authority()), publisher)
    assert examining.read_trust_list(content, signed_by=publisher.pem()).sequence == 7
    forged = content.replace(b">7<", b">8<")
    for wrong, certificate in ((content, authority()), (forged, publisher), (trust_list(authority()), publisher)):
        with pytest.raises(ValidationError, match="nie jest podpisana"):
            examining.read_trust_list(wrong, signed_by=certificate.pem())
