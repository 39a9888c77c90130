"""The commands: the first data, the register out and in, the store compared, accounts for looking around."""

import errno
import io
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone

import journal.use_cases as journal
import members.use_cases
from declarations import access, files, register
from declarations.models import Signature, SigningEvent
from declarations.tests import kom_2014 as expected
from declarations.tests import make
from journal.models import Entry
from members.models import Group, KeyFigure, Membership, Organisation, User
from members.tests.make import BY, organisation

pytestmark = pytest.mark.django_db


# load_kom_2014


@pytest.mark.parametrize(
    ("city", "day", "names"),
    [("Białystok", "2014-11-07", expected.BIALYSTOK), ("Suwałki", "2014-11-12", expected.SUWALKI)],
)
def test_load_kom_2014_enters_each_party_as_the_article_names_it(kom_2014, city, day, names):
    declaration = SigningEvent.objects.get(city=city, day=day, is_published=True).declarations.get()
    rows = list(declaration.signatures.in_written_order())
    assert [(row.position, row.name_as_signed) for row in rows] == list(enumerate(names, start=1))
    assert [(row.person, row.function) for row in rows] == [expected.PERSONS.get(name, ("", "")) for name in names]
    assert {(row.state, str(row.signed_on), row.method) for row in rows} == {("signed", day, "unknown")}
    assert {row.name_as_signed for row in rows if row.side == "cluster"} <= {"Klaster Obróbki Metali"}
    assert declaration.state == "concluded"


def test_load_kom_2014_enters_the_row_with_two_names_and_the_cluster_with_its_coordinator(kom_2014):
    both = Signature.objects.exclude(second_name="").get()
    assert (both.organisation.name, both.second_name) == (
        "Urząd Miejski Czarna Białostocka",
        "Podlaski Park Przemysłowy",
    )
    cluster = Signature.objects.exclude(represented_by=None).get()
    assert (cluster.side, cluster.position, cluster.represented_by.name) == (
        "cluster",
        12,
        "Centrum Promocji Innowacji i Rozwoju",
    )


def test_load_kom_2014_enters_members_group_and_figures_with_their_source(kom_2014):
    attested = Membership.objects.filter(since_is_attested=True).values_list("organisation__name", "since")
    assert {(name, str(since)) for name, since in attested} == {
        ("ChM", "2014-11-07"),
        ("MALOW", "2014-11-12"),
        ("SALAG", "2014-11-12"),
    }
    assert Membership.objects.count() == 3
    assert Group.objects.values_list("short_name", "began_in").get() == ("GZW", 2012)
    figures = KeyFigure.objects.exclude(source="").values_list("value", "value_up_to", "is_target")
    assert set(figures) == {
        (95, None, False),
        (10, None, False),
        (730, None, False),
        (50_000_000, 80_000_000, True),
        (None, 2000, True),
        (100_000, None, True),
    }


def test_load_kom_2014_a_second_time_changes_nothing(kom_2014):
    document, entries = register.export(), Entry.objects.count()
    call_command("load_kom_2014")
    assert (register.export(), Entry.objects.count()) == (document, entries)


def test_load_kom_2014_does_not_bring_back_what_the_office_has_changed_since(kom_2014):
    malow = Organisation.objects.get(name="MALOW")
    malow.name = "MALOW sp. z o.o."
    members.use_cases.keep_organisation(organisation=malow, **BY)
    event = SigningEvent.objects.get(city="Suwałki")
    event.slug = "suwalki"
    journal.keep(thing=event, **BY)
    journal.remove(thing=KeyFigure.objects.get(value=95), **BY)
    document, entries = register.export(), Entry.objects.count()
    call_command("load_kom_2014")
    assert (register.export(), Entry.objects.count()) == (document, entries)


def test_load_kom_2014_takes_organisations_that_are_there_already():
    organisation("Politechnika Białostocka", kind="university")
    call_command("load_kom_2014")
    assert Organisation.objects.filter(name="Politechnika Białostocka").count() == 1


# export_register, import_register


def test_export_register_writes_the_document_and_import_register_reads_it(kom_2014, capsys, tmp_path):
    capsys.readouterr()
    call_command("export_register")
    written = capsys.readouterr().out
    assert written == register.export()
    file = tmp_path / "rejestr.json"
    file.write_text(written.replace('"name": "SALAG"', '"name": "SALAG S.A."'), encoding="utf-8")
    call_command("import_register", str(file))
    assert "1 rows" in capsys.readouterr().out
    assert Organisation.objects.filter(name="SALAG S.A.").exists()


