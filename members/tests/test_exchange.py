"""Tables of the ground floor: read within limits, previewed, imported whole or not at all, and out again unchanged."""

import io
import os
import re
import time
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import journal.use_cases as journal
from journal.models import Entry
from members.exchange.formats import (
    FORMATS,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    XLSX,
    BadTable,
    PolishCSV,
    bare,
    protect,
    read,
)
from members.exchange.tables import GroupMembershipResource, MembershipResource, OrganisationResource
from members.models import GroupMembership, Membership, Organisation
from members.tests.make import AT, browser, coordinator, group, member, organisation, representative

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path


LIST = "/admin/members/organisation/"
NIP = "7740001454"
FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]")


def workbook(*rows: list[object]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def taken_in(resource: type, data: bytes, *, dry_run: bool = False):
    table = resource(by=None, at=AT)
    return table, table.read(read(data), dry_run=dry_run)


def numbers(result) -> tuple[int, int, int]:
    return result.totals["new"], result.totals["update"], result.totals["skip"]


def faults(result) -> dict[int, dict[str, list[str]]]:
    return {row.number: row.error_dict for row in result.invalid_rows}


def upload(client, data: bytes, *, to: str = LIST, name: str = "tabela.csv"):
    return client.post(f"{to}import/", {"import_file": SimpleUploadedFile(name, data)})


def confirm(client, preview, *, at: str = LIST):
    return client.post(f"{at}process_import/", {"token": preview.context["token"]}, follow=True)


# Reading


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_is_read_in_each_encoding_and_with_each_separator(encoding, separator):
    text = f'nazwa{separator}rodzaj\r\n"Łódź; Żabia, 1"{separator}uczelnia\r\n'
    _table, result = taken_in(OrganisationResource, text.encode(encoding))
    assert numbers(result) == (1, 0, 0)
    assert Organisation.objects.get().name == "Łódź; Żabia, 1"


@pytest.mark.parametrize("cell", [7740001454, 7740001454.0, "774-000-14-54", "PL 7740001454", "7740001454.0"])
def test_a_nip_is_read_right_as_a_number_too(cell):
    taken_in(OrganisationResource, workbook(["name", "kind", "nip"], ["Orlen", "enterprise", cell]))
    assert Organisation.objects.get().nip == NIP


@pytest.mark.parametrize("cell", [date(2014, 11, 7), "2014-11-07", "07.11.2014", "7.11.2014"])
@pytest.mark.parametrize(("yes", "no"), [("tak", "nie"), ("YES", "No"), (True, False), (1, 0), ("true", "false")])
def test_days_and_yes_and_no_are_read_as_people_write_them(cell, yes, no):
    organisation("Huta", nip=NIP)
    organisation("Stal")
    rows = (["podmiot", "od", "since_is_attested"], [int(NIP), cell, yes], ["Stal", cell, no])
    taken_in(MembershipResource, workbook(*rows))
    told = Membership.objects.order_by("pk").values_list("since", "since_is_attested")
    assert list(told) == [(date(2014, 11, 7), True), (date(2014, 11, 7), False)]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 17_000_000)
    return file.getvalue()


def test_a_bomb_is_refused_unread():
    data = bomb()
    began = time.monotonic()
    with pytest.raises(BadTable):
        read(data)
    assert time.monotonic() - began < 2


def with_entities() -> bytes:
    file = io.BytesIO(workbook(["name"], ["Huta"]))
    with zipfile.ZipFile(file, "a") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        declared = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + sheet
        archive.writestr("xl/worksheets/sheet1.xml", declared)
    return file.getvalue()


