"""Small derived values: what a figure, a day and a name say on the page."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from members.models import Cluster, KeyFigure, Organisation, User
from members.tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("value", "up_to", "polish", "english"),
    [
        (95, None, "95", "95"),
        (1234, None, "1\u00a0234", "1,234"),
        (Decimal("1234.50"), None, "1\u00a0234,5", "1,234.5"),
        (2, 5, "2–5", "2–5"),
        (22_000_000, 45_500_000, "22–45,5 mln", "22–45.5 million"),
        (None, 45_000_000, "do 45 mln", "up to 45 million"),
        (None, 10, "do 10", "up to 10"),
        (0, None, "0", "0"),
    ],
)
def test_a_figure_is_written_as_people_write_it(value, up_to, polish, english):
    figure = KeyFigure(value=value, value_up_to=up_to)
    for language, words in (("pl", polish), ("en", english)):
        with translation.override(language):
            assert figure.value_in_words == words


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"period_from": 2010, "period_to": 2013}, "2010–2013"),
        ({"period_from": 2013, "period_to": 2013}, "2013"),
        ({"period_from": 2013}, "2013"),
        ({"period_to": 2020}, "2020"),
        ({}, "12 listopada 2014"),
        ({"precision": "month"}, "listopad 2014"),
        ({"precision": "year"}, "2014"),
    ],
)
def test_a_figure_says_its_period_or_else_its_day_as_precisely_as_it_is_known(facts, words):
    with translation.override("pl"):
        assert KeyFigure(as_of=date(2014, 11, 12), **facts).period_in_words == words


def test_a_range_ends_where_it_begins_or_above():
    make.key_figure(value=3, value_up_to=3)
    make.key_figure(value=None, value_up_to=2, position=1)
    with pytest.raises(ValidationError, match="below its beginning"), translation.override("en"):
        make.key_figure(value=3, value_up_to=2, position=2)


def test_an_organisation_with_the_longest_name_and_town_is_kept_on_every_database():
    organisation = make.organisation("ﬃ" * 300, city="ß" * 100)
    assert Organisation.objects.in_city("ß" * 100).get() == organisation


def test_what_is_searched_follows_every_change_of_name_and_town():
    organisation = make.organisation("Stara", city="Łódź")
    organisation.city = "Białystok"
    organisation.save()
    assert Organisation.objects.matching("bialystok").get() == organisation
    assert not Organisation.objects.matching("lodz").exists()


def test_the_cluster_is_called_by_its_short_name_where_it_has_one():
    cluster = make.cluster()
    assert cluster.short_name == "Klaster Obróbki Metali"
    cluster.organisation.short_name = "KOM"
    assert (str(cluster), cluster.short_name) == ("Klaster Obróbki Metali", "KOM")
    assert Cluster.objects.get().pk == 1


def test_an_account_is_found_by_its_address_in_any_case():
    user = make.coordinator("Jan.Zak@Example.org")
    assert user.email == "jan.zak@example.org"
    assert User.objects.get_by_natural_key("JAN.Zak@EXAMPLE.ORG") == user
