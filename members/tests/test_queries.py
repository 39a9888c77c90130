"""Answers about organisations from several tables, each as of a day."""

from datetime import date

import pytest

import journal.use_cases as journal
from members import queries
from members.models import GroupMembership, Membership, Organisation
from members.tests import make

pytestmark = pytest.mark.django_db

DAY = date(2014, 11, 12)


def test_with_membership_adds_the_one_in_force_on_the_day():
    firm = make.member(since=date(2010, 1, 1), until=date(2011, 12, 31))
    later = Membership(organisation=firm, since=date(2014, 11, 12), since_is_attested=True)
    journal.keep(thing=later, **make.BY)

    def told(on: date):
        return (
            queries.with_membership(Organisation.objects.all(), on=on).values_list("since", "since_is_attested").get()
        )

    assert told(date(2011, 12, 31)) == (date(2010, 1, 1), False)
    assert told(date(2012, 1, 1)) == (None, None)
    assert told(DAY) == (date(2014, 11, 12), True)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Łódź Metal", "Uczelnia"]),
        ({"q": "lodz"}, ["Łódź Metal"]),
        ({"kind": "university"}, ["Uczelnia"]),
        ({"city": "bialystok"}, ["Uczelnia"]),
        ({"year": 2013}, ["Uczelnia"]),
        ({"q": "uczelnia", "year": 2014}, []),
        ({"q": "", "kind": "", "city": "", "year": None}, ["Łódź Metal", "Uczelnia"]),
        ({"sort": "newest"}, ["Łódź Metal", "Uczelnia"]),
        ({"sort": "oldest"}, ["Uczelnia", "Łódź Metal"]),
        ({"does": "FREZOWANIE lozysk"}, ["Łódź Metal"]),
        ({"does": "toczenie"}, []),
        ({"size": "small"}, ["Łódź Metal"]),
        ({"pkd": "25"}, ["Łódź Metal"]),
        ({"pkd": "28"}, ["Łódź Metal"]),
        ({"pkd": "62"}, []),
        ({"pkd": "28", "edition": "2007"}, []),
        ({"pkd": "30", "edition": "2007"}, ["Łódź Metal"]),
    ],
)
def test_narrowed_keeps_what_fits_every_question(asked, found):
    codes = {"pkd_2025": "25.62.Z, 28.41.Z", "pkd_2007": "30.20.Z"}
    facts = {"competences_pl": "Frezowanie łożysk", "size_class": "small", **codes}
    make.member("Łódź Metal", since=date(2014, 1, 1), **facts)
    make.member("Uczelnia", since=date(2013, 1, 1), kind="university", city="Białystok")
    rows = queries.narrowed(queries.with_membership(Organisation.objects.all(), on=DAY), asked, on=DAY)
    assert [row.name for row in rows] == found


@pytest.mark.parametrize(("day", "found"), [(date(2014, 11, 12), ["Z grupy"]), (date(2014, 11, 13), [])])
def test_narrowed_keeps_the_members_of_a_group_on_the_day(day, found):
    firm, group = make.member("Z grupy"), make.group()
    make.member("Spoza grupy")
    journal.keep(thing=GroupMembership(organisation=firm, group=group, since=date(2012, 1, 1), until=DAY), **make.BY)
    rows = queries.narrowed(queries.with_membership(Organisation.objects.all(), on=day), {"group": group}, on=day)
    assert [row.name for row in rows] == found


def test_the_cluster_of_an_empty_register_is_none():
    assert queries.the_cluster() is None


def test_the_cluster_comes_with_its_organisation_in_one_query(django_assert_num_queries):
    make.cluster(coordinator=make.organisation("CPIiR"))
    with django_assert_num_queries(1):
        cluster = queries.the_cluster()
        assert (cluster.name, cluster.coordinator.name) == ("Klaster Obróbki Metali", "CPIiR")


def test_counts_by_city_tell_how_many_there_are_in_each_town(django_assert_num_queries):
    for number, city in enumerate(["Łomża", "Łomża", "Sejny", ""]):
        make.organisation(name=f"Organisation {number}", city=city)
    with django_assert_num_queries(1):
        counts = queries.counts_by_city(Organisation.objects.all())
    assert counts == {"Łomża": 2, "Sejny": 1, "": 1}


def test_counts_by_kind_tell_how_many_there_are_of_each_the_most_frequent_first(django_assert_num_queries):
    for number, kind in enumerate(["ngo", "university", "university"]):
        make.organisation(name=f"Organisation {number}", kind=kind)
    with django_assert_num_queries(1):
        counts = queries.counts_by_kind(Organisation.objects.all())
    assert [(kind.value, count) for kind, count in counts] == [("university", 2), ("ngo", 1)]


def test_groups_of_an_organisation_are_those_of_the_day():
    firm, group = make.organisation(), make.group()
    make.group("inna", name_pl="Inna grupa")
    belongs = GroupMembership(organisation=firm, group=group, since=date(2012, 1, 1), until=DAY)
    journal.keep(thing=belongs, **make.BY)
    assert list(queries.groups_of(firm, on=DAY)) == [group]
    assert not queries.groups_of(firm, on=date(2014, 11, 13)).exists()