GARBAGE = {
    "nothing": b"",
    "blanks": b" \r\n \r\n",
    "random bytes": bytes(range(256)) * 40,
    "NUL": b"name;kind\r\nHu\0ta;ngo",
    "half a workbook": workbook(["name"], ["Huta"])[:900],
    "an archive of no workbook": b"PK\x05\x06" + b"\0" * 18,
    "not an archive": b"PK" + b"x" * 500,
    "entities": with_entities(),
    "header only": b"name;kind\r\n",
    "an empty workbook": workbook(),
    "a column twice": b"name;nazwa\r\nHuta;Stal",
    "an unknown column": b"name;uwagi\r\nHuta;x",
    "no key": b"until\r\n2014-11-07",
    "a value without a header": b"name;kind\r\nHuta;ngo;x",
    "too many columns": workbook([f"c{number}" for number in range(16_384)], ["x"]),
    "too many columns of text": ";".join(["x"] * (MOST_COLUMNS + 1)).encode() + b"\r\nx",
    "too many rows": b"name\r\n" + b"x\r\n" * (MOST_ROWS + 1),
    "too many bytes": b"x" * (MOST_BYTES + 1),
    "a quote that never ends": b'name\r\n"' + b"x" * 100,
    "a lone surrogate": workbook(["name", "kind"], ["Hu_xD800_ta", "ngo"]),
    "a control": workbook(["name", "kind"], ["Hu_x0007_ta", "ngo"]),
    "a long name": f"name;kind\r\n{'x' * 5000};ngo".encode(),
    "a day of no calendar": b"name;kind;nip\r\n2014-02-31;ngo;1e999",
}


@pytest.mark.parametrize("what", GARBAGE)
@pytest.mark.parametrize("to", [LIST, "/admin/members/membership/"])
def test_garbage_gets_the_page_again_and_changes_nothing(what, to):
    client = browser(coordinator())
    before = Entry.objects.count()
    response = upload(client, GARBAGE[what], to=to, name="x.pdf")
    assert response.status_code in (200, 422)
    assert "token" not in response.context
    assert Entry.objects.count() == before


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300)
    | st.text(st.characters(codec="utf-8"), max_size=200).map(lambda text: b"name;kind\n" + text.encode())
)
def test_any_bytes_are_a_table_or_a_bad_one(data):
    try:
        taken_in(OrganisationResource, data, dry_run=True)
    except BadTable as refusal:
        assert str(refusal)


# Which organisation is meant


def test_an_organisation_is_known_by_nip_then_address_then_name():
    huta, stal, cynk = organisation("Huta", nip=NIP), organisation("Stal"), organisation("Cynk")
    rows = (
        ["nip", "slug", "name", "kind", "city"],
        [NIP, None, "Huta Nowa", "enterprise", "Radom"],
        [None, "stal", "Stal", "enterprise", "Kielce"],
        [None, None, "Cynk", "enterprise", "Opole"],
        [None, "nieznany", "Miedź", "ngo", "Łomża"],
    )
    _table, result = taken_in(OrganisationResource, workbook(*rows))
    assert numbers(result) == (1, 3, 0)
    cities = dict(Organisation.objects.values_list("pk", "city"))
    assert [cities[thing.pk] for thing in (huta, stal, cynk)] == ["Radom", "Kielce", "Opole"]
    assert Organisation.objects.get(pk=huta.pk).slug == "huta-nowa"


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([[NIP, "stal", "Huta"]], "nip"),
        ([[None, None, "Cynk"]], "name"),
        ([[NIP, None, "Huta"], [None, "huta", "Huta"]], "__all__"),
        ([["7740001455", None, "Huta"]], "nip"),
    ],
)
def test_a_row_that_could_be_two_things_is_refused(rows, column):
    organisation("Huta", nip=NIP)
    for name in ("Stal", "Cynk", "Cynk"):
        organisation(name)
    _table, result = taken_in(OrganisationResource, workbook(["nip", "slug", "name"], *rows))
    assert column in faults(result)[len(rows)]


# Preview, confirmation, journal


def test_a_table_is_previewed_then_imported_with_one_entry_for_each_row_then_is_all_unchanged():
    organisation("Huta", nip=NIP)
    organisation("Stal", city="Kielce")
    client, before = browser(coordinator()), Entry.objects.count()
    data = f"name;nip;city;kind\r\nHuta;{NIP};Radom;enterprise\r\nStal;;Kielce;enterprise\r\nCynk;;;ngo\r\n".encode()
    preview = upload(client, data)
    told = [(row["line"], str(row["kind"]), row["name"]) for row in preview.context["rows"]]
    assert [line for line, _kind, _name in told] == [2, 4, 3]
    assert preview.context["numbers"] == {"new": 1, "changed": 1, "unchanged": 1}
    assert Entry.objects.count() == before
    confirm(client, preview)
    assert Organisation.objects.get(nip=NIP).city == "Radom"
    acts = Entry.objects.order_by("number").values_list("act", flat=True)[before:]
    assert list(acts) == ["change", "add"]
    again = upload(client, data)
    assert again.context["numbers"] == {"new": 0, "changed": 0, "unchanged": 3}
    confirm(client, again)
    assert Entry.objects.count() == before + 2


