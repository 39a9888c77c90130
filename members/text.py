"""How Polish names are searched, sorted, put into addresses and shown in the reader's language."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# Letters that Unicode does not take apart into a base letter and a mark.
_WHOLE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
_ALPHABET = {letter: rank for rank, letter in enumerate("aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż", start=0x40)}


def fold(text: str) -> str:
    """Return text without case and diacritics, so that "lodz" finds "Łódź" on every database alike."""
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_WHOLE)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def city_key(city: str) -> str:
    """Return what a town is found by, no longer than its column: folding may lengthen a text."""
    return fold(city)[:100]


def sort_key(text: str) -> str:
    """Return a key of hexadecimal digits whose plain order is the Polish alphabet (… L Ł M … Z Ź Ż).

    A stored key gives the same list on SQLite and PostgreSQL, whatever collation the database was made with.
    """
    letters = unicodedata.normalize("NFC", text).casefold()
    # Three hundred letters tell names apart, and are what the column holds.
    return "".join(f"{_rank(char):02x}" for char in letters if not unicodedata.combining(char))[:600]


def _rank(char: str) -> int:
    if char in _ALPHABET:
        return _ALPHABET[char]
    if char.isdigit():
        return 0x10 + unicodedata.digit(char, 0)
    base = fold(char)[:1]
    return _ALPHABET.get(base, 0x01)


def slug_of(text: str, *, length: int = 80) -> str:
    """Return the address form of a name; a name without any Latin letter or digit gets a dull one."""
    return slugify(fold(text))[:length].strip("-") or "wpis"


def check_visible(text: str) -> None:
    """Refuse (ValidationError) characters that nobody sees: controls, line breaks, marks that turn the direction."""
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            raise ValidationError(
                _("There is an invisible character in this text (%(code)s): type it without it."),
                code="invisible",
                params={"code": f"U+{ord(char):04X}"},
            )


def lines_of(text: str) -> list[str]:
    """Return the lines of a list that was typed one thing in a line, without the empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def items_of(text: str) -> list[str]:
    """Return the things of a list that was typed with commas between them, each once."""
    return list(dict.fromkeys(" ".join(item.split()) for item in text.split(",") if item.strip()))


def language_of(thing: Any, name: str) -> str:
    """Return the language in which a reader of the page is given the text `name` (about of about_pl and about_en)."""
    language = (get_language() or "pl")[:2]
    return language if getattr(thing, f"{name}_{language}") else "pl"


class Bilingual:
    """Reads <name>_en or <name>_pl by the language of the page, and Polish where English is missing."""

    def __init__(self, name: str = "") -> None:
        self.name = name

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = self.name or name

    def __get__(self, thing: Any, owner: type | None = None) -> Any:
        if thing is None:
            return self
        polish = getattr(thing, f"{self.name}_pl")
        if (get_language() or "pl").startswith("en"):
            return getattr(thing, f"{self.name}_en") or polish
        return polish
