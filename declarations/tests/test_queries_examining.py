"""What was found about signatures, in words: nothing doubtful sounds good, nothing hostile gets through."""

from io import BytesIO
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from declarations.models import Document, Examination
from declarations.queries import ExaminationInWords, examination_in_words
from declarations.queries.examinations import OTHER_REASON, REASONS
from declarations.sandbox import signatures
from declarations.tests import signing
from declarations.tests.signing import authority, signed, signer, stamper
from members.tests.make import AT


def examined(content: bytes) -> Examination:
    found = signatures.examined(BytesIO(content), [authority().asn1()], [], AT)
    return examination(found.pop("verdict"), **found)


def examination(verdict: str = "valid", **report: Any) -> Examination:
    told = {"reason": "", "signatures": [], "lists": [], "roots": []} | report
    return Examination(document=Document(title="Umowa"), at=AT, verdict=verdict, library="pyHanko 0.38.0", report=told)


def facts_of(content: bytes) -> dict[str, str]:
    [found] = examination_in_words(examined(content)).signatures
    return {str(label): str(words) for label, words in found.facts}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_a_sound_signature_is_told_with_who_when_and_by_what():
    facts = facts_of(signed(signing.blank(), signer(), stamped_by=stamper()))
    assert facts["Certificate issued by"] == "Urząd Certyfikacji, Urząd"
    assert facts["E-mail"] == "jan@example.org"
    assert facts["Time of signing"] == "10 May 2024, 14:00, by the signer’s own clock"
    assert facts["Time stamp"] == "10 May 2024, 14:00, by Znacznik Czasu, Huta Łabędy; sound, issuer trusted"
    assert facts["Certificate trusted by"] == "the operator’s root certificate “Urząd Certyfikacji”"
    assert facts["Revocation"].startswith("not known")
    assert facts["Qualified"] == "cannot be told"


@pytest.mark.parametrize(
    ("paper", "reason"),
    [
        (lambda: signed(signing.blank(), signing.stranger()), "no_certificate_chain_found"),
        (lambda: signed(signing.blank(), signing.expired()), "out_of_bounds_no_poe"),
        (lambda: signing.one_byte_changed(signed(signing.blank(), signer())), "broken"),
        (lambda: signing.rotated(signed(signing.blank(), signer())), "changed"),
    ],
)
def test_what_is_not_good_says_why_and_is_not_called_sound_or_qualified(paper, reason):
    words = examination_in_words(examined(paper()))
    [found] = words.signatures
    assert found.reason == REASONS[reason]
    assert found.verdict != "valid"
    assert "a qualified" not in str(found.facts)


@pytest.mark.parametrize("verdict", ["untrusted", "indeterminate", "invalid"])
def test_a_doubtful_verdict_is_shown_in_words_and_never_as_success(verdict):
    page = shown(examination_in_words(examination(verdict, reason="no_answer")))
    assert "success" not in page
    assert str(REASONS["no_answer"]) in page
    assert Examination.Verdict(verdict).label.capitalize() in page


def test_a_reason_that_has_no_words_of_its_own_gets_careful_ones():
    assert examination_in_words(examination("indeterminate", reason="try_later")).reason == OTHER_REASON


def test_a_list_that_was_overdue_is_named():
    listed = {"territory": "PL", "sequence": 7, "issued_at": "2025-01-01T00:00:00+00:00", "sha256": "a" * 64}
    overdue = listed | {"next_update": "2025-07-01T00:00:00+00:00"}
    words = " ".join(map(str, examination_in_words(examination(lists=[overdue])).basis))
    assert "Trusted list PL no. 7 of 1 January 2025." in words
    assert "was due by 1 July 2025" in words
    current = listed | {"next_update": "2027-07-01T00:00:00+00:00"}
    assert "was due" not in " ".join(map(str, examination_in_words(examination(lists=[current])).basis))


def test_a_certificate_without_an_end_is_told_as_it_is_written():
    endless = {"valid_from": "2020-01-01T00:00:00+00:00", "valid_until": "9999-12-31T23:59:59+00:00"}
    [found] = examination_in_words(examination(signatures=[endless])).signatures
    assert ("Certificate valid", "from 1 January 2020 to 31 December 9999") in found.facts


@pytest.mark.parametrize(
    "report",
    [
        {},
        [],
        {"signatures": None},
        {"signatures": ["x"]},
        {"signatures": [{"verdict": "wonderful"}]},
        {"signatures": [{"signer": "x", "verdict": "valid"}]},
        {"signatures": [{"valid_from": "2014-13-45T00:00:00+00:00", "valid_until": ""}]},
        {"signatures": [], "lists": [{"territory": "PL"}]},
    ],
)
def test_a_report_of_unknown_form_still_has_its_verdict(report):
    strange = examination()
    strange.report = report
    assert "signatures sound" in shown(examination_in_words(strange)).lower()


def test_hostile_names_are_shown_as_text():
    hostile = signing.Party("<script>alert(1)</script>", authority())
    page = shown(examination_in_words(examined(signed(signing.blank(), hostile))))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_earlier_examinations_are_listed():
    old = examination_in_words(examination("indeterminate", reason="no_answer"))
    page = shown(examination_in_words(examined(signed(signing.blank(), signer()))), [old])
    assert "Earlier examinations" in page
    assert "cannot be determined" in page


def shown(examination: ExaminationInWords, earlier: list[ExaminationInWords] | None = None) -> str:
    return render_to_string("partials/_examination.html", {"examination": examination, "earlier": earlier or []})
