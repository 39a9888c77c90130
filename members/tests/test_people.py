"""The people of an organisation: what roles they have, how they leave, and that an owner is always left."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from journal.models import Entry
from komportal.tests.committing import CommittingTestCase
from members import access, queries, use_cases
from members.models import Invitation, Organisation, Representative
from members.tests.make import AT, BY, coordinator, key_in_mail, operator, organisation, representative

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
YESTERDAY = date(2026, 11, 23)


@pytest.fixture
def firm() -> Organisation:
    return organisation("Huta Łabędy")


def speaking(firm: Organisation, email: str, role: str = "owner", **period: date) -> Representative:
    return representative(email, firm, role=role, **period).representations.get(organisation=firm)


def roles(firm: Organisation, *, on: date = TODAY) -> dict[str, str]:
    return {one.user.email.partition("@")[0]: one.role for one in queries.people_of(firm, on=on)}


# Roles


def test_change_role_gives_another_role_and_tells_the_journal(firm):
    anna, jan = speaking(firm, "anna@example.org"), speaking(firm, "jan@example.org", "reader")
    use_cases.change_role(representative=jan, role="editor", by=anna.user, at=AT)
    assert roles(firm) == {"anna": "owner", "jan": "editor"}
    entry = Entry.objects.newest_first()[0]
    assert (entry.act, entry.actor, entry.facts) == ("change", str(anna.user.key), {"role": ["reader", "editor"]})


def test_change_role_refuses_a_role_that_does_not_exist(firm):
    speaking(firm, "anna@example.org")
    jan = speaking(firm, "jan@example.org", "reader")
    with pytest.raises(ValidationError):
        use_cases.change_role(representative=jan, role="superuser", **BY)
    assert roles(firm)["jan"] == "reader"


def test_change_role_refuses_to_take_from_an_organisation_its_last_owner(firm):
    anna = speaking(firm, "anna@example.org")
    speaking(firm, "jan@example.org", "editor")
    with pytest.raises(ValidationError, match="Huta Łabędy"):
        use_cases.change_role(representative=anna, role="reader", **BY)
    assert roles(firm) == {"anna": "owner", "jan": "editor"}


def test_change_role_refuses_whoever_speaks_for_it_no_more(firm):
    speaking(firm, "anna@example.org")
    with pytest.raises(ValidationError):
        use_cases.change_role(representative=speaking(firm, "jan@example.org", until=YESTERDAY), role="editor", **BY)


# Leaving


def test_take_off_ends_the_period_with_the_last_whole_day_so_that_access_ends_at_once(firm):
    anna, jan = speaking(firm, "anna@example.org"), speaking(firm, "jan@example.org")
    use_cases.take_off(representative=jan, by=anna.user, at=AT)
    jan.refresh_from_db()
    assert jan.until == YESTERDAY
    assert access.role_of(jan.user, firm, TODAY) == ""
    assert Entry.objects.newest_first()[0].act == "take off"


def test_take_off_removes_what_began_today_and_the_journal_keeps_that_it_was(firm):
    anna, jan = speaking(firm, "anna@example.org"), speaking(firm, "jan@example.org", since=TODAY)
    use_cases.take_off(representative=jan, by=anna.user, at=AT)
    assert roles(firm) == {"anna": "owner"}
    about = Entry.objects.filter(object_type="members.representative", object_key=str(jan.pk))
    assert [entry.act for entry in about.order_by("number")] == ["add", "remove"]


def test_a_person_who_was_taken_off_can_come_back_on_the_same_day(firm):
    speaking(firm, "anna@example.org")
    use_cases.take_off(representative=speaking(firm, "jan@example.org"), **BY)
    representative("jan@example.org", firm, role="reader", since=TODAY)
    assert roles(firm) == {"anna": "owner", "jan": "reader"}


def test_whoever_leaves_is_said_to_have_left(firm):
    speaking(firm, "anna@example.org")
    jan = speaking(firm, "jan@example.org", "reader")
    use_cases.take_off(representative=jan, by=jan.user, at=AT)
    assert Entry.objects.newest_first()[0].act == "leave"


def test_take_off_refuses_the_last_owner_even_where_nobody_else_is_left(firm):
    anna = speaking(firm, "anna@example.org")
    with pytest.raises(ValidationError, match="Huta Łabędy"):
        use_cases.take_off(representative=anna, by=anna.user, at=AT)
    assert roles(firm) == {"anna": "owner"}


def test_take_off_takes_an_owner_whose_account_is_closed_for_none(firm):
    anna, jan = speaking(firm, "anna@example.org"), speaking(firm, "jan@example.org")
    jan.user.is_active = False
    jan.user.save()
    with pytest.raises(ValidationError):
        use_cases.take_off(representative=anna, **BY)
    use_cases.take_off(representative=jan, **BY)
    assert roles(firm) == {"anna": "owner"}


def test_the_last_of_all_may_be_taken_off_by_whom_the_door_lets_and_others_are_never_left_alone(firm):
    anna, jan = speaking(firm, "anna@example.org"), speaking(firm, "jan@example.org", "reader")
    with pytest.raises(ValidationError):
        use_cases.take_off(representative=anna, may_be_last=True, **BY)
    use_cases.take_off(representative=jan, may_be_last=True, **BY)
    use_cases.take_off(representative=anna, may_be_last=True, **BY)
    assert roles(firm) == {}


def test_an_organisation_that_lacks_an_owner_anyway_can_let_its_readers_go(firm):
    jan = speaking(firm, "jan@example.org", "reader")
    speaking(firm, "ewa@example.org", "reader")
    use_cases.take_off(representative=jan, **BY)
    assert roles(firm) == {"ewa": "reader"}


# Days to come


@pytest.mark.parametrize(
    ("periods", "may_be_empty", "first"),
    [
        ([], False, TODAY),
        ([], True, None),
        ([("owner", date(2014, 1, 1), None)], False, None),
        ([("owner", date(2014, 1, 1), date(2026, 12, 31))], False, date(2027, 1, 1)),
        ([("owner", date(2014, 1, 1), date(2026, 12, 31))], True, None),
        ([("owner", date(2014, 1, 1), date.max)], False, None),
        ([("owner", date(2014, 1, 1), YESTERDAY), ("reader", date(2014, 1, 1), None)], True, TODAY),
        ([("owner", date(2014, 1, 1), TODAY), ("reader", date(2026, 12, 1), None)], True, date(2026, 12, 1)),
        ([("owner", date(2014, 1, 1), TODAY), ("owner", date(2026, 11, 25), None)], False, None),
    ],
)
def test_first_day_without_owner_looks_at_every_day_to_come(firm, periods, may_be_empty, first):
    for number, (role, since, until) in enumerate(periods):
        speaking(firm, f"osoba{number}@example.org", role, since=since, until=until)
    assert queries.first_day_without_owner(firm, on=TODAY, may_be_empty=may_be_empty) == first


def test_keep_representative_refuses_an_end_of_the_only_owner_that_leaves_others_behind(firm):
    anna = speaking(firm, "anna@example.org")
    speaking(firm, "jan@example.org", "reader")
    anna.until = TODAY + timedelta(days=30)
    with pytest.raises(ValidationError):
        use_cases.keep_representative(representative=anna, **BY)
    anna.refresh_from_db()
    assert anna.until is None


def test_remove_representative_refuses_the_owner_of_others(firm):
    anna = speaking(firm, "anna@example.org")
    jan = speaking(firm, "jan@example.org", "reader")
    with pytest.raises(ValidationError):
        use_cases.remove_representative(representative=anna, **BY)
    use_cases.remove_representative(representative=jan, **BY)
    use_cases.remove_representative(representative=anna, **BY)
    assert not Representative.objects.exists()


# Who


def test_people_open_to_shows_ones_own_organisations_and_all_to_who_sees_everything(firm):
    other = organisation("Obca")
    jan = speaking(firm, "jan@example.org", "reader").user
    assert list(access.people_open_to(jan, TODAY)) == [firm]
    assert set(access.people_open_to(coordinator(), TODAY)) == {firm, other}


@pytest.mark.parametrize(("role", "kept"), [("owner", 2), ("editor", 1), ("reader", 1)])
def test_people_kept_by_an_owner_are_all_and_by_others_themselves(firm, role, kept):
    speaking(firm, "anna@example.org")
    jan = speaking(firm, "jan@example.org", role)
    found = access.people_kept_by(jan.user, firm, TODAY)
    assert found.count() == kept
    assert jan in found
    assert access.people_kept_by(operator(), firm, TODAY).count() == 2


# At once


class AtOnce(CommittingTestCase):
    def setUp(self) -> None:
        self.firm = organisation("Huta Łabędy")

    def ends(self, *acts) -> list[str]:
        """Do the acts at the same moment, each in a thread of its own; return how each ended."""

        def ended(act) -> str:
            try:
                act()
                return "done"
            except ValidationError:
                return "refused"
            finally:
                connection.close()

        with ThreadPoolExecutor(len(acts)) as pool:
            return sorted(pool.map(ended, acts))

    def test_of_two_owners_who_take_each_other_off_one_stays(self) -> None:
        for number in range(5):
            one, other = (speaking(self.firm, f"{name}{number}@example.org") for name in ("anna", "jan"))
            ends = self.ends(
                lambda one=one, other=other: use_cases.take_off(representative=other, by=one.user, at=AT),
                lambda one=one, other=other: use_cases.take_off(representative=one, by=other.user, at=AT),
            )
            assert ends == ["done", "refused"]
            assert list(roles(self.firm).values()) == ["owner"]
            left = queries.people_of(self.firm, on=TODAY).get()
            use_cases.take_off(representative=left, by=None, at=AT, may_be_last=True)

    def test_of_two_owners_who_make_each_other_readers_one_stays_an_owner(self) -> None:
        one, other = (speaking(self.firm, f"{name}@example.org") for name in ("anna", "jan"))
        ends = self.ends(
            lambda: use_cases.change_role(representative=other, role="reader", by=one.user, at=AT),
            lambda: use_cases.change_role(representative=one, role="reader", by=other.user, at=AT),
        )
        assert ends == ["done", "refused"]
        assert sorted(roles(self.firm).values()) == ["owner", "reader"]

    def test_one_invitation_accepted_in_two_windows_makes_one_account(self) -> None:
        speaking(self.firm, "anna@example.org")
        use_cases.invite(email="maria@example.org", organisation=self.firm, role="reader", **BY)
        key = key_in_mail()

        def accept() -> None:
            try:
                use_cases.accept_invitation(key=key, account=None, name="Maria", password="dwanaście wron", at=AT)
            except Invitation.DoesNotExist as gone:
                raise ValidationError("gone") from gone

        assert self.ends(accept, accept) == ["done", "refused"]
        assert roles(self.firm) == {"anna": "owner", "maria": "reader"}