def test_import_register_reads_standard_input(kom_2014, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(register.export()))
    call_command("import_register", "-")
    assert "0 rows" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"", b"{}", b'{"format": "kom-register/1", "events": [1]}'])
def test_import_register_refuses_in_words_and_imports_nothing(tmp_path, content):
    file = tmp_path / "rejestr.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("import_register", str(file))
    assert not Entry.objects.exists()


def test_import_register_says_that_the_files_are_still_to_be_copied(capsys, store, tmp_path):
    document = make.document(make.draft("d"))
    files.path_of(document.sha256).unlink()
    file = tmp_path / "rejestr.json"
    file.write_text(register.export(), encoding="utf-8")
    call_command("import_register", str(file))
    assert "1 documents have no file" in capsys.readouterr().err


# verify_store


def verified(capsys) -> tuple[dict, bool]:
    try:
        call_command("verify_store", json=True)
        failed = False
    except CommandError:
        failed = True
    return json.loads(capsys.readouterr().out), failed


SOUND = {"documents": 0, "files": 0, "missing": [], "changed": [], "unreadable": [], "orphans": []}


def trust_list() -> str:
    """Keep a trusted list, file and row, and return its hash."""
    stored = files.keep(ContentFile(b"<TrustServiceStatusList/>"))
    make.trust_list(sha256=stored.sha256, size=stored.size)
    return stored.sha256


def test_verify_store_finds_a_sound_store_sound(capsys):
    make.document(make.draft("d"))
    trust_list()
    assert verified(capsys) == (SOUND | {"documents": 1, "files": 2}, False)
    call_command("verify_store")
    assert capsys.readouterr() == ("2 files compared, 0 orphans\n", "")


def test_verify_store_names_missing_and_changed_files_and_fails(capsys):
    declaration = make.draft("d")
    kept, gone, damaged = (make.document(declaration, pages=pages).sha256 for pages in (1, 2, 3))
    files.path_of(gone).unlink()
    files.path_of(damaged).write_bytes(files.path_of(damaged).read_bytes() + b" ")
    assert verified(capsys) == (SOUND | {"documents": 3, "files": 3, "missing": [gone], "changed": [damaged]}, True)
    with pytest.raises(CommandError, match="1 files missing, 1 changed"):
        call_command("verify_store")
    told = capsys.readouterr().out
    assert f"missing: {gone}" in told
    assert kept not in told


def test_verify_store_names_an_unreadable_file_and_a_missing_trusted_list_and_fails(capsys):
    unreadable, gone = make.document(make.draft("d")).sha256, trust_list()
    for sha256 in (unreadable, gone):
        files.path_of(sha256).unlink()
    files.path_of(unreadable).symlink_to("/proc/self/mem")
    found = {"documents": 1, "files": 2, "missing": [gone], "unreadable": [unreadable]}
    assert verified(capsys) == (SOUND | found, True)
    with pytest.raises(CommandError, match="1 files missing, 0 changed, 1 unreadable"):
        call_command("verify_store")


def test_verify_store_names_an_orphan_and_does_not_fail(capsys):
    orphan = files.keep(make.pdf()).sha256
    assert verified(capsys) == (SOUND | {"orphans": [orphan]}, False)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_verify_store_shows_a_terminal_how_far_it_is_and_its_answer_stays_pure(capsys):
    declaration = make.draft("d")
    for pages in (1, 2, 3, 4):
        make.document(declaration, pages=pages)
    terminal = Terminal()
    call_command("verify_store", json=True, stderr=terminal)
    assert json.loads(capsys.readouterr().out)["files"] == 4
    shown = terminal.getvalue()
    assert shown.startswith("\r")
    assert shown.endswith("100 %, 4 of 4 files\n")
    shares = [int(line.split("%")[0]) for line in shown.split("\r")[1:]]
    assert len(shares) == 4
    assert shares == sorted(shares)


# sweep


def aged(sha256: str, *, hours: int = 25) -> str:
    moment = timezone.now().timestamp() - hours * 3600
    os.utime(files.path_of(sha256), (moment, moment))
    return sha256


