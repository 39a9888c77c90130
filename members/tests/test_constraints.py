"""Periods of the same things never share a day: the form says so, and the database holds to it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

import journal.use_cases as journal
from members.models import Cluster, GroupMembership, KeyFigure, Membership, Representative
from members.tests import make

pytestmark = pytest.mark.django_db

SINCE, UNTIL = date(2014, 3, 1), date(2014, 6, 30)
OVERLAPS = [
    (date(2014, 6, 30), None),
    (date(2014, 6, 30), date(2014, 7, 31)),
    (date(2014, 1, 1), date(2014, 3, 1)),
    (date(2014, 1, 1), None),
    (date(2014, 4, 1), date(2014, 4, 1)),
    (date(2014, 3, 1), date(2014, 6, 30)),
]


@pytest.fixture(params=[Membership, GroupMembership, Representative])
def a_period(request):
    """Return a maker of periods of the same things, with the first of them kept."""
    organisation = make.organisation()
    same = {
        Membership: lambda: {"organisation": organisation},
        GroupMembership: lambda: {"organisation": organisation, "group": make.group()},
        Representative: lambda: {"organisation": organisation, "user": make.operator()},
    }[request.param]()

    def period(since, until=None, **other):
        return request.param(since=since, until=until, **same | other)

    journal.keep(thing=period(SINCE, UNTIL), **make.BY)
    return period


@pytest.mark.parametrize(("since", "until"), OVERLAPS)
def test_an_overlap_is_refused_by_validation_and_by_the_database(a_period, since, until):
    period = a_period(since, until)
    with pytest.raises(ValidationError) as refusal:
        period.full_clean()
    assert [error.code for error in refusal.value.error_dict["__all__"]] == ["overlap"]
    with pytest.raises(IntegrityError), transaction.atomic():
        type(period).objects.bulk_create([period])
    assert type(period).objects.count() == 1


@pytest.mark.parametrize(
    ("since", "until"), [(date(2014, 7, 1), None), (date(2014, 1, 1), date(2014, 2, 28)), (date(2020, 1, 1), None)]
)
def test_a_period_beside_another_is_taken_but_may_not_be_stretched_into_it(a_period, since, until):
    period = a_period(since, until)
    journal.keep(thing=period, **make.BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(period).objects.filter(pk=period.pk).update(since=date(2014, 1, 1), until=None)


def test_a_period_may_be_changed_within_its_own_days(a_period):
    period = type(a_period(SINCE)).objects.get()
    period.until = None
    journal.keep(thing=period, **make.BY)
    with pytest.raises(ValidationError):
        a_period(date(2030, 1, 1)).full_clean()


def test_the_same_days_of_another_organisation_are_no_overlap(a_period):
    journal.keep(thing=a_period(SINCE, organisation=make.organisation("Inna")), **make.BY)


def test_a_period_that_ends_before_it_begins_is_refused_by_validation_and_by_the_database(a_period):
    period = a_period(date(2020, 1, 2), date(2020, 1, 1))
    with pytest.raises(ValidationError, match="kończy"):
        period.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(period).objects.bulk_create([period])


def test_there_is_one_cluster_only():
    make.cluster()
    with pytest.raises(IntegrityError), transaction.atomic():
        Cluster.objects.bulk_create([Cluster(pk=2, organisation=make.organisation("Drugi klaster"))])


@pytest.mark.parametrize(
    "facts", [{"value": None}, {"period_from": 2015, "period_to": 2014}], ids=["no value", "years in disorder"]
)
def test_a_key_figure_without_a_value_or_with_years_in_disorder_is_refused(facts):
    with pytest.raises(ValidationError):
        make.key_figure(**facts)
    figure = make.key_figure()
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyFigure.objects.filter(pk=figure.pk).update(**facts)
