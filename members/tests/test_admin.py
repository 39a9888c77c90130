"""The office's door: finds without marks, never overwrites unseen, says what is wrong, and gives nobody rights."""

import html
import re
from datetime import date

import pytest
from django.test import Client

from journal.models import Entry
from members.models import Cluster, GroupMembership, KeyFigure, Membership, Organisation, Representative, User
from members.tests import make

pytestmark = pytest.mark.django_db

ADMIN = "/admin/members"


@pytest.fixture
def office(db) -> Client:
    return make.browser(make.coordinator())


def words(response) -> str:
    """Return what the answer says, as one line of text."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def errors(response) -> str:
    lists = re.findall(r'<ul class="errorlist.*?</ul>', response.content.decode(), re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", "".join(lists))).split())


def organisation_form(**changed: object) -> dict[str, object]:
    return {"name": "Huta Łabędy", "kind": "enterprise", "is_listed": "on", "drawn_from": "1"} | changed


def change(office: Client, thing, **form: object):
    return office.post(f"{ADMIN}/{thing._meta.model_name}/{thing.pk}/change/", form)


def add(office: Client, model: str, **form: object):
    return office.post(f"{ADMIN}/{model}/add/", form)


# Finding


@pytest.mark.parametrize("typed", ["lodz", "ŁÓDŹ", "Łódź metal", "met bialystok"])
def test_an_organisation_is_found_without_case_and_marks(office, typed):
    make.organisation("Łódź Metal", city="Białystok")
    make.organisation("Inna")
    page = office.get(f"{ADMIN}/organisation/", {"q": typed}).content.decode()
    assert "Łódź Metal" in page
    assert ">Inna<" not in page


@pytest.mark.parametrize("typed", ["lodz", "Łódź", "ŁÓDŹ"])
def test_a_membership_and_a_representative_are_found_by_the_organisation(office, typed):
    for name in ("Łódź Metal", "Inna"):
        make.representative(f"{name[:2].lower()}@example.org".replace("łó", "lo"), make.member(name))
    for model in ("membership", "representative"):
        page = office.get(f"{ADMIN}/{model}/", {"q": typed}).content.decode()
        assert "Łódź Metal" in page
        assert "Inna" not in page


@pytest.mark.parametrize("typed", ["Żelazny", "jan@", "JAN@"])
def test_a_representative_is_found_by_name_and_address(office, typed):
    make.representative("jan@example.org", make.organisation("Huta"))
    User.objects.filter(email="jan@example.org").update(name="Jan Żelazny")
    make.representative("ewa@example.org", make.organisation("Inna"))
    page = office.get(f"{ADMIN}/representative/", {"q": typed}).content.decode()
    assert "jan@example.org" in page
    assert "ewa@example.org" not in page


def test_the_field_that_completes_a_name_finds_without_marks(office):
    make.organisation("Łódź Metal")
    asked = {"app_label": "members", "model_name": "membership", "field_name": "organisation"}
    for term, found in (("lodz", 1), ("Łódź", 1), ("inna", 0), ("\0", 0), ("a " * 2000, 0)):
        assert len(office.get("/admin/autocomplete/", asked | {"term": term}).json()["results"]) == found


@pytest.mark.parametrize(
    "question",
    [
        "q=%00",
        "q=" + "ab+" * 3000,
        "q=" + "a" * 100_000,
        "q=%ed%a0%80",
        "kind__exact=%00",
        "kind=%00",
        "city=%00",
        "is_listed__exact=x",
        "since__year=9999",
        "since__year=99999999999999999999",
        "since__year=2014&since__month=13",
        "p=99999",
        "o=%00",
        "e=1&kind=%00",
    ],
)
def test_no_question_breaks_a_list(office, question):
    make.member()
    office.raise_request_exception = False
    for model in ("organisation", "membership", "groupmembership", "representative", "keyfigure", "group", "cluster"):
        assert office.get(f"{ADMIN}/{model}/?{question}").status_code in (200, 302, 400), model


def test_a_question_that_cannot_be_understood_is_said_to_be_one(office):
    make.organisation("Łódź Metal")
    page = office.get(f"{ADMIN}/organisation/", {"q": "ab " * 100}, follow=True)
    assert "Łódź Metal" in words(page)
    assert page.context["messages"]


# Facts


def test_adding_an_organisation_makes_its_address_and_one_entry(office):
    add(office, "organisation", **organisation_form(nip="PL 542-011-22-34"))
    firm = Organisation.objects.get()
    assert (firm.slug, firm.nip) == ("huta-labedy", "5420112234")
    entry = Entry.objects.about(firm).get()
    assert (entry.act, entry.actor) == ("add", str(User.objects.get().key))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("city", "Gliwice"),
        ("short_name", "HŁ"),
        ("website", "https://huta.example.org"),
        ("description_pl", "Opis\r\nw dwóch wierszach"),
        ("regon", "123456785"),
    ],
)
def test_a_change_of_one_fact_is_one_entry_with_what_was_and_what_is(office, field, value):
    firm = make.organisation()
    before = getattr(firm, field)
    assert change(office, firm, **organisation_form(**{field: value})).status_code == 302
    newest = Entry.objects.about(firm).newest_first()
    assert newest.count() == 2
    after = getattr(Organisation.objects.get(pk=firm.pk), field)
    assert (newest[0].act, newest[0].facts) == ("change", {field: [before, after]})


def test_a_form_saved_without_a_change_leaves_no_entry(office):
    firm = make.organisation()
    assert change(office, firm, **organisation_form()).status_code == 302
    assert Entry.objects.about(firm).count() == 1


def test_a_new_name_gives_a_new_address_and_the_old_one_redirects(office):
    firm = make.member("Stara")
    change(office, firm, **organisation_form(name="Nowa"))
    answer = Client().get("/podmioty/stara/")
    assert (answer.status_code, answer.url) == (301, "/podmioty/nowa/")


def test_a_stale_form_is_refused_with_both_texts_and_saved_at_the_second_attempt(office):
    firm = make.organisation()
    assert change(office, firm, **organisation_form(city="Gliwice", short_name="HŁ")).status_code == 302
    refused = change(office, firm, **organisation_form(city="Katowice"))
    assert refused.status_code == 409
    assert "Gliwice" in words(refused)
    assert 'value="Katowice"' in refused.content.decode()
    assert Organisation.objects.get().city == "Gliwice"
    seen = re.search(r'name="drawn_from" value="(\d+)"', refused.content.decode()).group(1)
    assert change(office, firm, **organisation_form(city="Katowice", drawn_from=seen)).status_code == 302
    assert Organisation.objects.get().city == "Katowice"


@pytest.mark.parametrize("drawn_from", ["", "0", "x", "999"])
def test_a_form_without_its_version_never_overwrites(office, drawn_from):
    firm = make.organisation()
    response = change(office, firm, **organisation_form(city="Katowice", drawn_from=drawn_from))
    assert response.status_code in (200, 409)
    assert Organisation.objects.get().city == ""


def test_two_organisations_with_one_nip_are_refused_on_the_form(office):
    make.organisation("Pierwsza", nip="5420112234")
    refused = add(office, "organisation", **organisation_form(nip="542-011-22-34"))
    assert refused.status_code == 200
    assert "Pierwsza" in errors(refused)
    assert 'value="542-011-22-34"' in refused.content.decode()
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("nip", "5420112235", "NIP"),
        ("regon", "000000000", "REGON"),
        ("krs", "12345", "KRS"),
        ("name", "Huta \u202eydębał", "U+202E"),
        ("city", "Łódź\u200b", "U+200B"),
        ("name", "a" * 301, "300"),
        ("website", "javascript:alert(1)", "URL"),
    ],
)
def test_what_is_wrong_is_said_on_the_form_in_polish(office, field, value, said):
    refused = add(office, "organisation", **organisation_form(**{field: value}))
    assert refused.status_code == 200
    assert said in errors(refused)
    assert not Organisation.objects.exists()


def test_a_name_typed_in_pieces_is_kept_composed(office):
    add(office, "organisation", **organisation_form(name="Ło\u0301dz\u0301"))
    assert Organisation.objects.get().name == "Łódź"


def test_an_organisation_held_by_a_membership_cannot_be_deleted_and_the_page_names_what_holds_it(office):
    firm = make.member(since=date(2014, 11, 7))
    refused = office.post(f"{ADMIN}/organisation/{firm.pk}/delete/", {"post": "yes"})
    assert "Huta Łabędy (2014-11-07)" in words(refused)
    assert Organisation.objects.exists()


def test_an_organisation_that_nothing_holds_is_deleted_with_an_entry_that_says_what_it_was(office):
    firm = make.organisation()
    assert office.post(f"{ADMIN}/organisation/{firm.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Organisation.objects.exists()
    entry = Entry.objects.newest_first()[0]
    assert (entry.act, entry.object_key, entry.facts["name"]) == ("remove", str(firm.pk), ["Huta Łabędy", None])


def test_a_membership_is_added_ended_and_refused_where_it_overlaps(office):
    firm = make.organisation()
    form = {"organisation": firm.pk, "since": "2014-01-01", "until": "", "drawn_from": "1"}
    assert add(office, "membership", **form).status_code == 302
    membership = Membership.objects.get()
    refused = add(office, "membership", **form | {"since": "2015-01-01"})
    assert "inne członkostwo" in errors(refused)
    backwards = change(office, membership, **form | {"until": "2013-12-31"})
    assert "kończy" in errors(backwards)
    ended = change(office, membership, **form | {"until": "2014-12-31", "end_reason": "Rezygnacja"})
    assert ended.status_code == 302
    assert Entry.objects.about(membership).newest_first()[0].facts == {
        "until": [None, "2014-12-31"],
        "end_reason": ["", "Rezygnacja"],
    }
    assert add(office, "membership", **form | {"since": "2015-01-01"}).status_code == 302


def test_there_is_one_cluster_and_no_door_to_a_second(office):
    form = {"organisation": make.organisation("KOM").pk, "drawn_from": "1", "recommendations": "0"}
    assert add(office, "cluster", **form).status_code == 302
    assert add(office, "cluster", **form | {"organisation": make.organisation("B").pk}).status_code == 403
    assert Cluster.objects.get().name == "KOM"


def test_a_figure_and_a_group_membership_are_kept_through_their_forms(office):
    group, firm = make.group(), make.organisation()
    figure = {"label_pl": "Członkowie", "value": "95", "as_of": "2014-11-12", "precision": "month", "source": "Artykuł"}
    assert add(office, "keyfigure", **figure, position="0", drawn_from="1").status_code == 302
    assert Entry.objects.about(KeyFigure.objects.get()).get().facts["value"] == [None, "95"]
    belongs = {"group": group.pk, "organisation": firm.pk, "since": "2012-01-01", "drawn_from": "1"}
    assert add(office, "groupmembership", **belongs).status_code == 302
    assert "już należy" in errors(add(office, "groupmembership", **belongs))
    assert GroupMembership.objects.count() == 1


# Persons


def representative_form(firm: Organisation, **changed: object) -> dict[str, object]:
    told = {"email": "Jan@Example.org", "name": "Jan Żak", "organisation": firm.pk, "since": "2014-01-01"}
    return told | {"until": "", "role": "owner", "drawn_from": "1"} | changed


def test_a_representative_is_named_by_address_and_an_account_is_made_without_rights(office):
    assert add(office, "representative", **representative_form(make.organisation())).status_code == 302
    user = Representative.objects.get().user
    assert (user.email, user.name, user.has_usable_password()) == ("jan@example.org", "Jan Żak", False)
    assert (user.is_staff, user.is_superuser, user.groups.count()) == (False, False, 0)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "już"),
        ({"until": "2013-01-01"}, "kończy"),
        ({"email": "nie adres"}, "adres e-mail"),
        ({"email": "a@" + "b." * 150 + "pl"}, "254"),
        ({"name": "Jan\u202e"}, "U+202E"),
        ({"since": "2014-02-30"}, "datę"),
        ({"organisation": "99999"}, "Wybierz jedną z dostępnych"),
    ],
)
def test_a_representative_that_cannot_be_is_refused_on_the_form_with_what_was_typed(office, changed, said):
    firm = make.organisation()
    make.representative("jan@example.org", firm)
    refused = add(office, "representative", **representative_form(firm, **{"name": "Ktoś Inny"} | changed))
    assert refused.status_code == 200
    assert said in errors(refused)
    assert str(changed.get("email", "Jan@Example.org"))[:20] in refused.content.decode()
    assert (Representative.objects.count(), User.objects.count()) == (1, 2)


def test_a_representation_ends_and_the_account_sees_what_the_public_sees(office):
    user = make.representative("jan@example.org", make.member())
    representation = Representative.objects.get()
    person = make.browser(user)
    assert person.get("/deklaracje/").status_code == 200
    ended = {"since": "2014-01-01", "until": "2014-12-31", "role": "owner", "drawn_from": "1"}
    assert change(office, representation, **ended).status_code == 302
    assert person.get("/deklaracje/").status_code == 404


def test_another_person_or_organisation_cannot_be_put_into_a_representation(office):
    firm, other = make.member(), make.organisation("Inna")
    make.representative("jan@example.org", firm)
    representation, me = Representative.objects.get(), User.objects.get(email="office@example.org")
    told = {"since": "2014-01-01", "until": "", "role": "owner", "drawn_from": "1"}
    told |= {"user": me.pk, "organisation": other.pk}
    change(office, representation, **told, email=me.email)
    representation.refresh_from_db()
    assert (representation.user.email, representation.organisation) == ("jan@example.org", firm)


def rights() -> list[tuple]:
    """Return every right that any account has."""
    columns = ("email", "password", "is_active", "is_staff", "is_superuser", "groups__name", "user_permissions")
    return sorted(map(str, User.objects.values_list(*columns)))


def test_the_coordinator_can_give_nobody_a_right(office):
    me, firm = User.objects.get(), make.organisation()
    make.representative("jan@example.org", firm)
    told = {"is_superuser": "on", "is_staff": "on", "is_active": "on", "groups": "1", "user_permissions": "1"}
    before, passwords = rights(), {"password": "x", "password1": "dwanaście wron", "password2": "dwanaście wron"}
    for page in ("", "add/", f"{me.pk}/change/", f"{me.pk}/password/", f"{me.pk}/delete/", f"{me.pk}/history/"):
        assert office.get(f"{ADMIN}/user/{page}").status_code in (302, 403, 404), page
        form = {"email": me.email, "drawn_from": "1", "post": "yes"} | told | passwords
        assert office.post(f"{ADMIN}/user/{page}", form).status_code in (302, 403, 404), page
    for address in ("/admin/auth/group/", "/admin/auth/group/1/change/", "/admin/auth/permission/"):
        assert office.get(address).status_code == 404
        assert office.post(address, told).status_code == 404
    change(office, Representative.objects.get(), since="2014-01-01", until="", role="owner", drawn_from="1", **told)
    assert rights() == before
    add(office, "representative", **representative_form(make.organisation("B"), email=me.email, **told, **passwords))
    add(office, "representative", **representative_form(make.organisation("C"), **told, **passwords))
    assert rights() == before
    assert Representative.objects.count() == 3


def test_the_operator_changes_an_address_but_gives_no_rights_in_the_admin():
    operator, user = make.browser(make.operator()), make.representative("jan@example.org", make.organisation())
    told = {"email": "Jan.Zak@example.org", "name": "Jan", "language": "pl", "is_active": "on", "drawn_from": "1"}
    assert change(operator, user, **told, is_superuser="on", is_staff="on", password="x").status_code == 302
    user.refresh_from_db()
    assert (user.email, user.is_staff, user.is_superuser) == ("jan.zak@example.org", False, False)
    entry = Entry.objects.about(user).newest_first()[0]
    assert set(entry.facts) == {"email", "name"}
    assert "example.org" not in str(entry.facts)


# Hostile text


FORMS = {
    "organisation": ("name", "short_name", "kind", "city", "address", "website", "nip", "description_pl"),
    "membership": ("organisation", "since", "until", "basis", "end_reason"),
    "group": ("slug", "name_pl", "about_pl", "began_in"),
    "groupmembership": ("group", "organisation", "since"),
    "keyfigure": ("label_pl", "value", "as_of", "precision", "source", "position", "period_from"),
    "representative": ("email", "name", "organisation", "role", "since"),
    "cluster": ("organisation", "coordinator", "contact_email", "about_pl"),
}


@pytest.mark.parametrize("hostile", ["%00", "Huta%00", "%ED%A0%80", "9" * 5000, "NaN", "-1", "1e400", "%E2%80%AE"])
@pytest.mark.parametrize("model", FORMS)
def test_no_text_breaks_a_form(office, model, hostile):
    office.raise_request_exception = False
    body = "&".join(f"{field}={hostile}" for field in (*FORMS[model], "drawn_from"))
    answer = office.post(f"{ADMIN}/{model}/add/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert errors(answer)
