"""Polish names are found without their marks, stand in the order of the alphabet, and hide nothing."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from members.models import Group
from members.text import check_visible, city_key, fold, slug_of, sort_key


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("lodz", "Łódź"),
        ("LODZ", "łódź"),
        ("BIALYSTOK", "Białystok"),
        ("zolw", "ŻÓŁW"),
        ("zolw", "Żo\u0301łw"),
        ("strasse", "STRAẞE"),
        ("aero", "Ærø"),
        ("mm2", "mm²"),
        ("kowaltm", "KOWAL™"),
    ],
)
def test_fold_makes_equal_what_is_typed_and_what_is_written(typed, written):
    assert fold(typed) == fold(written)


@pytest.mark.parametrize("text", ["Ærø", "KOWAL™", "㎓", "ﬃ", "Łódź"])
def test_fold_leaves_what_is_folded_as_it_is(text):
    assert fold(fold(text)) == fold(text)


def test_sort_key_puts_every_letter_of_the_alphabet_in_its_place():
    alphabet = "AĄBCĆDEĘFGHIJKLŁMNŃOÓPQRSŚTUVWXYZŹŻ"
    assert "".join(sorted(set(alphabet), key=sort_key)) == alphabet


def test_sort_key_puts_blanks_before_digits_and_digits_before_letters():
    names = ["Żak", "Zakład", "Łoś", "Las", "Lasy", "La s", "3M", "Ćma", "Cz"]
    assert sorted(names, key=sort_key) == ["3M", "Cz", "Ćma", "La s", "Las", "Lasy", "Łoś", "Zakład", "Żak"]


def test_sort_key_does_not_depend_on_case_or_on_how_a_letter_is_composed():
    assert sort_key("ŁÓDŹ") == sort_key("łódź") == sort_key("ło\u0301dz\u0301")


def test_keys_fit_their_columns_however_much_a_text_grows():
    assert len(sort_key("ﬃ" * 300)) == 600
    assert len(city_key("ﷺ" * 100)) == 100


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Łódź Śródmieście", "lodz-srodmiescie"),
        ("P.P.H. „Żubr” sp. z o.o.", "pph-zubr-sp-z-oo"),
        ("漢字", "wpis"),
        ("a" * 79 + " b", "a" * 79),
    ],
)
def test_slug_of_writes_a_name_as_an_address(name, slug):
    assert slug_of(name) == slug


@pytest.mark.parametrize("hidden", ["\0", "\n", "\x85", "\u200b", "\u202e", "\u2066", "\u2028", "\ufeff", "\ud800"])
def test_check_visible_refuses_what_nobody_sees_and_names_it(hidden):
    with pytest.raises(ValidationError, match=rf"U\+{ord(hidden):04X}"):
        check_visible(f"Huta{hidden}Łabędy")


def test_check_visible_takes_what_names_are_written_with():
    check_visible("Huta „Łabędy” – Zakład nr 1 (dawniej: A&B), 50 % ½\u00a0ł")


def test_bilingual_speaks_the_readers_language_and_polish_where_english_is_missing():
    group = Group(name_pl="Grupa", name_en="Group", about_pl="Opis")
    with translation.override("en"):
        assert (group.name, group.about) == ("Group", "Opis")
    with translation.override("pl"):
        assert group.name == "Grupa"
