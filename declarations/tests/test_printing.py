"""What is printed, read back: the letter and the tables as PDF, the tables as XLSX."""

import re
import socket
from datetime import date, datetime
from io import BytesIO

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdfium2 import PdfDocument
from qrcode import QRCode

from declarations import printing
from declarations.models import Declaration, SigningEvent
from declarations.tests import make
from declarations.tests.kom_2014 import BIALYSTOK, SUWALKI
from declarations.tests.make import DAY
from members.tests.make import cluster, organisation

pytestmark = pytest.mark.django_db

WHOLE = """Zażółć gęślą jaźń w Łodzi.

## § 1. Cel

1) pierwszy
2) drugi
"""


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def words(page) -> str:
    """Return the text of a page on one line, hyphens at line ends undone."""
    return re.sub(r"\s+", " ", re.sub(r"[-\u2010]\n", "-", page.extract_text()))


def all_words(content: bytes) -> str:
    return " ".join(words(page) for page in read(content).pages)


def mark(state: str) -> str:
    with translation.override("pl"):
        return str(printing.MARKS[state])


def fonts(reader: PdfReader) -> dict[str, bool]:
    """Return the name of each font of the file, and whether it is embedded."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            for inner in font.get_object()["/DescendantFonts"]:
                described = inner.get_object()["/FontDescriptor"].get_object()
                found[font["/BaseFont"]] = any(key in described for key in ("/FontFile2", "/FontFile3"))
    return found


# The letter


def test_the_letter_holds_title_wording_and_parties_in_written_order():
    cluster()
    parties = [organisation(name) for name in ("Żółć", "Łódź sp. z o.o.", "Ćma")]
    declaration = make.opened("d", *parties, title="Deklaracja o żółci", number="7/2014", text=WHOLE)
    text = all_words(printing.letter(declaration))
    told = ["Deklaracja o żółci", "7/2014", "Zażółć gęślą jaźń w Łodzi.", "§ 1. Cel", "pierwszy", "drugi"]
    places = [text.index(part) for part in (*told, "1 Żółć", "2 Łódź sp. z o.o.", "3 Ćma")]
    assert places == sorted(places)
    assert "Klaster Obróbki Metali" in text
    assert "1) 2)" in text


def test_the_letter_names_place_and_day_where_they_are_known():
    event = make.event(city="Suwałki", day=date(2014, 11, 12))
    known = make.draft("a", event=event, dated_on=None)
    assert "Suwałki, 12 listopada 2014" in all_words(printing.letter(known))
    unknown = make.draft("b", dated_on=None)
    assert "2014" not in all_words(printing.letter(unknown))


def test_the_letter_is_a_tagged_document_with_its_fonts_in_it():
    reader = read(printing.letter(make.draft("d", organisation("Żółć"), text=WHOLE)))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"] is True or str(catalog["/MarkInfo"]["/Marked"]) == "True"
    assert str(catalog["/Lang"]).startswith("pl")
    assert reader.metadata.title == "Deklaracja d"
    assert "pdfuaid" in catalog["/Metadata"].get_object().get_data().decode()
    embedded = fonts(reader)
    assert any("Plex-Serif" in name for name in embedded)
    assert all(embedded.values())


@pytest.mark.parametrize(("made", "expected"), [(make.draft, "draft"), (make.cancelled, "cancelled")])
def test_what_is_not_to_be_signed_is_marked_on_each_page(made, expected):
    declaration = made("d", *[organisation(f"Strona {number}") for number in range(12)])
    pages = read(printing.letter(declaration)).pages
    assert len(pages) > 1
    assert all(mark(expected) in words(page).replace(" ", "") for page in pages)


@pytest.mark.parametrize("made", [make.opened, make.signed, make.concluded, make.terminated])
def test_what_is_signed_or_to_be_signed_carries_no_mark(made):
    text = all_words(printing.letter(made("d", organisation("Żółć")))).replace(" ", "")
    assert not [each for each in ("draft", "cancelled") if mark(each) in text]


def test_a_party_that_has_answered_is_shown_with_what_it_did():
    text = all_words(printing.letter(make.signed("d", organisation("Żółć"))))
    assert "Jan Żelazny prezes podpisano 7 listopada 2014" in text


def test_the_letter_is_polish_whatever_the_reader_speaks():
    declaration = make.draft("d", organisation("Żółć"))
    with translation.override("en"):
        printed = printing.letter(declaration)
    assert "7 listopada 2014" in all_words(printed)
    assert str(read(printed).trailer["/Root"]["/Lang"]) == "pl"


def test_nothing_that_the_wording_names_is_fetched_or_enclosed(monkeypatch):
    def refuse(*_told: object) -> None:
        raise AssertionError("a request was made")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    hostile = [
        '<link rel=attachment href="file:///etc/passwd">',
        '<link rel=stylesheet href="http://example.org/a.css">',
        "![](file:///etc/passwd)",
        "![](http://example.org/a.png)",
        "[plik](file:///etc/passwd) [strona](http://example.org/)",
        '<a rel=attachment href="file:///etc/passwd">x</a><img src="http://example.org/a.png">',
        "<style>@import 'file:///etc/passwd'; body { background: url(http://example.org/a.png) }</style>",
    ]
    party = organisation('<img src="http://example.org/a.png">')
    declaration = make.opened("d", party, text="\n\n".join(hostile), title='<link rel=attachment href="file:///etc/x">')
    content = printing.letter(declaration)
    reader = read(content)
    assert "root:" not in all_words(content)
    assert "/EmbeddedFiles" not in reader.trailer["/Root"].get("/Names", {})
    assert not reader.attachments
    assert b"/EmbeddedFile" not in content and b"/URI" not in content
    assert not [page for page in reader.pages if page.images or "/Annots" in page]


def test_the_list_of_bialystok_is_printed_whole(kom_2014):
    declaration = Declaration.objects.get(slug__contains="bialystok")
    text = all_words(printing.letter(declaration))
    places = [text.index(f"{position} {name}") for position, name in enumerate(BIALYSTOK, start=1)]
    assert places == sorted(places)


def test_many_parties_with_long_names_stay_in_their_rows():
    parties = [organisation(f"{number:03} " + "Zażółćgęśląjaźń" * 19) for number in range(1, 201)]
    declaration = make.draft("d", *parties, title="T" * 300)
    pages = [words(page) for page in read(printing.letter(declaration)).pages]
    for number in range(1, 201):
        assert sum(f" {number:03} Zażółć" in page for page in pages) == 1


# The code on the letter


@pytest.mark.parametrize("made", [make.opened, make.signed, make.terminated, make.cancelled])
def test_the_letter_of_an_opened_paper_carries_the_sum_of_its_wording_and_where_it_is_checked(made):
    declaration = made("d", organisation("Żółć"))
    content = printing.letter(declaration)
    text = all_words(content).replace(" ", "")
    assert declaration.wording_sha256() in text
    assert address_of_the_check() in text
    assert declaration.wordings.filter(sha256=declaration.wording_sha256()).exists()


def test_the_code_leads_to_the_answer_about_this_wording():
    declaration = make.opened("d", organisation("Żółć"))
    code = QRCode(border=0)
    code.add_data(f"{address_of_the_check()}?sha256={declaration.wording_sha256()}")
    squares = code.get_matrix()
    assert seen_code(printing.letter(declaration), len(squares)) == squares


def test_the_code_has_words_for_whoever_cannot_see_it():
    root = read(printing.letter(make.opened("d", organisation("Żółć")))).trailer["/Root"]["/StructTreeRoot"]
    figures = [tag for tag in tags(root) if tag.get("/S") == "/Figure"]
    assert len(figures) == 1
    assert figures[0]["/Alt"]


def test_a_draft_carries_no_code():
    text = all_words(printing.letter(make.draft("d", organisation("Żółć"))))
    assert "SHA-256" not in text
    assert address_of_the_check() not in text


def address_of_the_check() -> str:
    with translation.override("pl"):
        return settings.BASE_URL + reverse("document_check")


def tags(tag) -> list:
    """Return a tag of the document and all tags below it."""
    below = tag.get("/K", [])
    below = below if isinstance(below, list) else [below]
    objects = [each.get_object() for each in below]
    return [tag, *(found for each in objects if isinstance(each, dict) for found in tags(each))]


def seen_code(content: bytes, count: int) -> list[list[bool]]:
    """Return the squares of the code as an eye sees them on the paper, left of the line with the sum."""
    page, scale = PdfDocument(content)[0], 8
    text = page.get_textpage()
    left, _bottom, _right, top = text.get_charbox(text.search("SHA-256").get_next()[0])
    picture = page.render(scale=scale).to_pil().convert("L")
    line = picture.height - top * scale
    beside = picture.crop((0, int(line - 35 * scale), int((left - 10) * scale), int(line + 75 * scale)))
    code = beside.crop(beside.point(lambda light: 255 * (light < 128)).getbbox())
    across, down = code.width / count, code.height / count
    return [
        [code.getpixel((int((x + 0.5) * across), int((y + 0.5) * down))) < 128 for x in range(count)]
        for y in range(count)
    ]


# The tables


def test_the_attendance_list_names_each_expected_party_once_and_leaves_room():
    event = make.event()
    one, two, three, four = (organisation(name) for name in ("Żółć", "Łódź", "Odmówiła", "Anulowana"))
    make.concluded("a", two, one, event=event)
    second = make.opened("b", one, three, event=event)
    make.use_cases.decline_signature(signature=second.signatures.get(organisation=three), reason="Nie", **make.BY)
    make.cancelled("c", four, event=event)
    sheet = printing.attendance(event, on=DAY)
    assert [row[:3] for row in sheet.rows[:3]] == [[1, "Łódź", ""], [2, "Żółć", ""], [3, "", ""]]
    assert len(sheet.rows) == 2 + printing.BLANK_ROWS
    assert "Białystok, 7 listopada 2014" in sheet.subtitle
    withdrawn = event.declarations.get(slug="a").signatures.get(organisation=two)
    make.use_cases.withdraw_signature(signature=withdrawn, day=date(2015, 1, 1), reason="Nie", **make.BY)
    assert [row[1] for row in printing.attendance(event, on=date(2014, 12, 31)).rows[:2]] == ["Łódź", "Żółć"]
    assert [row[1] for row in printing.attendance(event, on=date(2015, 1, 1)).rows[:2]] == ["Żółć", ""]


@pytest.mark.parametrize(
    ("day", "names"),
    [(date(2014, 11, 6), []), (date(2014, 11, 10), BIALYSTOK), (date(2014, 11, 12), BIALYSTOK + SUWALKI)],
)
def test_the_register_holds_the_signatures_in_force_on_the_day(kom_2014, day, names):
    assert sorted(row[1] for row in printing.signatories(on=day).rows) == sorted(names)


def test_the_register_tells_all_of_a_signature_in_polish_order(kom_2014):
    rows = printing.signatories(on=date(2014, 11, 12)).rows
    names = [row[1] for row in rows]
    assert names.index(SUWALKI[2]) < names.index(SUWALKI[0])
    assert rows[names.index("Klaster Obróbki Metali")][3:] == [
        "klaster",
        "Centrum Promocji Innowacji i Rozwoju",
        "Sebastian Rynkiewicz",
        "prezes Centrum Promocji Innowacji i Rozwoju",
        date(2014, 11, 7),
    ]
    assert rows[names.index("Wojewódzki Urząd Pracy")][5:7] == ["nieznana", ""]


def test_the_register_also_holds_what_is_confidential():
    make.concluded("d", organisation("Tajna"), visibility="coordinator")
    assert [row[1] for row in printing.signatories(on=DAY).rows] == ["Tajna"]


def test_the_tables_are_tagged_pdf_files_in_the_language_of_the_reader(kom_2014):
    for language, day in (("pl", "7 listopada 2014"), ("en", "7 November 2014")):
        with translation.override(language):
            content = printing.as_pdf(printing.signatories(on=date(2014, 11, 12)))
        assert day in all_words(content)
        assert str(read(content).trailer["/Root"]["/Lang"]) == language
    event = SigningEvent.objects.get(slug__contains="suwalki")
    text = all_words(printing.as_pdf(printing.attendance(event, on=event.day)))
    assert all(name in text for name in SUWALKI)


def test_printing_asks_the_database_as_often_for_many_parties_as_for_one(django_assert_num_queries):
    event = make.event()
    declaration = make.concluded("d", *[organisation(f"O{number}") for number in range(9)], event=event)
    declaration = Declaration.objects.select_related("event").get(pk=declaration.pk)
    with django_assert_num_queries(2):
        printing.letter(declaration)
    with django_assert_num_queries(2):
        printing.as_pdf(printing.signatories(on=DAY))
    with django_assert_num_queries(1):
        printing.as_xlsx(printing.attendance(event, on=DAY))


def test_a_table_too_long_for_a_pdf_is_still_a_workbook():
    sheet = printing.Sheet("T", "", [("A", 10)], [["a"]] * (printing.MOST_ROWS_OF_A_PDF + 1))
    with pytest.raises(printing.CannotPrint, match="1001"):
        printing.as_pdf(sheet)
    assert opened(printing.as_xlsx(sheet)).max_row == 1002


# XLSX


def opened(content: bytes):
    return load_workbook(BytesIO(content)).active


def test_a_workbook_is_read_back_as_it_was_written(kom_2014):
    sheet = printing.signatories(on=date(2014, 11, 12))
    page = opened(printing.as_xlsx(sheet))
    head, *rows = page.iter_rows()
    assert [cell.value for cell in head] == [heading for heading, _width in sheet.columns]
    assert all(cell.font.bold for cell in head)
    assert page.freeze_panes == "A2"
    told = [
        [cell or None for cell in row[:-1]] + [datetime.combine(row[-1], datetime.min.time())] for row in sheet.rows
    ]
    assert [[cell.value for cell in row] for row in rows] == told
    assert {row[-1].number_format for row in rows} == {"yyyy-mm-dd"}
    assert all(row[-1].is_date for row in rows)
    assert page.column_dimensions["B"].width == 48


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://e.org")', "#N/A"])
def test_no_text_is_a_formula_whatever_it_begins_with(text):
    page = opened(printing.as_xlsx(printing.Sheet("T", "", [(text, 10)], [[text], ["a\x00\x01b"]])))
    assert [page["A1"].data_type, page["A2"].data_type] == ["s", "s"]
    assert (page["A2"].value, page["A3"].value) == (text, "ab")


# A machine that cannot set type


@pytest.mark.parametrize("failure", [ImportError, OSError])
def test_without_the_libraries_of_the_system_printing_says_what_to_install(monkeypatch, failure):
    def without(name: str, *told: object, **named: object):
        if name == "weasyprint":
            raise failure("cannot load library 'libpango-1.0-0'")
        return real(name, *told, **named)

    builtins = __builtins__ if isinstance(__builtins__, dict) else vars(__builtins__)
    real = builtins["__import__"]
    monkeypatch.setitem(builtins, "__import__", without)
    with pytest.raises(printing.CannotPrint, match="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"):
        printing.letter(make.draft("d"))
    assert printing.as_xlsx(printing.signatories(on=DAY))