def test_one_bad_row_stops_all_and_every_fault_is_told_by_row_and_column():
    client, before = browser(coordinator()), Entry.objects.count()
    data = "nazwa;rodzaj;NIP;widoczny publicznie\r\nDobra;ngo;;\r\n\r\n;huta;123;może\r\n".encode()
    response = upload(client, data)
    found = {(fault["line"], fault["column"]) for fault in response.context["faults"]}
    assert response.status_code == 422
    assert found == {(4, "kind"), (4, "nip"), (4, "is_listed"), (4, "name")}
    assert Entry.objects.count() == before


def test_a_register_that_changed_since_the_preview_is_previewed_anew():
    huta = organisation("Huta", nip=NIP)
    client = browser(coordinator())
    preview = upload(client, f"nip;city\r\n{NIP};Radom\r\n".encode())
    huta.city = "Kielce"
    journal.keep(thing=huta, by=None, at=AT)
    response = confirm(client, preview)
    assert Organisation.objects.get().city == "Kielce"
    assert [change[1:] for change in response.context["rows"][0]["diff"]] == [("Kielce", "Radom")]
    confirm(client, response)
    assert Organisation.objects.get().city == "Radom"


def test_a_preview_is_confirmed_once_and_by_who_saw_it(settings):
    client = browser(coordinator())
    preview = upload(client, b"name;kind\r\nHuta;ngo\r\n")
    folder = settings.DATA_DIR / "imports"
    kept = set(folder.iterdir())
    other = browser(coordinator("second@example.org"))
    assert confirm(other, preview).status_code == 403
    assert not Organisation.objects.exists()
    confirm(client, preview)
    confirm(client, preview)
    assert Organisation.objects.count() == 1
    assert not kept & set(folder.iterdir())
    for token in ("", "x", preview.context["token"] + "x"):
        assert client.post(f"{LIST}process_import/", {"token": token}).status_code == 302


@pytest.mark.parametrize("door", ["import/", "export/"])
def test_only_the_office_takes_tables_in_and_out(door):
    office, firm = coordinator(), member()
    assert browser(office).get(LIST + door).status_code == 200
    assert browser(representative("member@example.org", firm)).get(LIST + door).status_code == 302
    clerk = representative("clerk@example.org", firm)
    clerk.is_staff = True
    journal.keep(thing=clerk, by=None, at=AT)
    assert browser(clerk).get(LIST + door).status_code == 403
    assert browser(clerk).post(LIST + door).status_code == 403
    assert browser(clerk).post(LIST + "process_import/").status_code == 403


def test_a_table_too_long_for_a_page_is_refused_with_the_way_out():
    response = upload(browser(coordinator()), b"name\r\n" + b"x\r\n" * 3001)
    assert "import_table" in str(response.context["form"].errors)


def test_a_table_that_nobody_confirmed_is_gone_after_a_day(settings):
    client = browser(coordinator())
    upload(client, b"name;kind\r\nHuta;ngo\r\n")
    folder = settings.DATA_DIR / "imports"
    (old,) = folder.iterdir()
    os.utime(old, (0, 0))
    upload(client, b"name;kind\r\nStal;ngo\r\n")
    (fresh,) = folder.iterdir()
    assert fresh != old and fresh.stat().st_mode & 0o077 == 0


# Periods


def test_memberships_are_known_by_organisation_and_first_day():
    huta = member("Huta", since=date(2014, 1, 1))
    organisation("Stal", nip=NIP)
    data = f"organisation;since;until\r\nhuta;2014-01-01;31.12.2020\r\n{NIP};2015-01-01;\r\n".encode()
    assert numbers(taken_in(MembershipResource, data)[1]) == (1, 1, 0)
    assert huta.memberships.get().until == date(2020, 12, 31)
    assert numbers(taken_in(MembershipResource, data)[1]) == (0, 0, 2)
    _table, result = taken_in(MembershipResource, b"organisation;since\r\nhuta;2016-01-01\r\nbrak;\r\n")
    assert set(faults(result)) == {1, 2}
    assert set(faults(result)[2]) == {"organisation_id", "since"}


