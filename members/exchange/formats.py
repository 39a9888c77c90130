"""What a table is as a file: XLSX and CSV, read within limits and written so that no cell is a formula."""

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import tablib
from django.utils.translation import gettext as _
from import_export.formats.base_formats import Format
from openpyxl.cell import WriteOnlyCell

MEGABYTE = 1024 * 1024
# A register of 20,000 organisations fits well within; what is larger is refused before anything is parsed.
MOST_BYTES = 10 * MEGABYTE
MOST_BYTES_UNPACKED = 48 * MEGABYTE
MOST_FILES_IN_A_WORKBOOK = 500
# Tables of like rows pack twenty to one; what packs far better was made to blow up.
MOST_PACKED = 100
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LAST_ROW = 1_048_576  # of a sheet; one that is named by a higher number is ignored
LONGEST_CELL = 32_767  # of a spreadsheet, which would cut the rest off
FIRST_DAY_OF_SPREADSHEETS = date(1900, 3, 1)

# The default would refuse long descriptions; a file is never larger than this.
csv.field_size_limit(MOST_BYTES)


class BadTable(Exception):
    """Raised when a file cannot be read as a table; its text tells the reader why."""


class Table(tablib.Dataset):
    """Rows of a file under their headers, each with the number by which a spreadsheet shows it."""

    def __init__(self, *rows: Any, **kwargs: Any) -> None:
        super().__init__(*rows, **kwargs)
        self.lines: list[int] = []


# Cells that a spreadsheet would take for formulas

_STARTS_A_FORMULA = tuple("=+-@＝＋－＠")


def _is_unsafe(text: str) -> bool:
    """Tell a text that a spreadsheet would calculate, or whose outer blanks would be lost."""
    core = text.lstrip("'")
    return core != core.strip() or core.startswith(_STARTS_A_FORMULA)


def protect(text: str) -> str:
    """Return a text as it is safe in a cell: with an apostrophe before what would be calculated."""
    return f"'{text}" if _is_unsafe(text) else text


def bare(cell: str) -> str:
    """Return the text that was protected, or a cell as someone typed it, without blanks around it."""
    if cell.startswith("'") and _is_unsafe(cell[1:]):
        return cell[1:]
    return cell.strip()


# Reading


def _table(rows: Any) -> Table:
    """Return the rows under the first that is not empty; refuses (BadTable) what is no table."""
    table, width = Table(), 0
    for line, row in enumerate(rows, start=1):
        if all(cell is None or cell == "" for cell in row):
            continue
        if line > MOST_ROWS + 1:
            raise BadTable(_("The table has more than %(rows)s rows.") % {"rows": MOST_ROWS})
        if not width:
            table.headers = _headers(row)
            width = len(table.headers)
            continue
        if any(cell not in (None, "") for cell in row[width:]):
            raise BadTable(_("Row %(line)s has a value in a column without a header.") % {"line": line})
        cells = [bare(cell) if isinstance(cell, str) else cell for cell in row[:width]]
        table.append([*cells, *[None] * (width - len(cells))])
        table.lines.append(line)
    if not table.lines:
        raise BadTable(_("There is no row in this table: it needs a row of headers and rows below it."))
    return table


def _headers(row: Any) -> list[str]:
    headers = ["" if cell is None else str(cell).strip() for cell in row]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MOST_COLUMNS:
        raise BadTable(_("The table has more than %(columns)s columns.") % {"columns": MOST_COLUMNS})
    return headers


class XLSX(Format):
    """A workbook, of which the first sheet shown is the table."""

    def get_title(self) -> str:
        return "XLSX (Excel, LibreOffice)"

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> Table:
        """Return the table; what would be too large unpacked is refused (BadTable) unread."""
        _check_archive(in_stream)
        try:
            # defusedxml, which openpyxl uses where it is installed, refuses entities.
            book = openpyxl.load_workbook(io.BytesIO(in_stream), read_only=True, data_only=True, keep_links=False)
            # One row and one column more than allowed, to see that there are too many; never all that a sheet claims.
            cells = book.worksheets[0].iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1, values_only=True)
            return _table([_decoded(cell) for cell in row] for row in cells)
        except BadTable:
            raise
        except Exception as error:
            # A workbook made to harm breaks openpyxl in any of a hundred ways; to the reader they are one.
            raise BadTable(_("This workbook cannot be read: save it again as XLSX or CSV.")) from error

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        rows = [[_value(value) for value in row] for row in dataset]
        book, file = openpyxl.Workbook(write_only=True), io.BytesIO()
        sheet = book.create_sheet("1")
        sheet.append(dataset.headers)
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
        book.save(file)
        return file.getvalue()


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise BadTable(_("This workbook cannot be read: save it again as XLSX or CSV.")) from error
    unpacked = sum(member.file_size for member in members)
    if (
        len(members) > MOST_FILES_IN_A_WORKBOOK
        or unpacked > MOST_BYTES_UNPACKED
        or unpacked > max(MEGABYTE, MOST_PACKED * len(data))
    ):
        raise BadTable(_("This workbook is too large once it is unpacked."))


# A workbook writes what XML cannot hold, and a carriage return, as _xHHHH_.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_CODE = re.compile("_x([0-9A-Fa-f]{4})_")


def _encoded(text: str) -> str:
    return _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _decoded(cell: Any) -> Any:
    return _CODE.sub(lambda found: chr(int(found[1], 16)), cell) if isinstance(cell, str) else cell


def _value(value: Any) -> Any:
    """Return what stands in a cell of a workbook; a text that would be cut off is refused (ValueError)."""
    if isinstance(value, date) and value < FIRST_DAY_OF_SPREADSHEETS:
        return value.isoformat()
    if not isinstance(value, str):
        return value
    text = _encoded(protect(value))
    if len(text) > LONGEST_CELL:
        raise ValueError(_("A text is too long for a cell of a workbook: export as CSV."))
    return text


def _cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        # Text whatever it looks like: of a leading “=” openpyxl would make a formula.
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = "yyyy\\-mm\\-dd"
    return cell


class PolishCSV(Format):
    """Text as spreadsheets set to Polish write and read it; what others write is understood as well."""

    def get_title(self) -> str:
        return _("CSV (semicolons, UTF-8)")

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return "text/csv; charset=utf-8"

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> Table:
        """Return the table, whatever its encoding and separator; refuses (BadTable) what is no text."""
        text = _text(in_stream)
        first_line = text.partition("\n")[0]
        separator = max(";,\t", key=first_line.count)
        try:
            return _table(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        except csv.Error as error:
            raise BadTable(_("This file cannot be read as CSV.")) from error

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        file = io.StringIO(newline="")
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(dataset.headers)
        writer.writerows([_written(value) for value in row] for row in dataset)
        return file.getvalue().encode("utf-8-sig")


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1250"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadTable(_("This is neither XLSX nor CSV in UTF-8 or Windows-1250."))


def _written(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return protect(value)
        case Decimal():
            return str(value).replace(".", ",")
        case _:
            return str(value)


FORMATS = (XLSX, PolishCSV)


def read(data: bytes) -> Table:
    """Return the table in a file, whatever its name says it is; refuses (BadTable) what is none."""
    if len(data) > MOST_BYTES:
        raise BadTable(_("The file is larger than %(size)s MB.") % {"size": MOST_BYTES // MEGABYTE})
    if not data.strip():
        raise BadTable(_("The file is empty."))
    kind = XLSX if data.startswith(b"PK") else PolishCSV
    return kind().create_dataset(data)
