"""The shell's door to accounts: everything in order, or nothing at all."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from journal.models import Entry
from members.models import Representative, User
from members.tests import make

pytestmark = pytest.mark.django_db

PASSWORD = "dwanaście wron"


@pytest.fixture
def create_account(monkeypatch, capsys):
    def create(*arguments: str, password: str = PASSWORD + "\n") -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(password))
        call_command("create_account", "--password-stdin", "--email", "Jan@Example.org", *arguments)
        return capsys.readouterr().out

    return create


@pytest.mark.parametrize(("role", "superuser"), [("coordinator", False), ("auditor", False), ("operator", True)])
def test_create_account_makes_staff_who_can_log_in(create_account, client, role, superuser):
    assert create_account("--role", role, "--name", "Jan Żak") == f"jan@example.org can log in as {role}\n"
    user = User.objects.get()
    assert (user.email, user.name, user.is_staff, user.is_superuser) == ("jan@example.org", "Jan Żak", True, superuser)
    answer = client.post("/konto/logowanie/", {"login": "jan@example.org", "password": PASSWORD})
    assert (answer.status_code, client.session["_auth_user_id"]) == (302, str(user.pk))


def test_create_account_makes_a_representative_who_speaks_from_today_on(create_account):
    make.organisation("Huta Łabędy")
    create_account("--role", "representative", "--organisation", "huta-labedy")
    appointed = Representative.objects.get()
    assert (appointed.since, appointed.until) == (timezone.localdate(), None)
    assert appointed.user.check_password(PASSWORD)
    assert not appointed.user.is_staff


@pytest.mark.parametrize(("arguments", "role"), [((), "owner"), (("--as", "reader"), "reader")])
def test_create_account_gives_the_role_that_is_asked_for_and_else_makes_an_owner(create_account, arguments, role):
    make.organisation("Huta Łabędy")
    create_account("--role", "representative", "--organisation", "huta-labedy", *arguments)
    assert Representative.objects.get().role == role


@pytest.mark.parametrize("ending", ["", "\n", "\r\n", "\nnext line\n"])
def test_create_account_reads_one_line_as_the_password(create_account, ending):
    create_account("--role", "operator", password=PASSWORD + ending)
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        (("--role", "operator"), "krótkie\n", "12"),
        (("--role", "operator"), "", "12"),
        (("--role", "representative", "--organisation", "nie-ma"), PASSWORD, "nie-ma"),
        (("--role", "representative"), PASSWORD, "--organisation"),
        (("--role", "operator", "--organisation", "huta-labedy"), PASSWORD, "--organisation"),
        (("--role", "king"), PASSWORD, "king"),
        (("--role", "operator", "--name", "Jan\u202e"), PASSWORD, "202E"),
    ],
)
def test_create_account_says_what_is_wrong_and_leaves_nothing(create_account, arguments, password, said):
    make.organisation("Huta Łabędy")
    entries = Entry.objects.count()
    with pytest.raises(CommandError, match=said):
        create_account(*arguments, password=password)
    assert not User.objects.exists()
    assert Entry.objects.count() == entries


def test_create_account_refuses_an_address_that_has_an_account(create_account):
    create_account("--role", "operator")
    with pytest.raises(CommandError):
        create_account("--role", "coordinator")
    assert User.objects.get().groups.count() == 0