def test_group_memberships_are_known_by_group_organisation_and_first_day():
    group("gzw")
    organisation("Huta")
    data = b"group;organisation;since\r\ngzw;Huta;2014-01-01\r\n"
    assert numbers(taken_in(GroupMembershipResource, data)[1]) == (1, 0, 0)
    assert numbers(taken_in(GroupMembershipResource, data)[1]) == (0, 0, 1)
    assert GroupMembership.objects.get().organisation.name == "Huta"


# Out, and back in

# What the portal's forms let in: no NUL, nothing around it; a line has nothing that cannot be seen either.
LINE = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=30).map(str.strip)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
RISKY = st.sampled_from(
    ["=1+1", "+48 85 1", "-1", "@SUM(A1)", "'=x", "''", "＝x", "\t=x", " -x ", "_x0041_", 'a;b"c\r\nd', "\r"]
)


@given(TEXT | RISKY)
def test_a_protected_text_is_no_formula_and_comes_back(text):
    assert not FORMULA.match(protect(text))
    assert bare(protect(text)) == text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.lists(st.tuples(LINE, LINE, TEXT | RISKY, st.booleans()), min_size=1, max_size=4))
def test_what_is_exported_reads_back_as_unchanged_and_holds_no_formula(facts):
    for number, (short_name, city, description, is_listed) in enumerate(facts):
        told = {"short_name": short_name, "city": city, "description_pl": description, "is_listed": is_listed}
        organisation(f"=Firma {number}", **told)
    data = OrganisationResource().export(Organisation.objects.all())
    for kind in FORMATS:
        file = kind().export_data(data)
        _table, result = taken_in(OrganisationResource, file, dry_run=True)
        assert numbers(result) == (0, 0, Organisation.objects.count()), faults(result)
    cells = openpyxl.load_workbook(io.BytesIO(XLSX().export_data(data))).active.iter_rows()
    assert not [cell for row in cells for cell in row if cell.data_type == "f" or FORMULA.match(str(cell.value or ""))]


def test_an_export_holds_just_the_rows_under_the_filters_as_a_polish_spreadsheet_opens_them():
    member("Łabędź", kind="ngo", nip=NIP, since=date(2014, 11, 7), city="=1+1")
    organisation("Stal")
    client = browser(coordinator())
    page = client.get(f"{LIST}export/?kind=ngo")
    assert page.context["count"] == 1
    csv = client.post(f"{LIST}export/?kind=ngo", {"format": "1"}).content
    lines = csv.decode("utf-8").split("\r\n")
    assert lines[0].startswith("\ufeffslug;name;short_name;kind;city")
    assert lines[1].startswith("labedz;Łabędź;;ngo;'=1+1;") and lines[2:] == [""]
    xlsx = client.post("/admin/members/membership/export/", {"format": "0"}).content
    header, row = openpyxl.load_workbook(io.BytesIO(xlsx)).active.values
    told = dict(zip(header, row, strict=True))
    assert told["since"].date() == date(2014, 11, 7)
    assert (told["organisation"], told["organisation_name"]) == ("labedz", "Łabędź")


@pytest.mark.parametrize("name", ["organisation", "membership", "group", "groupmembership", "keyfigure"])
def test_every_list_of_the_ground_floor_goes_out(name):
    client = browser(coordinator())
    for number, kind in enumerate(FORMATS):
        response = client.post(f"/admin/members/{name}/export/", {"format": str(number)})
        assert response.headers["Content-Type"] == kind().get_content_type()
    assert client.get(f"/admin/members/{name}/export/?no_such=1").status_code == 302
    assert client.post(f"/admin/members/{name}/export/", {"format": "9"}).status_code == 200


def test_a_text_too_long_for_a_workbook_goes_out_as_csv_only():
    organisation("Huta", description_pl="x" * 40_000)
    data = OrganisationResource().export(Organisation.objects.all())
    with pytest.raises(ValueError):
        XLSX().export_data(data)
    assert numbers(taken_in(OrganisationResource, PolishCSV().export_data(data))[1]) == (0, 0, 1)
