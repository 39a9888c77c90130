"""How a pasted list of signatories is read: one line is one party; nothing here knows of a database."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

MOST_LINES = 200
MOST_BYTES = 50_000
# A longer line is no party, and is not taken apart.
LONGEST_LINE = 600

_BULLET = re.compile(r"\s*(?:[•●▪■◦‣·*\-–—]|\(?\d{1,3}[.)](?!\d)|\d{1,3}\t|[^\W\d_]\))\s*")
# The dot of a last word that is a whole word ends the list; that of "o.o." and "S.A." belongs to the name.
_LAST_DOT = re.compile(r"(?<=[^\W\d_]{4})\.$")
_REPRESENTED = r"(?:reprezentowan\w*|repr\.)\s+przez\b|represented\s+by\b"
_STARTS_REPRESENTED = re.compile(rf"[\s,(–—-]*(?:{_REPRESENTED})", re.IGNORECASE)
_BY_WHOM = re.compile(
    rf"^(?P<name>.+?)[\s,–—-]*(?P<bracket>\(?)\s*(?:{_REPRESENTED})[\s:]*(?P<whom>.+)$", re.IGNORECASE
)
_TWO_NAMES = re.compile(r"\s+[–—-]\s+")
_IN_BRACKETS = re.compile(r"^(?P<name>.+?)\s*\((?P<inside>[^()]+)\)$")

_TITLES = set("prof dr hab inż mgr lic med płk gen ks mec doc pan pani pana panią mr mrs ms".split())
_FUNCTIONS = {
    *"prezes prezesa wiceprezes wiceprezesa dyrektor dyrektora wicedyrektor wicedyrektora zastępca zastępcę".split(),
    *"rektor rektora prorektor prorektora dziekan dziekana prodziekan prodziekana kanclerz kanclerza".split(),
    *"marszałek marszałka wicemarszałek wicemarszałka wojewoda wojewodę starosta starostę wicestarosta".split(),
    *"burmistrz burmistrza wójt wójta prezydent prezydenta wiceprezydent wiceprezydenta sekretarz skarbnik".split(),
    *"przewodniczący przewodnicząca przewodniczącego przewodniczącą wiceprzewodniczący wiceprzewodnicząca".split(),
    *"kierownik kierownika pełnomocnik pełnomocnika prokurent prokurenta właściciel właściciela właścicielka".split(),
    *"członek członka członkini president director rector mayor chairman chairwoman ceo owner dean chancellor".split(),
}
_OF_INSTITUTIONS = re.compile(
    r"\b(?:politechni|uniwersyt|akademi|urz[ęą]d|szko[łl]|park|izb|fundacj|stowarzysz|instytut|klast|cent[re]|sp[óo][łl]k"
    r"|bank|gmin|miast|powiat|wojew[óo]dzt|zarz[ąa]d|rad[ayz]|wydzia|zak[łl]ad|stref|agencj|biur|oddzia|starost|minister"
    r"|inspektorat|inkubator|przedsi[ęe]bior|grup|firm|zwi[ąa]z|euroregion|university|institute|association|chamber"
    r"|cluster|foundation|sp\. ?z ?o|s\.a\.|sp\. ?[jkp]\.)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """One party as the list names it; what the line does not say plainly stays empty."""

    number: int
    name: str
    represented_by: str = ""
    person: str = ""
    function: str = ""

    @property
    def is_heading(self) -> bool:
        """Tell a line that announces a list from one that belongs to it."""
        return self.name.endswith(":")

    @property
    def parts(self) -> tuple[str, str]:
        """Return the two names that a dash joins, or the whole name and nothing."""
        first, *rest = _TWO_NAMES.split(self.name, maxsplit=1)
        return (first, rest[0]) if first and rest else (self.name, "")


def lines_of(text: str) -> list[Line]:
    """Return the parties in a pasted text in the written order, without bullets, numbers and closing marks."""
    written: list[str] = []
    for piece in _pieces(text):
        # A mail breaks long lines: who represents a party is said of the line before.
        if written and _STARTS_REPRESENTED.match(piece):
            written[-1] = f"{written[-1]} {piece}"
        else:
            written.append(piece)
    return [_read(number, piece) for number, piece in enumerate(written, start=1)]


def names_institution(text: str) -> bool:
    """Tell whether a text names an institution by a word of it, and not a person who speaks for one, or a place."""
    first, *_rest = text.split() or [""]
    speaks_of_person = first.casefold() in _FUNCTIONS or _is_title(first)
    return not speaks_of_person and _OF_INSTITUTIONS.search(text) is not None


def _pieces(text: str) -> Iterator[str]:
    for line in unicodedata.normalize("NFC", text).splitlines():
        for piece in line.split(";"):
            bare = _without_marks(piece)
            if any(char.isalnum() for char in bare):
                yield bare


def _without_marks(piece: str) -> str:
    """Return a piece without invisible characters, bullets, numbers and the marks at its end."""
    seen = "".join(char for char in piece if char.isspace() or unicodedata.category(char)[0] != "C")
    while (bullet := _BULLET.match(seen)) and bullet.end() < len(seen):
        seen = seen[bullet.end() :]
    return _LAST_DOT.sub("", " ".join(seen.split()).strip(" ,"))


def _read(number: int, text: str) -> Line:
    if len(text) > LONGEST_LINE:
        return Line(number, text)
    found = _BY_WHOM.match(text)
    if not found:
        return _with_person(Line(number, text), text)
    whom = found["whom"].rstrip(")") if found["bracket"] else found["whom"]
    line = _with_person(Line(number, found["name"]), found["name"])
    told = _who(whom.split(","))
    if told and told.person:
        return replace(line, person=told.person, function=told.function)
    of_whom = _with_person(Line(number, whom), whom)
    return replace(
        line,
        represented_by=of_whom.name,
        person=of_whom.person or line.person,
        function=of_whom.function or line.function,
    )


@dataclass(frozen=True)
class _Who:
    person: str = ""
    function: str = ""


def _with_person(line: Line, text: str) -> Line:
    """Take a person and a function off the end of a name, where they are plainly such."""
    bracketed = _IN_BRACKETS.match(text)
    if bracketed and (told := _who(bracketed["inside"].split(","))):
        return replace(line, name=bracketed["name"], person=told.person, function=told.function)
    name, *rest = (part.strip() for part in text.split(","))
    for start in range(len(rest) + 1):
        before, told = ", ".join([name, *rest[:start]]), _who(rest[start:])
        # "Institution – Person, function": a dash parts a person off as well as a comma does.
        first, *second = _TWO_NAMES.split(before)
        if second and (more := _who([second[-1], *rest[start:]])):
            before, told = before.removesuffix(second[-1]).rstrip(" –—-"), more
        if told and (told.person or told.function):
            return replace(line, name=before, person=told.person, function=told.function)
    return line


def _who(parts: list[str]) -> _Who | None:
    """Return the person and function that the parts name and nothing else, or None if they may be anything else."""
    told = [_one(piece) for part in parts for piece in _TWO_NAMES.split(part.strip())]
    persons = [who.person for who in told if who and who.person]
    functions = [who.function for who in told if who and who.function]
    if None in told or len(persons) > 1 or len(functions) > 1:
        return None
    # A name alone may be a firm's; a title or a function makes it a person's.
    if persons and not functions and _is_title(persons[0].split()[0]) is False:
        return None
    return _Who("".join(persons), "".join(functions))


def _one(part: str) -> _Who | None:
    words = part.split()
    if not words:
        return None
    if words[0].casefold() in _FUNCTIONS:
        for start in range(1, len(words)):
            if _is_name(words[start:]) and not words[start - 1][0].isupper():
                return _Who(" ".join(words[start:]), " ".join(words[:start]))
        return _Who(function=part)
    return _Who(person=part) if _is_name(words) else None


def _is_name(words: list[str]) -> bool:
    """Tell titles and two or three capitalised words, none of which belongs to an institution, from anything else."""
    names = list(words)
    while names and _is_title(names[0]):
        del names[0]
    looks_so = all(name[0].isupper() and re.fullmatch(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?", name) for name in names)
    return 2 <= len(names) <= 3 and looks_so and not names_institution(" ".join(names))


def _is_title(word: str) -> bool:
    return word.casefold().rstrip(".") in _TITLES
