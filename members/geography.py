"""Where the towns of Poland lie, and the outlines of its voivodeships and powiats, from the open data in `data/`."""

import csv
import json
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sin
from pathlib import Path

DATA = Path(__file__).parent / "data"
# The sheet of the whole country; every other sheet is one voivodeship, by its TERYT code.
COUNTRY = "PL"
# Where the licences of the data ask to be read; the words of the credit stand beside the map.
SOURCES = {
    "borders": "https://www.openstreetmap.org/copyright",
    "compilation": "https://www.geoboundaries.org/",
    "towns": "https://www.geonames.org/",
}

# The equidistant conic projection on the parallels 50° and 54°, around 52° N 19° E: Poland, hardly bent.
_RADIUS = 6_371_000
_SOUTH, _NORTH = radians(50), radians(54)
_CONE = (cos(_SOUTH) - cos(_NORTH)) / (_NORTH - _SOUTH)
_APEX = cos(_SOUTH) / _CONE + _SOUTH
_MIDDLE = radians(52)

Point = tuple[int, int]


@dataclass(frozen=True)
class Place:
    """A town or a larger village: its powiat by TERYT code, and where it lies in degrees."""

    name: str
    powiat: str
    longitude: float
    latitude: float

    @property
    def voivodeship(self) -> str:
        return self.powiat[:2]


@dataclass(frozen=True)
class Unit:
    """A powiat or voivodeship on a sheet: TERYT code, Polish name, outline as SVG path, and where a number fits."""

    code: str
    name: str
    path: str
    at: Point


@dataclass(frozen=True)
class Sheet:
    """The outlines of a voivodeship's powiats, or of the country's voivodeships, on one piece of paper."""

    code: str
    name: str
    width: int
    height: int
    # The upper left corner in projected metres, and how many of them one unit of the paper is.
    west: float
    north: float
    step: float
    units: tuple[Unit, ...]

    def unit_of(self, place: Place) -> Unit | None:
        """Return the unit that a place belongs to; nothing where it lies beyond the sheet."""
        code = place.voivodeship if self.code == COUNTRY else place.powiat
        return next((unit for unit in self.units if unit.code == code), None)

    def point(self, place: Place) -> Point:
        """Return where a place lies on the paper."""
        from_apex = _APEX - radians(place.latitude)
        turn = _CONE * radians(place.longitude - 19)
        east = _RADIUS * from_apex * sin(turn)
        north = _RADIUS * (_APEX - _MIDDLE - from_apex * cos(turn))
        return round((east - self.west) / self.step), round((self.north - north) / self.step)


@cache
def sheet(code: str) -> Sheet:
    """Return the sheet of a voivodeship or of the country (KeyError for any other code)."""
    path = DATA / "maps" / f"{code}.json"
    if path not in (DATA / "maps").glob("*.json"):
        raise KeyError(code)
    drawn = json.loads(path.read_text(encoding="utf-8"))
    units = tuple(Unit(**unit | {"at": tuple(unit["at"])}) for unit in drawn.pop("units"))
    return Sheet(units=units, **drawn)


def place_of(city: str, *, near: str = "") -> Place | None:
    """Return the place of this name, in any case but with its diacritics; nothing for an unknown name.

    Of places of one name it is the largest in the voivodeship `near`, else the largest of all.
    """
    known = _places().get(_key(city), [])
    return next((place for place in known if place.voivodeship == near), known[0] if known else None)


def region_of(city: str) -> str:
    """Return the code of the sheet that shows the surroundings of a town: its voivodeship, else the country."""
    place = place_of(city)
    return place.voivodeship if place else COUNTRY


def _key(city: str) -> str:
    return " ".join(unicodedata.normalize("NFC", city).casefold().split())


@cache
def _places() -> dict[str, list[Place]]:
    """Return the places by name, the largest of each name first, as the file has them."""
    found: dict[str, list[Place]] = defaultdict(list)
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = Place(row["name"], row["powiat"], float(row["longitude"]), float(row["latitude"]))
            found[_key(place.name)].append(place)
    return dict(found)