def test_sweep_removes_old_files_without_a_row_and_tells_of_each(capsys):
    named, listed = aged(make.document(make.draft("d"), pages=1).sha256), aged(trust_list())
    old, young = aged(files.keep(make.pdf(pages=2)).sha256), files.keep(make.pdf(pages=3)).sha256
    size = files.path_of(old).stat().st_size
    call_command("sweep", dry_run=True)
    told = capsys.readouterr().out
    assert told == f"would be removed: {files.path_of(old)}\n1 files would be removed, {size} bytes\n"
    call_command("sweep", "--older-than", "26")
    assert capsys.readouterr().out == "0 files removed, 0 bytes\n"
    call_command("sweep")
    assert capsys.readouterr().out == f"removed: {files.path_of(old)}\n1 files removed, {size} bytes\n"
    assert files.missing({named, listed, young, old}) == [old]
    call_command("sweep", "--older-than", "0")
    assert files.missing({named, listed, young}) == [young]


def test_sweep_leaves_the_file_of_a_row_that_was_removed_a_moment_ago():
    document = make.document(make.draft("d"))
    aged(document.sha256, hours=1000)
    journal.remove(thing=document, by=None, at=timezone.now() - timedelta(hours=23))
    call_command("sweep")
    assert files.missing({document.sha256}) == []
    call_command("sweep", "--older-than", "22")
    assert files.missing({document.sha256}) == [document.sha256]


def test_sweep_has_nothing_to_do_before_the_first_upload(store, capsys):
    call_command("sweep")
    assert capsys.readouterr().out == "0 files removed, 0 bytes\n"
    assert not store.exists()


@pytest.mark.parametrize("hours", [-1, 10**12])
def test_sweep_refuses_a_time_that_makes_no_sense(hours):
    with pytest.raises(CommandError, match="--older-than"):
        call_command("sweep", older_than=hours)


def test_sweep_fails_where_a_file_cannot_be_removed(monkeypatch):
    aged(files.keep(make.pdf()).sha256)

    def read_only(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "unlink", read_only)
    with pytest.raises(CommandError, match="1 files could not be removed"):
        call_command("sweep")


# create_demo_accounts


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_create_demo_accounts_makes_one_of_each_and_prints_a_password_that_opens_it(kom_2014, data_dir, capsys):
    call_command("create_demo_accounts")
    printed = capsys.readouterr().out
    password = (data_dir / "demo-password").read_text()
    assert (data_dir / "demo-password").stat().st_mode & 0o077 == 0
    today = timezone.localdate()
    reads = {}
    for name in ("coordinator", "member", "partner", "former"):
        assert f"{name}@example.org" in printed
        user = authenticate(email=f"{name}@example.org", password=password)
        reads[name] = (access.is_coordinator(user), access.may_list_declarations(user, today))
    assert reads == {
        "coordinator": (True, True),
        "member": (False, True),
        "partner": (False, True),
        "former": (False, False),
    }
    assert not User.objects.filter(is_superuser=True).exists()


def test_create_demo_accounts_a_second_time_changes_nothing_and_prints_the_same(kom_2014, data_dir, capsys):
    call_command("create_demo_accounts")
    capsys.readouterr()
    document, entries = register.export(), Entry.objects.count()
    call_command("create_demo_accounts")
    assert (register.export(), Entry.objects.count()) == (document, entries)
    assert capsys.readouterr().out.count((data_dir / "demo-password").read_text()) == 4


def test_create_demo_accounts_does_not_print_a_password_that_opens_nothing(kom_2014, data_dir, capsys):
    call_command("create_demo_accounts", password="a first long password")
    call_command("create_demo_accounts", password="a second long password")
    assert "a second long password" not in capsys.readouterr().out


def test_create_demo_accounts_refuses_a_public_address(settings):
    settings.HTTPS = True
    with pytest.raises(CommandError, match="public address"):
        call_command("create_demo_accounts")
    assert not User.objects.exists()


def test_create_demo_accounts_refuses_a_weak_password(kom_2014, data_dir):
    with pytest.raises(CommandError):
        call_command("create_demo_accounts", password="abc")
    assert not User.objects.exists()


def test_create_demo_accounts_says_what_to_run_first(data_dir):
    with pytest.raises(CommandError, match="load_kom_2014"):
        call_command("create_demo_accounts")
    assert not User.objects.exists()
