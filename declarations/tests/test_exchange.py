"""Tables of what was signed: invited parties come in, those that have answered stay as they are, all goes out."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from declarations.exchange import TABLES, SignatureResource
from declarations.models import Signature
from declarations.tests import make
from journal.models import Entry
from members.exchange.formats import FORMATS, read
from members.models import Organisation
from members.tests.make import AT, browser, coordinator, organisation

pytestmark = pytest.mark.django_db

LIST = "/admin/declarations/signature/"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path


def taken_in(data: bytes, *, dry_run: bool = False):
    table = SignatureResource(by=None, at=AT)
    return table.read(read(data), dry_run=dry_run)


def numbers(result) -> tuple[int, int, int]:
    return result.totals["new"], result.totals["update"], result.totals["skip"]


def told(result) -> str:
    return str([row.error_dict for row in result.invalid_rows])


def test_parties_are_invited_by_a_table_in_its_order_each_with_one_entry():
    make.draft("umowa", organisation("Huta"))
    organisation("Stal")
    organisation("Cynk", nip="7740001454")
    before = Entry.objects.count()
    data = (
        b"deklaracja;podmiot;strona;name_as_signed;represented_by\r\n"
        b"umowa;huta;partner;Huta SA;stal\r\numowa;Stal;partner;;\r\numowa;7740001454;cluster;;\r\n"
    )
    assert numbers(taken_in(data)) == (2, 1, 0)
    parties = Signature.objects.in_written_order().values_list("position", "name_as_signed", "represented_by__name")
    assert list(parties) == [(1, "Huta SA", "Stal"), (2, "Stal", None), (3, "Cynk", None)]
    assert Entry.objects.count() == before + 3
    assert numbers(taken_in(data)) == (0, 0, 3)
    assert Entry.objects.count() == before + 3


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("state", "signed"),
        ("signed_on", "2014-11-07"),
        ("method", "handwritten"),
        ("withdrawn_on", "2014-11-07"),
    ],
)
def test_what_follows_from_acts_is_refused_where_it_differs(header, cells):
    make.draft("umowa", organisation("Huta"))
    result = taken_in(f"declaration;organisation;side;{header}\r\numowa;huta;partner;{cells}\r\n".encode())
    assert header in told(result)
    assert Signature.objects.get().state == "invited"


def test_a_party_that_has_answered_is_not_changed_by_a_table():
    make.concluded("umowa", organisation("Huta"))
    before = Entry.objects.count()
    result = taken_in("declaration;organisation;side;person\r\numowa;huta;partner;Łucja Żak\r\n".encode())
    assert result.has_validation_errors()
    assert Signature.objects.get().person != "Łucja Żak"
    assert Entry.objects.count() == before


def test_a_closed_list_takes_no_party_and_an_unknown_paper_none_either():
    make.concluded("umowa", organisation("Huta"))
    organisation("Stal")
    result = taken_in(b"declaration;organisation;side\r\numowa;stal;partner\r\nbrak;stal;partner\r\numowa;stal;\r\n")
    assert [row.number for row in result.invalid_rows] == [1, 2, 3]


def test_all_parties_go_out_and_come_back_unchanged():
    make.concluded("umowa", organisation("=Huta"), organisation("Stal"))
    make.draft("projekt", organisation("Cynk"))
    data = SignatureResource().export(Signature.objects.all())
    for kind in FORMATS:
        assert numbers(taken_in(kind().export_data(data))) == (0, 0, 3)


def test_the_list_of_parties_is_filtered_leads_to_the_paper_and_is_not_edited():
    event = make.event()
    make.event("suwalki")
    paper = make.concluded("umowa", organisation("Huta"), event=event)
    make.draft("projekt", organisation("Stal"))
    client = browser(coordinator())
    page = client.get(f"{LIST}?state=signed&side=partner&declaration__event__id__exact={event.pk}")
    assert [party.name_as_signed for party in page.context["cl"].result_list] == ["Huta"]
    assert f"/admin/declarations/declaration/{paper.pk}/change/" in page.content.decode()
    assert client.get(f"{LIST}?q=huta").context["cl"].result_count == 1
    party = Signature.objects.first()
    assert client.get(f"{LIST}{party.pk}/change/").status_code == 200
    assert client.post(f"{LIST}{party.pk}/change/", {"person": "x"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == client.get(f"{LIST}{party.pk}/delete/").status_code == 403
    sheet = client.post(f"{LIST}export/?state=signed", {"format": "0"}).content
    _header, row = openpyxl.load_workbook(io.BytesIO(sheet)).active.values
    assert row[0] == "umowa" and row[-3].date() == date(2014, 11, 7)


def test_a_table_of_parties_is_previewed_and_confirmed_in_the_admin():
    make.draft("umowa")
    organisation("Huta")
    client = browser(coordinator())
    file = SimpleUploadedFile("strony.csv", b"declaration;organisation;side\r\numowa;huta;partner\r\n")
    preview = client.post(f"{LIST}import/", {"import_file": file})
    assert not Signature.objects.exists()
    client.post(f"{LIST}process_import/", {"token": preview.context["token"]})
    assert Signature.objects.get().organisation.name == "Huta"


@pytest.mark.parametrize("name", ["declaration", "signingevent", "signature"])
def test_every_list_of_what_was_signed_goes_out(name):
    host = organisation("Huta")
    make.concluded("umowa", host, event=make.event(host=host))
    client = browser(coordinator())
    for number, kind in enumerate(FORMATS):
        response = client.post(f"/admin/declarations/{name}/export/", {"format": str(number)})
        assert response.headers["Content-Type"] == kind().get_content_type()
        assert len(read(response.content).lines) == 1


def test_the_command_shows_then_imports_then_finds_nothing_to_do(tmp_path, capsys):
    file = tmp_path / "podmioty.csv"
    file.write_text("name;kind\nHuta Łabędy;ngo\n", "cp1250")
    call_command("import_table", "organisations", str(file))
    assert "row 2 new: Huta Łabędy" in capsys.readouterr().out.replace("nowy", "new")
    assert not Organisation.objects.exists()
    call_command("import_table", "organisations", str(file), confirm=True)
    assert Organisation.objects.get().name == "Huta Łabędy"
    call_command("import_table", "organisations", str(file))
    assert "new 0, changed 0, unchanged 1" in capsys.readouterr().out


@pytest.mark.parametrize("data", [b"", b"name;kind\nHuta;huta\n", b"PK"])
def test_the_command_says_why_it_imports_nothing(tmp_path, data):
    file = tmp_path / "x.csv"
    file.write_bytes(data)
    with pytest.raises(CommandError):
        call_command("import_table", "organisations", str(file), confirm=True)
    with pytest.raises(CommandError):
        call_command("import_table", "organisations", str(tmp_path / "missing.csv"))


def test_the_command_knows_every_table_that_can_be_read():
    assert sorted(TABLES) == ["group_memberships", "memberships", "organisations", "signatures"]
