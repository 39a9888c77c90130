"""Which organisation a written name may mean, and what can be guessed of one that the register does not know."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache, reduce
from heapq import heapreplace
from operator import or_

from django.db.models import Q

from members.models import Organisation
from members.text import fold

# How many of the register's names are compared letter by letter with one written name, and how many are shown.
COMPARED, SHOWN = 20, 5
NEAR_ENOUGH = 0.8
SAME_WORD = 0.7
# With so few beginnings of words the database can leave out most rows; with more, reading them all is quicker.
FEW_STEMS = 12

_SMALL_WORDS = frozenset("w we z ze i im of the and o oo sp j k p s a sa spolka".split())


def words_of(text: str) -> list[str]:
    """Return the folded words of a text: case, diacritics, blanks, quotes and kinds of dashes do not matter."""
    return re.findall(r"[^\W_]+", fold(text))


def key_of(name: str) -> str:
    """Return what two ways of writing one name have in common."""
    return " ".join(words_of(name))


@dataclass
class Alike:
    """The organisations that a written name may mean: those called just so, and those called nearly so, best first."""

    exact: list[Organisation] = field(default_factory=list)
    near: list[Organisation] = field(default_factory=list)

    @property
    def only(self) -> Organisation | None:
        """Return the one organisation that is called so; none where two are."""
        return self.exact[0] if len(self.exact) == 1 else None

    def __bool__(self) -> bool:
        return bool(self.exact or self.near)


# Key, name, short name, and all that the row is searched by, folded.
_Row = tuple[int, str, str, str]


def alike(names: Iterable[str], *, besides: int | None = None) -> dict[str, Alike]:
    """Return for each name the organisations it may mean, without the one `besides`.

    Reads the names of the register once, however many are asked for, and keeps the likeliest few of each.
    """
    asked = {name: _telling(words_of(name)) for name in names}
    likely = _likely(asked, besides)
    found: dict[str, tuple[list[int], list[int]]] = {name: _judged(name, rows) for name, rows in likely.items()}
    wanted = {key for exact, near in found.values() for key in (*exact, *near)}
    things = Organisation.objects.in_bulk(wanted)
    return {
        name: Alike([things[key] for key in exact], [things[key] for key in near])
        for name, (exact, near) in found.items()
    }


def _telling(words: list[str]) -> list[str]:
    """Leave out the words that tell nothing apart, unless there are no others."""
    return [word for word in words if word not in _SMALL_WORDS] or words


def _stems(words: Iterable[str]) -> set[str]:
    return {word[:4] for word in words}


def _likely(asked: dict[str, list[str]], besides: int | None) -> dict[str, list[_Row]]:
    """Return for each name the rows that share most beginnings of words with it."""
    stems_of = {name: _stems(words) for name, words in asked.items()}
    index: dict[str, list[str]] = defaultdict(list)
    for name, stems in stems_of.items():
        for stem in stems:
            index[stem].append(name)
    rows = Organisation.objects.exclude(pk=besides or 0).order_by()
    if 0 < len(index) <= FEW_STEMS:
        rows = rows.filter(reduce(or_, (Q(search_text__contains=stem) for stem in index)))
    best: dict[str, list[tuple[float, _Row]]] = {name: [(0.0, (0, "", "", ""))] * COMPARED for name in asked}
    for row in rows.values_list("pk", "name", "short_name", "search_text").iterator(chunk_size=2000):
        words = re.findall(r"[^\W_]+", row[3])
        stems = _stems(_telling(words))
        shared = Counter(name for stem in stems for name in index.get(stem, ()))
        for name, count in shared.items():
            score = 2 * count / (len(stems_of[name]) + len(stems))
            # A row that holds the whole name may be called just so, whatever else it holds.
            if count == len(stems_of[name]) and f" {key_of(name)} " in f" {' '.join(words)} ":
                score += 1
            if score > best[name][0][0]:
                heapreplace(best[name], (score, row))
    return {name: [row for score, row in sorted(heap, reverse=True) if score] for name, heap in best.items()}


def _judged(name: str, rows: list[_Row]) -> tuple[list[int], list[int]]:
    """Return the keys of the rows called exactly so, and of those called nearly so, best first."""
    key, words = key_of(name), _telling(words_of(name))
    exact = [pk for pk, full, short, _text in rows if key and key in (key_of(full), key_of(short))]
    scores = {
        pk: (_covered(words, by=words_of(text)) + _covered(_telling(words_of(full)), by=words)) / 2
        for pk, full, _short, text in rows
        if pk not in exact
    }
    near = sorted((pk for pk, score in scores.items() if score >= NEAR_ENOUGH), key=lambda pk: (-scores[pk], pk))
    return sorted(exact), near[:SHOWN]


def _covered(words: list[str], *, by: list[str]) -> float:
    """Return which part of the letters stands in words that the others have too, as they are or nearly so."""
    return sum(len(word) * max((_one_word(word, other) for other in by), default=0.0) for word in words) / (
        sum(map(len, words)) or 1
    )


@lru_cache(maxsize=10_000)
def _one_word(one: str, other: str) -> float:
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one, other)
    if matcher.real_quick_ratio() < SAME_WORD or matcher.quick_ratio() < SAME_WORD:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= SAME_WORD else 0.0


# Guesses

_Kind = Organisation.Kind
# Read from above: the first word found decides, so a science park that is a company is a science park.
_KINDS = (
    (r"\b(klaster|cluster)\b", _Kind.CLUSTER),
    (
        r"\b(urzad pracy|urzad wojewodzki|urzad skarbowy|izba (skarbowa|celna|administracji)|ministerstwo|ministry"
        r"|inspektorat|inspekcja|kuratorium|park (narodowy|krajobrazowy)|prokuratura|komenda)\b",
        _Kind.PUBLIC_BODY,
    ),
    (
        r"\bpark (naukow|przemysl|technolog|innowac|biznes)|\b(izba|zaklad doskonalenia|stref\w+ ekonomiczn\w+|cech"
        r"|inkubator|euroregion|agencja rozwoju|chamber of)\b|\bfundacja (.* )?ksztalceni"
        r"|\bcentrum (.* )?(innowacji|transferu)",
        _Kind.BUSINESS_ENVIRONMENT,
    ),
    (r"\bsp\. ?z ?o\.? ?o\b|\bspolka\b|(?<!\w)s\. ?a\.|\bsp\. ?[jkpc]\.", _Kind.ENTERPRISE),
    (r"\b(uniwersytet|politechnika|akademia|wyzsza szkola|szkola wyzsza|pwsz|university)\b", _Kind.UNIVERSITY),
    (
        r"\b(urzad (miejski|miasta|gminy)|marszalkowski|starostwo|wojewodztwo|gmina|miasto|powiat)\b",
        _Kind.LOCAL_GOVERNMENT,
    ),
    (r"\b(instytut|institute)\b", _Kind.RESEARCH_UNIT),
    (r"\b(stowarzyszenie|fundacja|zwiazek|association|foundation)\b", _Kind.NGO),
)


# A town hall is often named with its town as it is: what follows is no case of it.
_NAMED_AFTER_TOWN = re.compile(
    r"\b(?:[Uu]rząd ([Mm]iejski|[Gg]miny)|[Mm]iasto|[Gg]mina)\s+(?!Miejska|Wiejska)"
    r"(?P<town>[A-ZĆŁÓŚŹŻ]\w+( [A-ZĆŁÓŚŹŻ]\w+)?)"
)


def kind_of(name: str) -> str:
    """Return the kind of organisation that its name tells of; a name that tells nothing is a firm's."""
    folded = " ".join(fold(name).replace("-", " ").split())
    return next((kind for pattern, kind in _KINDS if re.search(pattern, folded)), _Kind.ENTERPRISE).value


def known_towns() -> list[str]:
    """Return the towns that the register knows, each once."""
    towns = Organisation.objects.exclude(city="").order_by("city").values_list("city", flat=True)
    return list(towns.distinct()[:2000])


def town_of(name: str, *, towns: list[str]) -> str:
    """Return the town that a name speaks of: one of the towns, as it is or after “w”, or a town hall's own."""
    words = words_of(name)
    spoken = [(town, words_of(town)) for town in sorted(towns, key=len, reverse=True)]
    for town, parts in spoken:
        if parts and any(words[at : at + len(parts)] == parts for at in range(len(words))):
            return town
    for at in [number for number, word in enumerate(words, start=1) if word in ("w", "we")]:
        for town, parts in spoken:
            if parts and _is_case_of(words[at : at + len(parts)], parts):
                return town
    named = _NAMED_AFTER_TOWN.search(name)
    return named["town"] if named else ""


def _is_case_of(words: list[str], town: list[str]) -> bool:
    """Tell whether the words may be the town in another case: they begin alike and end differently."""
    return len(words) == len(town) and all(
        word[:2] == part[:2] and SequenceMatcher(None, word, part).ratio() > 0.6
        for word, part in zip(words, town, strict=True)
    )
