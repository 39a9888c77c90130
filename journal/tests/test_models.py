"""How a thing becomes plain facts: the same value is the same text, and secrets are no facts."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from journal.models import plain
from members.models import Membership, Organisation, User
from members.tests import make

KEY = UUID("6f1c2f0e-0000-4000-8000-000000000001")


@pytest.mark.parametrize(
    ("value", "fact"),
    [
        (date(2014, 11, 7), "2014-11-07"),
        (datetime(2014, 11, 7, 9, 30, tzinfo=UTC), "2014-11-07T09:30:00+00:00"),
        (Decimal("95.00"), "95"),
        (Decimal("22000000.00"), "22000000"),
        (Decimal("0.50"), "0.5"),
        (Decimal("0.00"), "0"),
        (KEY, str(KEY)),
        (None, None),
        (True, True),
        ("Łódź", "Łódź"),
        (7, 7),
    ],
)
def test_plain_writes_a_value_in_one_way_only(value, fact):
    assert (plain(value), type(plain(value))) == (fact, type(fact))


def test_facts_hold_what_was_typed_and_nothing_computed_or_secret():
    assert not {"id", "version", "search_text", "sort_key", "city_search"} & set(Organisation(name="A").facts())
    assert not {"password", "last_login"} & set(User(email="a@example.org", password="secret").facts())
    assert Membership(organisation_id=7, since=date(2014, 1, 1)).facts()["organisation_id"] == 7


@pytest.mark.django_db
def test_stored_is_the_row_as_it_is_now_and_none_before_it_is_kept():
    assert Organisation(name="A").stored() is None
    firm = make.organisation("A")
    firm.name = "B"
    assert firm.stored().name == "A"


@pytest.mark.django_db
def test_a_figure_read_back_has_no_change_to_journal():
    figure = make.key_figure(value="95.0")
    assert figure.stored().facts() == figure.facts()
