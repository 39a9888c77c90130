"""What is printed: the letter for signing, the attendance list, the register of signatories; as PDF and XLSX."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from types import ModuleType
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from qrcode import QRCode

from declarations.lifecycle import DeclarationState, SignatureState
from declarations.models import Declaration, Signature, SigningEvent
from declarations.queries import party_in_words
from declarations.text import as_html, bound
from members.queries import the_cluster

# What stands across each page of a paper that must not be taken for the one to sign.
MARKS: dict[str, Promise] = {
    DeclarationState.DRAFT: pgettext_lazy("mark on a printed page", "DRAFT"),
    DeclarationState.CANCELLED: pgettext_lazy("mark on a printed page", "CANCELLED"),
}
BLANK_ROWS = 6
# Setting a thousand rows takes half a minute and 300 MB; who waits longer is cut off.
MOST_ROWS_OF_A_PDF = 1_000
DEBIAN_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class CannotPrint(Exception):
    """Raised when no PDF can be made; the text says what to do instead."""


# The letter


@dataclass(frozen=True)
class Code:
    """By what a printed wording is found again: the sum, the address that checks it, and both as dark squares."""

    sha256: str
    page: str
    size: int
    path: str

    def groups(self) -> list[str]:
        """Return the sum in pieces that can be read out and typed."""
        return [self.sha256[start : start + 8] for start in range(0, len(self.sha256), 8)]


@dataclass(frozen=True)
class Line:
    """One party of the letter; `words` say what it has done, and are empty while its signature is awaited."""

    signature: Signature
    name: str
    second_name: str
    represented_by: str
    words: Promise | str


def letter(declaration: Declaration) -> bytes:
    """Return the declaration as a PDF to sign, in the language of the register, as its wording is."""
    event = declaration.event
    day = declaration.dated_on or (event.day if event else None)
    parties = declaration.signatures.select_related("represented_by").in_written_order()
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "title": bound(declaration.title),
            "number": declaration.number,
            "mark": MARKS.get(declaration.state, ""),
            "city": event.city if event else "",
            "day": date_format(day, "j E Y") if day else "",
            "text": as_html(declaration.text),
            "lines": [_line(party) for party in parties],
            # What is not opened may still change: a code on it would lead to nothing.
            "code": _code(declaration.wording_sha256()) if declaration.opened_at else None,
        }
        return _pdf("print/letter.html", context)


def _code(sha256: str) -> Code:
    page = settings.BASE_URL + reverse("document_check")
    drawn = QRCode(border=0)
    drawn.add_data(f"{page}?sha256={sha256}")
    squares = drawn.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(squares) for x, is_dark in enumerate(row) if is_dark)
    return Code(sha256, page, len(squares), path)


def _line(party: Signature) -> Line:
    return Line(
        signature=party,
        name=bound(party.name_as_signed),
        second_name=bound(party.second_name),
        represented_by=bound(party.represented_by.name) if party.represented_by else "",
        words="" if party.state == SignatureState.INVITED else party_in_words(party),
    )


# The tables


@dataclass(frozen=True)
class Sheet:
    """A table to print: a width in characters for each column, and rows of texts, numbers and days."""

    title: str
    subtitle: str
    columns: list[tuple[str, int]]
    rows: list[list[Any]]
    is_for_signing: bool = False


def attendance(event: SigningEvent, *, on: date) -> Sheet:
    """Return the list that lies at the door: who is expected as things stand on the day, with room to sign."""
    expected = (
        Signature.objects.filter(declaration__event=event)
        .exclude(declaration__state=DeclarationState.CANCELLED)
        .exclude(state=SignatureState.DECLINED)
        .exclude(withdrawn_on__lte=on)
        .select_related("organisation")
        .order_by("declaration__dated_on", "declaration_id", "position", "pk")
    )
    # A party of two declarations comes once.
    names: dict[int, str] = {}
    for party in expected:
        names.setdefault(party.organisation_id, party.name_as_signed)
    rows = [[number, name, "", "", ""] for number, name in enumerate(names.values(), start=1)]
    rows += [[number, "", "", "", ""] for number in range(len(rows) + 1, len(rows) + 1 + BLANK_ROWS)]
    where = ", ".join(filter(None, [event.venue, event.city]))
    return Sheet(
        title=_("Attendance list: %(event)s") % {"event": event.title},
        subtitle=f"{where}, {date_format(event.day, 'j E Y')}",
        columns=[
            (_("No."), 6),
            (_("Organisation"), 56),
            (_("First name and surname"), 30),
            (_("Function"), 30),
            (pgettext("noun", "Signature"), 30),
        ],
        rows=rows,
        is_for_signing=True,
    )


def signatories(*, on: date) -> Sheet:
    """Return every signature in force on the day over all declarations, by organisation in Polish order."""
    found = (
        Signature.objects.in_force(on=on)
        .select_related("declaration", "organisation", "represented_by")
        .order_by("organisation__sort_key", "organisation__name", "signed_on", "pk")
    )
    rows: list[list[Any]] = [
        [
            number,
            signature.name_as_signed,
            signature.declaration.title,
            signature.get_side_display(),
            signature.represented_by.name if signature.represented_by else "",
            signature.person or _("unknown"),
            signature.function,
            signature.signed_on,
        ]
        for number, signature in enumerate(found, start=1)
    ]
    counted = ngettext("%(count)d signature in force", "%(count)d signatures in force", len(rows))
    day = date_format(on, "j E Y")
    return Sheet(
        title=_("Register of signatories"),
        subtitle=_("As of %(day)s: %(counted)s") % {"day": day, "counted": counted % {"count": len(rows)}},
        columns=[
            (_("No."), 6),
            (_("Organisation"), 48),
            (_("Declaration"), 48),
            (_("Side"), 12),
            (_("Represented by"), 32),
            (_("Person"), 26),
            (_("Function"), 26),
            (_("Signed on"), 14),
        ],
        rows=rows,
    )


def as_pdf(sheet: Sheet) -> bytes:
    """Return the table as a PDF in the reader's language; refuses (CannotPrint) what is too long for one."""
    if len(sheet.rows) > MOST_ROWS_OF_A_PDF:
        told = {"rows": len(sheet.rows), "most": MOST_ROWS_OF_A_PDF}
        raise CannotPrint(
            _("The table has %(rows)d rows, and a PDF takes %(most)d at most: take the spreadsheet instead.") % told
        )
    rows = [[_in_print(cell) for cell in row] for row in sheet.rows]
    return _pdf("print/table.html", {"title": bound(sheet.title), "sheet": sheet, "rows": rows})


