"""How many there are in each town, drawn on a map of the country or of one voivodeship and listed beneath it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil, hypot, sqrt
from typing import Any

from members.geography import COUNTRY, SOURCES, Place, Sheet, Unit, place_of, region_of, sheet
from members.models import Cluster
from members.text import sort_key

SHADES = 4
# In units of the paper, which is 2000 wide: what the type of the style sheet needs.
LINE = 90
LETTER = 56
GAP = 18
CROWDED = 20
SIDES = ("right", "left")
TOWNS_SHOWN = 5

# Left, top, right and bottom.
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Town:
    """A town, by its name in the gazetteer or as typed: how many are there, and the address that lists them."""

    name: str
    count: int
    url: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Area:
    """A powiat or voivodeship with its towns, the largest count first; without a unit, what no map shows."""

    unit: Unit | None
    towns: tuple[Town, ...]

    @property
    def count(self) -> int:
        return sum(town.count for town in self.towns)

    @property
    def largest(self) -> tuple[Town, ...]:
        return self.towns[:TOWNS_SHOWN]

    @property
    def further(self) -> tuple[Town, ...]:
        """Return the towns that stand folded away: a voivodeship may have hundreds."""
        return self.towns[TOWNS_SHOWN:]


@dataclass(frozen=True)
class Shape:
    """A unit as it is drawn, the darker the more there are, with shade 0 for none."""

    unit: Unit
    count: int
    shade: int


@dataclass(frozen=True)
class Dot:
    """A town as it is drawn: its number in it, its name right or left of it, each only where there is room."""

    town: Town
    x: int
    y: int
    is_crowded: bool = False
    side: str = ""

    @property
    def radius(self) -> int:
        return CROWDED if self.is_crowded else 34 + 22 * len(str(self.town.count))

    @property
    def name_x(self) -> int:
        away = self.radius + GAP
        return self.x - away if self.side == "left" else self.x + away


@dataclass(frozen=True)
class Picture:
    """A map: what is drawn on its sheet, and the same as a list, with what lies beyond the sheet at its end."""

    sheet: Sheet
    shapes: tuple[Shape, ...]
    # None on the map of the country: there the areas carry the numbers.
    dots: tuple[Dot, ...]
    areas: tuple[Area, ...]
    sources: Mapping[str, str]


def draw(code: str, counts: Mapping[str, int], *, url_of: Callable[[str], str] = lambda town: "") -> Picture:
    """Return the map of a sheet (KeyError for an unknown one), with the number of each town by its name as typed.

    `url_of` gives the address that lists those of a town. A town that the gazetteer does not know, and the empty
    name, stand in the last area of the list.
    """
    paper = sheet(code)
    towns: dict[Unit | None, list[Town]] = defaultdict(list)
    for town in _towns(counts, url_of, near=code):
        towns[_unit_of(town, paper)].append(town)
    areas = [Area(unit, tuple(sorted(found, key=_by_count))) for unit, found in towns.items()]
    areas.sort(key=lambda area: (area.unit is None, area.unit not in paper.units, _by_count(area)))
    here = {area.unit: area.count for area in areas if area.unit in paper.units}
    most = max(here.values(), default=1)
    shapes = (Shape(unit, here.get(unit, 0), ceil(SHADES * sqrt(here.get(unit, 0) / most))) for unit in paper.units)
    drawn = [town for area in areas if area.unit in here and code != COUNTRY for town in area.towns]
    return Picture(paper, tuple(shapes), tuple(_dots(paper, drawn)), tuple(areas), SOURCES)


def draw_around(
    cluster: Cluster | None, counts: Mapping[str, int], *, url_of: Callable[[str], str] = lambda town: ""
) -> Picture:
    """Return the map of the coordinator's voivodeship; of the whole country where most of the counted lie beyond it."""
    home = region_of(cluster.coordinator.city if cluster and cluster.coordinator else "")
    places = {city: place_of(city, near=home) for city in counts}
    within = sum(count for city, count in counts.items() if (place := places[city]) and place.voivodeship == home)
    known = sum(count for city, count in counts.items() if places[city])
    return draw(home if 2 * within >= known else COUNTRY, counts, url_of=url_of)


def draw_place(city: str) -> Picture | None:
    """Return the map of a town in its voivodeship; nothing for a town that the gazetteer does not know."""
    place = place_of(city)
    return draw(place.voivodeship, {city: 1}) if place else None


def _towns(counts: Mapping[str, int], url_of: Callable[[str], str], *, near: str) -> Iterator[Town]:
    """Return each town once, however often and however spelt it was typed."""
    found: Counter[tuple[str, Place | None]] = Counter()
    for city, count in counts.items():
        place = place_of(city, near=near)
        found[place.name if place else city.strip(), place] += count
    for (name, place), count in found.items():
        if count:
            yield Town(name, count, url_of(name) if name else "", place)


def _unit_of(town: Town, paper: Sheet) -> Unit | None:
    if town.place is None:
        return None
    return paper.unit_of(town.place) or sheet(COUNTRY).unit_of(town.place)


def _by_count(thing: Any) -> tuple[int, str]:
    name = thing.name if isinstance(thing, Town) else thing.unit.name if thing.unit else ""
    return -thing.count, sort_key(name)


def _dots(paper: Sheet, towns: list[Town]) -> Iterator[Dot]:
    """Return the dots; the larger the count, the earlier its choice of room. The crowded ones come first, beneath."""
    dots: list[Dot] = []
    for town, place in ((town, town.place) for town in sorted(towns, key=_by_count) if town.place):
        dot = Dot(town, *paper.point(place))
        reach = [(hypot(dot.x - other.x, dot.y - other.y), dot.radius + other.radius) for other in dots]
        dots.append(replace(dot, is_crowded=any(distance < both for distance, both in reach)))
    taken = [(dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius) for dot in dots]
    for dot in sorted(dots, key=lambda dot: not dot.is_crowded):
        sides = () if dot.is_crowded else SIDES
        for named in (replace(dot, side=side) for side in sides):
            room = _room_of_the_name(named)
            if 0 <= room[0] and room[2] <= paper.width and not any(_overlap(room, other) for other in taken):
                taken.append(room)
                yield named
                break
        else:
            yield dot


def _room_of_the_name(dot: Dot) -> Box:
    length = LETTER * len(dot.town.name)
    left = dot.name_x - length if dot.side == "left" else dot.name_x
    return left, dot.y - LINE // 2, left + length, dot.y + LINE // 2


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
