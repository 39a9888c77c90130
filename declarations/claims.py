"""Numbers that a text quotes of the register ("95 podmiotów"): found in the words, in Polish and in English."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Counted(StrEnum):
    """What of the register a number speaks of."""

    PARTNERS = "partners"
    MEMBERS = "members"
    DECLARATIONS = "declarations"
    SIGNATORIES = "signatories"


@dataclass(frozen=True)
class Claim:
    """A number as a text quotes it, what it counts, and the group it is about where the text names one."""

    quote: str
    number: int
    counted: Counted
    group: str = ""


# The beginnings of the words; Polish changes their ends.
_NOUNS = {
    Counted.PARTNERS: r"partner\w*",
    Counted.DECLARATIONS: r"deklarac\w+|list\w* intencyjn\w+|declarations?|letters? of intent",
    Counted.SIGNATORIES: r"sygnatariusz\w*|signator\w+",
    Counted.MEMBERS: (
        r"podmiot\w*|członk\w+|członek|firm\w*|przedsiębiorstw\w*|organi[sz]ations?|members?|entit\w+|compan\w+"
    ),
}
_NOUN = "|".join(f"(?P<{kind.value}>{words})" for kind, words in _NOUNS.items())
# Thousands may be divided; a number inside a word, a date, a decimal or a percentage is none of these.
_NUMBER = r"(?<![\w.,/–-])(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)"
_CLAIM = re.compile(rf"{_NUMBER}\s+(?:\w+\s+)?(?:{_NOUN})\b(?=(?P<rest>(?:\s+\w+){{0,3}}))", re.IGNORECASE)
# "In 2014 members signed" counts nobody.
_YEARS = range(1900, 2100)


def found_in(text: str, *, groups: Iterable[str] = ()) -> Iterator[Claim]:
    """Return the claims of a text in its order; members of one of `groups`, by short name, are that group's."""
    known = {group.casefold(): group for group in groups if group}
    # A number is often emphasised; the marks of that stand between it and its noun.
    for match in _CLAIM.finditer(text.replace("*", "")):
        number = int(re.sub(r"\D", "", match["number"]))
        if number in _YEARS and match["number"].isdigit():
            continue
        counted = next(kind for kind in Counted if match[kind.value])
        quote, group = match[0].split(), ""
        if counted == Counted.MEMBERS:
            rest = match["rest"].split()
            place = next((place for place, word in enumerate(rest) if word.casefold() in known), None)
            if place is not None:
                quote, group = quote + rest[: place + 1], known[rest[place].casefold()]
        yield Claim(" ".join(quote), number, counted, group)
