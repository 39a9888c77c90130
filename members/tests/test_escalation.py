"""Whatever coordinator and auditor try, in the admin and on the account's pages, no account gains or loses a right."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from members.models import Representative, User
from members.tests import make

pytestmark = pytest.mark.django_db

RIGHTS = {"is_superuser": "on", "is_staff": "on", "is_active": "on", "groups": "1", "user_permissions": "1"}
PASSWORDS = {"password": "x", "password1": "dwanaście wron", "password2": "dwanaście wron"}
USER = RIGHTS | PASSWORDS | {"email": "zly@example.org", "name": "Zły", "drawn_from": "1", "version": "1"}
GROUP = {"name": "Auditor", "permissions": ["1", "2", "3"]}
SECRET = "?{}user__password__startswith=p"
TABLE = "email;is_superuser;is_staff\njan@example.org;1;1\n"
AUTOCOMPLETE = "/admin/autocomplete/?app_label=members&model_name={}&field_name={}&term=example"


@dataclass
class Attempt:
    """One request: GET without facts, POST with them; `{me}`, `{other}`, `{operator}` … stand for keys."""

    address: str
    facts: dict[str, Any] | None = None
    # What the answer must not tell.
    secrets: tuple[str, ...] = field(default=())


ON_PEOPLE = [
    Attempt("/admin/members/user/", secrets=("operator@example.org",)),
    Attempt("/admin/members/user/add/", USER),
    Attempt("/admin/members/user/add/?_popup=1", USER | {"_popup": "1"}),
    Attempt("/admin/members/user/add/?_to_field=password", USER | {"_to_field": "password"}),
    Attempt("/admin/members/user/{me}/change/", USER),
    Attempt("/admin/members/user/{other}/change/", USER),
    Attempt("/admin/members/user/{operator}/change/", USER),
    Attempt("/admin/members/user/{operator}/change/?_popup=1&_to_field=email", USER),
    Attempt("/admin/members/user/{operator}/password/", PASSWORDS),
    Attempt("/admin/members/user/{me}/password/", PASSWORDS),
    Attempt("/admin/members/user/{operator}/delete/", {"post": "yes"}),
    Attempt("/admin/members/user/{operator}/history/", secrets=("operator@example.org",)),
    Attempt(
        "/admin/members/user/",
        {
            "form-TOTAL_FORMS": "1",
            "form-INITIAL_FORMS": "1",
            "form-0-id": "{me}",
            "form-0-is_superuser": "on",
            "_save": "1",
        },
    ),
    Attempt("/admin/members/user/", {"action": "delete_selected", "_selected_action": "{operator}", "post": "yes"}),
    Attempt("/admin/members/user/", {"action": "delete_selected", "select_across": "1", "_selected_action": "{other}"}),
    Attempt("/admin/members/user/batch/delete/", {"rows": "{operator}", "confirm": "1"}),
    Attempt("/admin/members/user/import/", {"import_file": "table"}),
    Attempt("/admin/members/user/export/", {"format": "0"}, secrets=("operator@example.org",)),
    Attempt("/admin/r/1/{operator}/", secrets=("operator@example.org",)),
]
ON_RIGHTS = [
    Attempt("/admin/auth/group/", {"action": "delete_selected", "_selected_action": "1", "post": "yes"}),
    Attempt("/admin/auth/group/add/", GROUP),
    Attempt("/admin/auth/group/{group}/change/", GROUP),
    Attempt("/admin/auth/group/{group}/delete/", {"post": "yes"}),
    Attempt("/admin/auth/permission/add/", {"name": "x", "codename": "x", "content_type": "1"}),
    Attempt("/admin/auth/user/{me}/change/", USER),
    Attempt("/admin/auth/user/{me}/password/", PASSWORDS),
]
LOOKUPS = [
    Attempt("/admin/members/representative/" + SECRET.format(""), secrets=("operator@example.org",)),
    Attempt("/admin/members/representative/?user__is_superuser=1"),
    Attempt("/admin/members/representative/?o=user__password"),
    Attempt("/admin/members/representative/?user__groups__name=Coordinator"),
    Attempt("/admin/members/representative/?_to_field=user__password&_popup=1"),
    Attempt("/admin/members/organisation/?representatives__user__password__startswith=p"),
    Attempt("/admin/members/representative/?q=pbkdf2"),
    Attempt("/admin/members/organisation/?_facets=1&representatives__user__email__contains=operator"),
    Attempt(AUTOCOMPLETE.format("representative", "user"), secrets=("operator@example.org",)),
    Attempt(AUTOCOMPLETE.format("user", "groups"), secrets=("Auditor",)),
]
BY_REPRESENTATIVES = [
    Attempt("/admin/members/representative/add/", {"email": "nowy@example.org"} | RIGHTS),
    Attempt("/admin/members/representative/add/", {"email": "operator@example.org"} | RIGHTS | PASSWORDS),
    Attempt("/admin/members/representative/add/?_popup=1", {"email": "{my_email}", "_popup": "1"} | RIGHTS),
    Attempt(
        "/admin/members/representative/add/", {"email": "operator@example.org", "user": "{operator}", "is_active": ""}
    ),
    Attempt("/admin/members/representative/{representation}/change/", {"email": "zly@example.org"} | RIGHTS),
    Attempt("/admin/members/representative/{representation}/change/", {"user": "{me}", "name": "Zły"}),
    Attempt("/admin/members/representative/{representation}/change/", {"user__is_staff": "on", "user-is_staff": "on"}),
    Attempt("/admin/members/representative/import/", {"import_file": "table"}),
    Attempt("/admin/members/representative/process_import/", {"token": "x"}),
    Attempt("/admin/members/organisation/import/", {"import_file": "table"}),
    Attempt("/admin/members/representative/batch/end/", {"rows": "{representation}", "confirm": "1"} | RIGHTS),
]
ON_ACCOUNTS = [
    Attempt("/konto/haslo/", {"oldpassword": "zgaduję", **PASSWORDS}),
    Attempt("/konto/haslo/ustawienie/", PASSWORDS),
    Attempt("/konto/haslo/odzyskiwanie/1-set-password/", PASSWORDS),
    Attempt("/konto/haslo/odzyskiwanie/{operator}-abc-123/", PASSWORDS),
    Attempt("/konto/email/", {"email": "zly@example.org", "action_add": "1", "user": "{operator}"}),
    Attempt("/konto/sesje/", {"user": "{operator}", "session": "all"}),
    Attempt("/konto/drugi-skladnik/?user={operator}", {"user": "{operator}"}),
    Attempt("/konto/drugi-skladnik/wylaczenie/?user={operator}", {"user": "{operator}"}),
    Attempt("/admin/mfa/authenticator/", {"action": "delete_selected", "_selected_action": "1", "post": "yes"}),
    Attempt("/admin/mfa/authenticator/{factor}/change/", {"user": "{me}", "type": "totp", "data": "{{}}"}),
    Attempt("/admin/mfa/authenticator/{factor}/delete/", {"post": "yes"}),
    Attempt("/admin/account/emailaddress/add/", {"user": "{operator}", "email": "zly@example.org", "verified": "on"}),
    Attempt("/admin/usersessions/usersession/", {"action": "delete_selected", "_selected_action": "1", "post": "yes"}),
    Attempt("/admin/sessions/session/", {"action": "delete_selected", "_selected_action": "1", "post": "yes"}),
    Attempt("/admin/password_change/", {"old_password": "x", "new_password1": "x" * 20, "new_password2": "x" * 20}),
]
ATTEMPTS = [*ON_PEOPLE, *ON_RIGHTS, *LOOKUPS, *BY_REPRESENTATIVES, *ON_ACCOUNTS]


@dataclass
class Office:
    """The browser of whoever tries, and the keys that stand in addresses and forms."""

    browser: Client
    keys: dict[str, Any]

    def answer(self, attempt: Attempt) -> Any:
        address = attempt.address.format(**self.keys)
        if attempt.facts is None:
            return self.browser.get(address)
        told = {name: self._told(value) for name, value in attempt.facts.items()}
        if "/representative/" in address:
            facts = {"since": "2014-01-01", "until": "", "role": "owner", "drawn_from": "1"}
            told = {"organisation": self.keys["firm"]} | facts | told
        return self.browser.post(address, told)

    def _told(self, value: Any) -> Any:
        if value == "table":
            return SimpleUploadedFile("tabela.csv", TABLE.encode())
        return value.format(**self.keys) if isinstance(value, str) else value


@pytest.fixture(params=[make.coordinator, make.auditor], ids=["coordinator", "auditor"])
def office(request, db) -> Office:
    me, operator = request.param("ja@example.org"), make.operator()
    for user in (me, operator):
        user.set_password("a correct long password")
        user.save()
    other = make.representative("jan@example.org", make.member())
    factor = Authenticator.objects.create(user=operator, type="totp", data={"secret": "x"})
    make.browser(operator)
    keys = {
        "me": me.pk,
        "my_email": me.email,
        "operator": operator.pk,
        "other": other.pk,
        "group": Group.objects.get(name="Auditor").pk,
        "representation": Representative.objects.get().pk,
        "firm": make.organisation("Inna").pk,
        "factor": factor.pk,
    }
    return Office(make.browser(me), keys)


def auth_rows() -> dict[str, list[Any]]:
    """Return every row that says who may log in, how, and with which rights."""
    rights = ("pk", "email", "name", "password", "is_staff", "is_superuser", "is_active")
    return {
        "accounts": list(User.objects.order_by("pk").values_list(*rights)),
        "groups": list(Group.objects.order_by("pk").values_list("pk", "name")),
        "permissions": list(Permission.objects.order_by("pk").values_list("pk", "codename", "content_type")),
        "of groups": sorted(Group.permissions.through.objects.values_list("group", "permission")),
        "groups of accounts": sorted(User.groups.through.objects.values_list("user", "group")),
        "of accounts": sorted(User.user_permissions.through.objects.values_list("user", "permission")),
        "factors": list(Authenticator.objects.order_by("pk").values_list("pk", "user", "type", "data")),
        "sessions": sorted(Session.objects.values_list("session_key", flat=True)),
    }


def test_there_are_forty_attempts_at_least():
    assert len(ATTEMPTS) >= 40


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=[f"{number} {each.address}" for number, each in enumerate(ATTEMPTS)])
def test_no_attempt_changes_or_tells_of_a_right(office, attempt):
    before = auth_rows()
    answer = office.answer(attempt)
    assert answer.status_code < 500
    after = auth_rows()
    # The coordinator may name somebody new: that account can do nothing, not even log in.
    made = [row for row in after["accounts"] if row[0] not in {row[0] for row in before["accounts"]}]
    assert [row[3][0] + str(row[4:]) for row in made] in ([], ["!(False, False, True)"])
    after["accounts"] = [row for row in after["accounts"] if row not in made]
    assert after == before
    text = answer.content.decode() if answer.status_code == 200 else ""
    assert not [secret for secret in attempt.secrets if secret in text]


@pytest.mark.parametrize("question", ["user__password__startswith", "user__email__startswith", "user__key__gt"])
def test_a_question_about_what_is_hidden_has_one_answer_whatever_the_truth(office, question):
    answers = {office.browser.get("/admin/members/representative/", {question: start}).status_code for start in "!pz"}
    assert answers == {400}


def test_an_auditor_finds_no_way_to_change_the_register(db):
    firm = make.member()
    browser = make.browser(make.auditor())
    told = {"name": "Zmieniona", "kind": "ngo", "drawn_from": "1", "post": "yes", "rows": str(firm.pk), "confirm": "1"}
    for page in ("add/", f"{firm.pk}/change/", f"{firm.pk}/delete/", "import/", "batch/unlist/", "process_import/"):
        assert browser.post(f"/admin/members/organisation/{page}", told).status_code == 403, page
    assert browser.post(f"/admin/members/organisation/{firm.pk}/merge/", told).status_code == 404
    assert 'name="action"' not in browser.get("/admin/members/organisation/").content.decode()
    firm.refresh_from_db()
    assert (firm.name, firm.is_listed) == ("Huta Łabędy", True)
