"""How the circle of partners grew: the same number as the list of any day, drawn as steps and linked day by day."""

import itertools
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from declarations import access, charts, queries, use_cases
from declarations.tests import make
from members.tests.make import BY, organisation

pytestmark = pytest.mark.django_db

UNTIL = date(2026, 11, 24)


@pytest.fixture
def circle():
    """Make partners who come, sign twice, go, come back, and whose papers end or begin later."""
    first, second, third = (organisation(name) for name in ("Pierwszy", "Drugi", "Trzeci"))
    make.concluded("zwykla", first, second)
    make.concluded("druga", first, signed_on=date(2015, 3, 1))
    make.concluded("do-konca-roku", third, signed_on=date(2014, 11, 7), valid_until=date(2014, 12, 31))
    make.concluded("od-lutego", third, signed_on=date(2015, 1, 10), valid_from=date(2015, 2, 1))
    make.terminated("zakonczona", organisation("Czwarty"), terminated_on=date(2020, 1, 1))
    gone = make.concluded("wycofana", organisation("Piąty")).signatures.get()
    use_cases.withdraw_signature(signature=gone, day=date(2016, 5, 5), reason="Koniec", **BY)
    same_day = make.concluded("tego-samego-dnia", organisation("Szósty")).signatures.get()
    use_cases.withdraw_signature(signature=same_day, day=make.DAY, reason="Pomyłka", **BY)
    make.concluded("poufna", organisation("Poufny"), visibility="parties")
    make.concluded("czlonek", organisation("Członek"), side="member")


def test_growth_counts_what_the_list_of_the_day_holds(circle):
    steps = queries.growth(until=UNTIL)
    assert steps[0].day == make.DAY
    for step in steps:
        for day in (step.day - timedelta(days=1), step.day):
            known = [one.count for one in steps if one.day <= day]
            assert (known[-1] if known else 0) == access.partners_visible_to(AnonymousUser(), day).count(), day


def test_growth_names_who_came_and_went_on_each_day(circle):
    assert [(str(step.day), step.came, step.went, step.count) for step in queries.growth(until=UNTIL)] == [
        ("2014-11-07", 5, 0, 5),
        ("2015-01-01", 0, 1, 4),
        ("2015-02-01", 1, 0, 5),
        ("2016-05-05", 0, 1, 4),
        ("2020-01-01", 0, 1, 3),
    ]


def test_growth_asks_once(circle, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.growth(until=UNTIL)


def test_the_days_of_the_calendar_s_ends_are_no_trouble():
    make.concluded("na-zawsze", organisation("Wieczny"), valid_until=date.max)
    assert [step.count for step in queries.growth(until=date.max)] == [1]


def test_a_picture_has_a_bar_for_each_step_and_marks_the_one_in_force(circle):
    chart = charts.draw(queries.growth(until=UNTIL), on=date(2015, 6, 1))
    assert [bar.step.count for bar in chart.bars] == [5, 4, 5, 4, 3]
    assert [bar.is_asked for bar in chart.bars] == [False, False, True, False, False]
    assert min(bar.y for bar in chart.bars) == charts.ROOF
    assert all(bar.y + bar.height == charts.HEIGHT for bar in chart.bars)
    assert chart.bars[-1].x + chart.bars[-1].width <= charts.WIDTH


def test_a_picture_of_many_steps_stays_on_its_sheet():
    steps = [queries.Step(date(2014, 1, 1) + timedelta(days=number), 1, 0, number) for number in range(24)]
    bars = charts.draw(steps, on=UNTIL).bars
    assert all(first.x + first.width < second.x for first, second in itertools.pairwise(bars))
    assert bars[-1].x + bars[-1].width <= charts.WIDTH
    assert not any(bar.has_words for bar in bars)


def test_without_partners_there_is_no_picture(client):
    assert charts.draw([], on=UNTIL) is None
    assert "growth" not in client.get("/partnerzy/").content.decode()


@pytest.mark.parametrize(
    ("asked", "before", "after"),
    [
        ("2015-01-01", "2014-11-07", "2015-02-01"),
        ("2014-11-07", None, "2015-01-01"),
        ("2026-01-01", "2020-01-01", None),
    ],
)
def test_the_list_leads_to_the_days_beside_and_keeps_what_was_asked(client, circle, asked, before, after):
    page = client.get(f"/partnerzy/?q=a&as_of={asked}").content.decode()
    for rel, day in (("prev", before), ("next", after)):
        found = f'rel="{rel}"\n                   href="?q=a&amp;as_of={day}"'
        assert (found in page) is bool(day), (rel, day)
