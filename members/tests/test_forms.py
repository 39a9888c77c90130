"""What may be asked of a list, and what is said of a question that makes no sense."""

from datetime import date

import pytest
from django.utils import translation

from members.forms import MemberForm, RegisterForm


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ({}, {"q": "", "kind": "", "city": "", "year": None, "as_of": None, "page": None}),
        ({"as_of": "2014-11-12"}, {"as_of": date(2014, 11, 12)}),
        ({"as_of": " 2014-11-12 "}, {"as_of": date(2014, 11, 12)}),
        ({"as_of": "0001-01-01"}, {"as_of": date(1, 1, 1)}),
        ({"q": "  huta ", "kind": "ngo", "city": "Łódź", "year": "2014", "page": "2"}, {"q": "huta", "year": 2014}),
        ({"unknown": "x"}, {"q": ""}),
    ],
)
def test_a_question_in_order_is_understood(asked, understood):
    form = RegisterForm(asked)
    assert form.is_valid(), form.errors
    assert understood.items() <= form.cleaned_data.items()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("as_of", "0000-00-00"),
        ("as_of", "2014-02-30"),
        ("as_of", "2014-13-01"),
        ("as_of", "12.11.2014"),
        ("as_of", "2014-1-1"),
        ("as_of", "14-11-12"),
        ("as_of", "２０１４-11-12"),
        ("as_of", "20141112"),
        ("as_of", "10000-01-01"),
        ("as_of", "2014-11-12T00:00"),
        ("as_of", "wczoraj"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "1.5"),
        ("page", "1000001"),
        ("page", "9" * 5000),
        ("year", "1899"),
        ("year", "2201"),
        ("year", "rok"),
        ("kind", "nie-ma"),
        ("q", "a" * 201),
        ("q", "a\0b"),
        ("city", "a" * 101),
        ("city", "\0"),
        ("sort", "losowo"),
        ("group", "nie-ma"),
        ("size", "huge"),
        ("pkd", "2"),
        ("pkd", "25.62.Z"),
        ("pkd", "٢٥"),
        ("edition", "1997"),
        ("does", "a\0b"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_in_both_languages(name, value):
    said = set()
    for language in ("pl", "en"):
        with translation.override(language):
            form = MemberForm({name: value})
            assert list(form.errors) == [name]
            said.add(str(form.errors[name]))
    assert len(said) == 2
