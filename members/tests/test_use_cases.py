"""What can be done to organisations, memberships and accounts, and what is refused without a trace."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from journal.models import Entry
from journal.use_cases import StaleVersion
from members import use_cases
from members.models import Cluster, FormerSlug, Membership, Organisation, Representative, User
from members.tests import make
from members.tests.make import BY
from members.text import slug_of

pytestmark = pytest.mark.django_db

DAY = date(2014, 11, 12)


def renamed(organisation: Organisation, name: str) -> Organisation:
    organisation.name = name
    use_cases.keep_organisation(organisation=organisation, **BY)
    return Organisation.objects.get(pk=organisation.pk)


def former_slugs(organisation: Organisation) -> set[str]:
    return set(organisation.former_slugs.values_list("slug", flat=True))


def test_keep_organisation_gives_an_address_that_follows_the_name():
    assert make.organisation("Huta Łabędy").slug == "huta-labedy"


def test_keep_organisation_numbers_addresses_that_collide():
    slugs = [make.organisation(name).slug for name in ("Żubr", "Zubr", "ŻUBR!", "漢字", "漢")]
    assert slugs == ["zubr", "zubr-2", "zubr-3", "wpis", "wpis-2"]


@pytest.mark.parametrize("name", ["Hasło", "Login", "Moje dane"])
def test_no_organisation_is_addressed_like_a_page_of_the_account(name):
    assert make.organisation(name).slug == f"{slug_of(name)}-2"


def test_keep_organisation_keeps_the_old_address_as_a_redirect():
    firm = renamed(make.organisation("Stara"), "Nowa")
    assert (firm.slug, former_slugs(firm)) == ("nowa", {"stara"})
    assert (renamed(firm, "Trzecia").slug, former_slugs(firm)) == ("trzecia", {"stara", "nowa"})


def test_keep_organisation_gives_a_name_taken_back_its_old_address():
    firm = renamed(renamed(make.organisation("Stara"), "Nowa"), "Stara")
    assert (firm.slug, former_slugs(firm)) == ("stara", {"nowa"})


def test_keep_organisation_never_gives_away_an_address_that_redirects():
    renamed(make.organisation("Stara"), "Nowa")
    assert make.organisation("Stara").slug == "stara-2"


def test_keep_organisation_keeps_the_address_when_other_facts_or_only_marks_change():
    firm = make.organisation("Lodz")
    firm.city = "Łódź"
    use_cases.keep_organisation(organisation=firm, **BY)
    assert (renamed(firm, "ŁÓDŹ").slug, FormerSlug.objects.count()) == ("lodz", 0)


def test_keep_organisation_refuses_a_stale_copy_and_leaves_the_address():
    firm = make.organisation("Stara")
    stale = Organisation.objects.get(pk=firm.pk)
    renamed(firm, "Nowa")
    with pytest.raises(StaleVersion):
        renamed(stale, "Inna")
    assert set(Organisation.objects.values_list("slug", flat=True)) == {"nowa"}
    assert former_slugs(firm) == {"stara"}


def test_keep_organisation_refused_leaves_no_redirect_and_no_entry():
    firm = make.organisation("Stara")
    firm.nip = "1"
    entries = Entry.objects.count()
    with pytest.raises(ValidationError):
        renamed(firm, "Nowa")
    assert (FormerSlug.objects.count(), Entry.objects.count()) == (0, entries)


def test_keep_cluster_changes_the_one_cluster_and_refuses_a_second():
    cluster = make.cluster()
    cluster.began_in = 2007
    use_cases.keep_cluster(cluster=cluster, **BY)
    with pytest.raises(ValidationError):
        make.cluster("Drugi klaster")
    assert Cluster.objects.get().began_in == 2007


def test_add_membership_journals_a_period_and_refuses_an_overlap():
    firm = make.organisation()
    membership = use_cases.add_membership(organisation=firm, since=DAY, since_is_attested=True, basis="Komunikat", **BY)
    assert Entry.objects.about(membership).get().facts["basis"] == [None, "Komunikat"]
    with pytest.raises(ValidationError):
        use_cases.add_membership(organisation=firm, since=date(2015, 1, 1), **BY)
    assert Membership.objects.count() == 1


def test_end_membership_names_the_last_day_and_the_reason_in_one_entry():
    membership = make.member(since=DAY).memberships.get()
    use_cases.end_membership(membership=membership, day=date(2015, 6, 30), reason="Wystąpienie", **BY)
    newest = Entry.objects.about(membership).newest_first()
    assert newest.count() == 2
    assert newest[0].facts == {"until": [None, "2015-06-30"], "end_reason": ["", "Wystąpienie"]}


@pytest.mark.parametrize(
    ("until", "day"), [(None, date(2013, 12, 31)), (date(2014, 6, 30), date(2015, 1, 1)), (DAY, DAY)]
)
def test_end_membership_refuses_a_day_before_the_first_and_a_membership_that_has_ended(until, day):
    membership = make.member(until=until).memberships.get()
    with pytest.raises(ValidationError):
        use_cases.end_membership(membership=membership, day=day, reason="Wystąpienie", **BY)
    assert Membership.objects.get().until == until
    assert Entry.objects.about(membership).count() == 1


def test_a_membership_that_was_to_end_later_is_ended_earlier():
    membership = make.member(until=date(2020, 12, 31)).memberships.get()
    use_cases.end_membership(membership=membership, day=DAY, reason="Wystąpienie", **BY)
    assert Membership.objects.get().until == DAY


@pytest.mark.parametrize("is_listed", [True, False])
def test_list_organisation_changes_it_once_and_refuses_what_is_so_already(is_listed):
    firm = make.organisation(is_listed=not is_listed)
    use_cases.list_organisation(organisation=firm, is_listed=is_listed, **BY)
    assert Entry.objects.about(firm).newest_first()[0].facts == {"is_listed": [not is_listed, is_listed]}
    with pytest.raises(ValidationError):
        use_cases.list_organisation(organisation=firm, is_listed=is_listed, **BY)


@pytest.mark.parametrize(
    ("role", "staff", "superuser", "groups"),
    [
        ("representative", False, False, []),
        ("coordinator", True, False, ["Coordinator"]),
        ("auditor", True, False, ["Auditor"]),
        ("operator", True, True, []),
    ],
)
def test_create_account_gives_the_rights_of_its_role_and_no_more(role, staff, superuser, groups):
    user = use_cases.create_account(email="jan@example.org", role=role, password="dwanaście wron", **BY)
    user = User.objects.get(pk=user.pk)
    assert (user.is_staff, user.is_superuser) == (staff, superuser)
    assert [group.name for group in user.groups.all()] == groups
    assert not user.user_permissions.exists()
    assert user.check_password("dwanaście wron")


def test_the_coordinator_holds_no_right_over_accounts():
    rights = make.coordinator().get_all_permissions()
    assert "members.change_organisation" in rights
    about_accounts = ("members.add_user", "members.change_user", "members.delete_user", "members.view_user")
    assert not rights & set(about_accounts)
    assert not {right for right in rights if right.split(".")[0] not in ("members", "declarations", "journal")}
    assert {right for right in rights if right.startswith("journal.")} == {"journal.view_entry"}


def test_the_auditor_holds_the_right_to_see_what_the_coordinator_keeps_and_no_other():
    rights = make.auditor().get_all_permissions()
    assert {right.split(".")[1].split("_")[0] for right in rights} == {"view"}
    kept = {right for right in make.coordinator().get_all_permissions() if ".view_" in right}
    assert rights == kept | {"journal.view_check"}


@pytest.mark.parametrize("password", ["", "krótkie", "password1234", "jan@example.org"])
def test_create_account_refuses_a_weak_password_and_leaves_nothing(password):
    with pytest.raises(ValidationError):
        use_cases.create_account(email="jan@example.org", role="coordinator", password=password, **BY)
    assert not User.objects.exists()
    assert not Entry.objects.exists()


def test_create_account_without_a_password_cannot_be_entered_by_any():
    user = use_cases.create_account(email="jan@example.org", role="representative", **BY)
    assert not user.has_usable_password()
    assert not user.check_password("")


@pytest.mark.parametrize("email", ["jan@example.org", " JAN@Example.org ", "nie adres", ""])
def test_create_account_refuses_an_address_taken_or_wrong(email):
    use_cases.create_account(email="jan@example.org", role="representative", **BY)
    with pytest.raises(ValidationError):
        use_cases.create_account(email=email, role="operator", **BY)
    assert User.objects.count() == 1


def test_create_account_refuses_an_unknown_role():
    with pytest.raises(ValidationError):
        use_cases.create_account(email="jan@example.org", role="superuser", **BY)


def test_an_account_is_journalled_with_its_rights_and_without_its_password_or_address():
    user = use_cases.create_account(email="jan@example.org", role="operator", password="dwanaście wron", **BY)
    facts = Entry.objects.about(user).get().facts
    assert facts["is_superuser"] == [None, True]
    assert "password" not in facts
    assert set(facts["email"][1]) == {"sealed"}


def test_appoint_representative_makes_an_account_once_and_finds_it_in_any_case():
    first, second = make.organisation("A"), make.organisation("B")
    user = make.representative("Jan@Example.org", first)
    assert make.representative(" JAN@example.org", second) == user
    assert not (user.is_staff or user.is_superuser or user.has_usable_password())


def test_appoint_representative_refused_leaves_no_account():
    with pytest.raises(ValidationError):
        make.representative("jan@example.org", make.organisation(), since=DAY, until=date(2014, 1, 1))
    assert not User.objects.exists()
    assert not Representative.objects.exists()


def test_appoint_representative_refuses_an_overlap_and_takes_a_return():
    firm = make.organisation()
    make.representative("jan@example.org", firm, since=date(2014, 1, 1), until=DAY)
    with pytest.raises(ValidationError):
        make.representative("jan@example.org", firm, since=DAY)
    make.representative("jan@example.org", firm, since=date(2014, 11, 13))
    assert Representative.objects.count() == 2