def _in_print(value: Any) -> Any:
    if isinstance(value, date):
        return date_format(value, "j E Y")
    return bound(value) if isinstance(value, str) else value


def as_xlsx(sheet: Sheet) -> bytes:
    """Return the table as a workbook: days are days, and no text is a formula, whatever it begins with."""
    book = Workbook(write_only=True)
    page = book.create_sheet(_("Table"))
    page.freeze_panes = "A2"
    for number, (_heading, width) in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.append([_cell(page, heading, bold=True) for heading, _width in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(page: Any, value: Any, *, bold: bool = False) -> Cell:
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
    return cell


# Setting type


def _pdf(template: str, context: dict[str, Any]) -> bytes:
    typesetter = _typesetter()
    html = render_to_string(template, context | {"language": translation.get_language(), "cluster": the_cluster()})
    # Both are filled by the sheet and read by the document.
    shared = {
        "font_config": typesetter.text.fonts.FontConfiguration(),
        "counter_style": typesetter.css.counters.CounterStyle(),
    }
    # The sheet and the fonts are ours and lie here; what the document itself names is never fetched.
    ours = typesetter.urls.URLFetcher(allowed_protocols=["file"])
    style = typesetter.CSS(filename=finders.find("css/print.css"), url_fetcher=ours, **shared)
    document = typesetter.HTML(string=html, url_fetcher=typesetter.urls.URLFetcher(allowed_protocols=[]))
    return document.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1", **shared)


def _typesetter() -> ModuleType:
    """Return WeasyPrint; it loads libraries of the system, without which the rest of the portal works."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise CannotPrint(
            _("PDF files cannot be made on this machine yet: the operator installs the packages %(packages)s.")
            % {"packages": DEBIAN_PACKAGES}
        ) from error
    return weasyprint
