"""The doors to evidence files: an address, the office's form, the command; who gets in, what is told and journalled."""

import json
import stat
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from declarations import evidence, files, verify_evidence
from declarations.models import Declaration
from declarations.tests import make
from journal.models import Entry
from members.models import User
from members.tests.make import auditor, organisation, representative

pytestmark = pytest.mark.django_db

REGISTER = "/admin/declarations/declaration/evidence/"


def address(slug: str = "d") -> str:
    return reverse("declaration_evidence", args=[slug])


def zipped(response) -> ZipFile:
    return ZipFile(BytesIO(response.getvalue()))


def taken() -> list[str]:
    return list(Entry.objects.filter(act="evidence").values_list("actor", flat=True))


@pytest.fixture
def paper(db) -> Declaration:
    paper = make.concluded("d", organisation("Partner"), visibility="public")
    make.stored(paper, visibility="public")
    return paper


# Of a declaration


def test_the_file_is_handed_out_as_an_attachment_that_no_cache_keeps(client, paper):
    response = client.get(address())
    assert response.streaming
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == 'attachment; filename="dowody-d.zip"'
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "declaration.json" in zipped(response).namelist()


def test_each_file_taken_is_one_entry_about_the_declaration_and_the_next_file_is_the_same(office, client, paper):
    one = office.get(address()).getvalue()
    assert office.get(address()).getvalue() == one
    client.get(address())
    key = str(User.objects.get().key)
    assert taken() == [key, key, "system"]
    assert {entry.object_key for entry in Entry.objects.filter(act="evidence")} == {str(paper.pk)}


def test_asking_for_the_head_alone_takes_nothing(client, paper):
    response = client.head(address())
    assert (response.status_code, response.getvalue()) == (200, b"")
    assert client.post(address()).status_code == 405
    assert taken() == []


def test_a_reader_gets_the_papers_open_to_the_reader_and_the_auditor_all(client, paper):
    make.stored(paper, b"tajny", visibility="coordinator")
    sees = {
        person: sum("documents/" in name for name in zipped(browser.get(address())).namelist())
        for person, browser in {"nobody": client, "auditor": make.browser(auditor())}.items()
    }
    assert sees == {"nobody": 1, "auditor": 2}


def test_a_hidden_declaration_answers_like_one_that_does_not_exist(client, office):
    make.concluded("tajna", organisation("Partner"), visibility="coordinator")
    stranger = make.browser(representative("obca@example.org", organisation("Obca")))
    for slug in ("tajna", "nie-ma"):
        assert stranger.get(address(slug)).status_code == 404
        assert client.get(address(slug)).url.startswith("/konto/logowanie/")
    assert office.get(address("tajna")).status_code == 200


def test_where_a_paper_is_lost_readers_find_nothing_and_the_office_is_told(client, office, paper):
    files.path_of(paper.documents.get().sha256).unlink()
    assert client.get(address()).status_code == 404
    response = office.get(address(), follow=True)
    assert response.redirect_chain == [(paper.get_absolute_url(), 302)]
    assert "verify_store" in response.content.decode()
    assert taken() == []


# Of the register, in the admin


def test_the_office_finds_both_files_where_it_works(office, paper):
    change = office.get(reverse("admin:declarations_declaration_change", args=[paper.pk])).content.decode()
    assert f'href="{address()}"' in change
    assert f'href="{REGISTER}"' in office.get("/admin/declarations/declaration/").content.decode()


def test_the_form_proposes_a_day_and_takes_one(office, paper):
    assert 'name="as_of"' in office.get(REGISTER).content.decode()
    response = office.get(REGISTER, {"as_of": "2014-11-10"})
    assert response["Content-Disposition"] == 'attachment; filename="dowody-2014-11-10.zip"'
    assert "no-store" in response["Cache-Control"]
    manifest = json.loads(zipped(response).read("manifest.json"))
    assert (manifest["kind"], manifest["as_of"]) == ("register", "2014-11-10")


@pytest.mark.parametrize("day", ["2014-02-30", "wczoraj", "", "\0", "12.11.2014"])
def test_a_wrong_day_gets_the_form_back_with_the_reason(office, day):
    response = office.get(REGISTER, {"as_of": day})
    assert response.status_code == 400
    assert response.context["form"].errors


def test_only_whoever_sees_everything_gets_the_register(office, paper):
    asked = REGISTER + "?as_of=2014-11-10"
    assert make.browser(representative("p@example.org", organisation("Firma"))).get(asked).status_code == 302
    assert make.browser(auditor()).get(asked).status_code == 200
    assert office.post(asked).status_code == 405
    office.get("/admin/").wsgi_request.user.groups.clear()
    assert office.get(asked).status_code == 404


def test_where_papers_are_lost_the_form_says_so(office, paper):
    files.path_of(paper.documents.get().sha256).unlink()
    response = office.get(REGISTER, {"as_of": "2014-11-10"}, follow=True)
    assert response.redirect_chain == [(REGISTER, 302)]
    assert "verify_store" in response.content.decode()


# Of the register, by the command


def exported(output, *options: str) -> str:
    out = StringIO()
    call_command("export_evidence", "--output", str(output), *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_export_evidence_writes_what_the_program_confirms(paper, tmp_path, capsys):
    output = tmp_path / "dowody.zip"
    last = Entry.objects.latest("number").hash
    assert last in exported(output, "--as-of", "2014-11-10")
    assert output.read_bytes() == b"".join(evidence.of_register(date(2014, 11, 10)))
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("*dowody*")] == ["dowody.zip"]
    assert verify_evidence.main([str(output), "--head", last]) == 0


def test_export_evidence_is_as_of_today_where_no_day_is_given(paper, tmp_path):
    exported(tmp_path / "dowody.zip")
    with ZipFile(tmp_path / "dowody.zip") as archive:
        assert "declarations/d/declaration.json" in archive.namelist()


def test_export_evidence_refuses_a_file_that_exists(tmp_path):
    output = tmp_path / "dowody.zip"
    output.write_text("stary")
    with pytest.raises(CommandError, match="exists"):
        exported(output)
    assert output.read_text() == "stary"


@pytest.mark.parametrize("day", ["2014-02-30", "wczoraj", "20141110"])
def test_export_evidence_refuses_a_day_that_does_not_exist(tmp_path, day):
    with pytest.raises(CommandError, match="as-of"):
        exported(tmp_path / "x.zip", "--as-of", day)
    assert not list(tmp_path.glob("*.zip"))


def test_export_evidence_says_why_it_cannot_write(paper, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        exported(tmp_path / "nie-ma" / "dowody.zip")


def test_export_evidence_names_lost_papers_and_writes_nothing(paper, tmp_path):
    sha256 = paper.documents.get().sha256
    files.path_of(sha256).unlink()
    with pytest.raises(CommandError, match=sha256):
        exported(tmp_path / "dowody.zip")
    assert not list(tmp_path.glob("*.zip"))


def test_export_evidence_names_changed_papers(paper, tmp_path, capsys):
    files.path_of(paper.documents.get().sha256).write_bytes(b"inny")
    with pytest.raises(CommandError, match="declarations/d/documents/01-"):
        exported(tmp_path / "dowody.zip")
    assert verify_evidence.main([str(tmp_path / "dowody.zip")]) == 1
