"""A wording is known by what it says, not by how it was typed."""

from datetime import date

import pytest

from declarations.identifiers import wording_sha256

FACTS = {"title": "Deklaracja", "number": "1/2014", "dated_on": date(2014, 11, 7), "text": "§ 1.\nStrony"}


@pytest.mark.parametrize("text", ["§ 1.\r\nStrony", "  § 1.\nStrony\n\n"])
def test_a_wording_typed_elsewhere_is_known_by_the_same_sum(text):
    assert wording_sha256(**FACTS | {"text": text}) == wording_sha256(**FACTS)


@pytest.mark.parametrize(
    "other",
    [{"title": "Inna"}, {"number": ""}, {"dated_on": None}, {"text": "§ 1. Strony"}],
    ids=lambda o: next(iter(o)),
)
def test_a_wording_that_says_anything_else_is_known_by_another_sum(other):
    assert wording_sha256(**FACTS | other) != wording_sha256(**FACTS)


def test_the_sum_of_a_wording_stays_what_is_printed_on_letters():
    assert wording_sha256(**FACTS) == "111afe60307af605bfe6c12e499d2eeb81ae44b9a8d954b1fc59fc9bcc777514"
