"""Is a PDF whole, and does it hold anything that acts: scripts, programs, what starts, sends or plays by itself.

A reader shows the last state of a PDF, but every earlier one is still in the file, and object streams pack objects out
of sight. So each object that stands in the file is judged, not only those that can be reached from the last state.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader, apply_configuration
from pypdf.errors import DependencyError
from pypdf.generic import DictionaryObject, IndirectObject, NameObject, StreamObject, read_object

from declarations.sandbox.refusals import Reason, Refused, holds_script, is_program, names_a_program

_BLANK = b"\0\t\n\f\r "
# What an action (/S), an annotation or a stream (/Subtype) may not be.
_ACTIVE = {
    "/JavaScript": Reason.SCRIPT,
    "/Launch": Reason.STARTS,
    "/SubmitForm": Reason.SENDS,
    "/ImportData": Reason.SENDS,
    "/Rendition": Reason.PLAYS,
    "/Movie": Reason.PLAYS,
    "/Sound": Reason.PLAYS,
    "/RichMedia": Reason.PLAYS,
    "/RichMediaExecute": Reason.PLAYS,
    "/GoTo3DView": Reason.PLAYS,
    "/3D": Reason.PLAYS,
}
# Objects that one reader takes for broken and leaves out, another shows: what acts is also looked for as it is written.
_WRITTEN = re.compile(
    rb"/(?:S|Subtype)(?:[\s\0]|%[^\r\n]*[\r\n])*(/(?:"
    + b"|".join(name[1:].encode() for name in _ACTIVE)
    + rb"))(?=[\s\0()<>\[\]{}/%]|\Z)"
)
_COMMENT = re.compile(rb"%[^\r\n]*")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT = re.compile(rb"(?:(\d{1,10})[\s\0]+\d{1,5}[\s\0]+|(?<![A-Za-z]))obj(?![A-Za-z])")
_NAMES_OF_FILES = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
_ACTING_ADDRESS = re.compile(r"\s*(?:javascript|vbscript|data):", re.IGNORECASE)
_STARTXREF = re.compile(rb"startxref\s+\d+\s*(?:%%EOF\s*)*\Z")
_NEXT_OBJECT = re.compile(rb"\s*\d+\s+\d+\s+obj")
# A PDF may be attached to a PDF, and one to that.
_DEEPEST = 3
# Letters are looked for on the first pages, and not for long on a page that is a drawing.
_PAGES_READ = 5
_OPERATIONS_READ = 200_000


def look_at(data: bytes) -> tuple[int, bool | None]:
    """Return how many pages there are and whether the first hold letters; raises Refused, or anything where damaged."""
    _refuse_loose_end(data)
    reader = _refuse_what_acts(data, _DEEPEST)
    if not reader.pages:
        raise Refused(Reason.EMPTY)
    return len(reader.pages), _has_text(reader)


def _refuse_loose_end(data: bytes) -> None:
    end = data.rfind(b"%%EOF")
    if end < 0 or not _STARTXREF.search(data, max(0, end - 100), end):
        raise Refused(Reason.DAMAGED)
    rest = data[end + 5 :]
    if rest.strip(_BLANK):
        raise Refused(Reason.DAMAGED if _NEXT_OBJECT.match(rest) else Reason.BEHIND_THE_END)


def _opened(data: bytes) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(data))
        is_encrypted = reader.is_encrypted
    except (NotImplementedError, DependencyError):
        is_encrypted = True
    if is_encrypted:
        raise Refused(Reason.ENCRYPTED)
    return reader


def _has_text(reader: PdfReader) -> bool | None:
    try:
        with apply_configuration(stream_parsing_work_maximum_count=_OPERATIONS_READ):
            return any(page.extract_text().strip() for page in reader.pages[:_PAGES_READ])
    except Exception:  # A font that cannot be read is no reason to refuse a paper.
        return None


# What acts


def _refuse_what_acts(data: bytes, depth: int) -> PdfReader:
    reader = _opened(data)
    _refuse_written(data)
    attached: set[int] = set()
    places: dict[int, list[int]] = {}
    for number, place, thing in _objects(data, reader):
        places.setdefault(number, []).append(place)
        if isinstance(thing, NameObject) and thing in _ACTIVE:
            raise Refused(_ACTIVE[thing])
        for part in _parts(thing):
            _judge(part)
            attached |= _attached_by(part)
            if _is_attached(part):
                _refuse_attached(part, depth)
    # An attached file need not say that it is one; of the same number there may be several, from earlier states.
    for place in (place for number in attached for place in places.get(number, ())):
        stream = _read(BytesIO(data), place, reader)
        if isinstance(stream, StreamObject) and not _is_attached(stream):
            _refuse_attached(stream, depth)
    return reader


def _refuse_written(data: bytes) -> None:
    plain = _ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), data)
    if found := _WRITTEN.search(plain):
        raise Refused(_ACTIVE[found[1].decode()])


def _objects(data: bytes, reader: PdfReader) -> Iterator[tuple[int, int, Any]]:
    """Yield number, place and value of every object in the file; -1 where the number is not plain to see."""
    file = BytesIO(data)
    for found in _OBJECT.finditer(data):
        thing = _read(file, found.end(), reader)
        yield int(found[1] or -1), found.end(), thing
        if isinstance(thing, StreamObject) and "/N" in thing and "/First" in thing:
            for packed in _unpacked(thing, reader):
                yield -1, found.end(), packed


def _read(file: BytesIO, place: int, reader: PdfReader) -> Any:
    file.seek(place)
    while (char := file.read(1)) and char in _BLANK:
        pass
    file.seek(-len(char), 1)
    try:
        return read_object(file, reader)
    except MemoryError:
        raise
    except Exception:  # The three letters also occur by chance, in the data of pictures.
        return None


def _unpacked(stream: Any, reader: PdfReader) -> Iterator[Any]:
    data = stream.get_data()
    _refuse_written(data)
    file, first = BytesIO(data), int(stream["/First"])
    for place in _COMMENT.sub(b"", data[:first]).split()[1::2]:
        yield _read(file, first + int(place), reader)


def _parts(thing: Any) -> Iterator[Any]:
    """Yield a value and all that stands in it, references not followed: what they lead to is judged on its own."""
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, dict):
            waiting.extend(dict.values(part))
        elif isinstance(part, list):
            waiting.extend(list.__iter__(part))


def _judge(part: Any) -> None:
    if not isinstance(part, DictionaryObject):
        return
    for kind in (_text(part, "/S"), _text(part, "/Subtype")):
        if kind in _ACTIVE:
            raise Refused(_ACTIVE[kind])
    if "/JavaScript" in part or ("/JS" in part and "/S" in part) or _ACTING_ADDRESS.match(_text(part, "/URI")):
        raise Refused(Reason.SCRIPT)
    if any(names_a_program(_text(part, key)) for key in _NAMES_OF_FILES):
        raise Refused(Reason.PROGRAM)
    if holds_script(_form(part)):
        raise Refused(Reason.FORM)


def _text(part: DictionaryObject, key: str) -> str:
    value = part[key] if key in part else ""
    return value.decode("latin-1") if isinstance(value, bytes) else value if isinstance(value, str) else ""


def _form(part: DictionaryObject) -> bytes:
    """Return the XML of a form (XFA): one stream, or an array of names and streams that follow each other."""
    form = part["/XFA"] if "/XFA" in part else None
    packets = [each.get_object() for each in form] if isinstance(form, list) else [form]
    return b"".join(packet.get_data() for packet in packets if isinstance(packet, StreamObject))


# What is attached


def _is_attached(part: Any) -> bool:
    return isinstance(part, StreamObject) and _text(part, "/Type") == "/EmbeddedFile"


def _attached_by(part: Any) -> set[int]:
    """Return the numbers of the files that the description of a file leads to."""
    files = part["/EF"] if isinstance(part, DictionaryObject) and "/EF" in part else None
    values = dict.values(files) if isinstance(files, DictionaryObject) else ()
    return {value.idnum for value in values if isinstance(value, IndirectObject)}


def _refuse_attached(stream: StreamObject, depth: int) -> None:
    content = stream.get_data()
    if is_program(content):
        raise Refused(Reason.PROGRAM)
    if content.startswith(b"%PDF-"):
        if not depth:
            raise Refused(Reason.EXHAUSTING)
        _refuse_what_acts(content, depth - 1)
    elif holds_script(content):
        raise Refused(Reason.SCRIPT)
