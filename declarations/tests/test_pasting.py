"""What is read from a pasted list: names as written, without the marks of the list; who represents; who signs."""

import pytest

from declarations.pasting import LONGEST_LINE, lines_of, names_institution
from declarations.tests.kom_2014 import BIALYSTOK, SUWALKI

ARTICLE = """ • Białostocka Fundacja Kształcenia Kadr;
 • Białostocki Park Naukowo-Technologiczny;
 • Izba Przemysłowo-Handlowa w Białymstoku;
 • Politechnika Białostocka;
 • Uniwersytet Medyczny w Białymstoku;
 • Uniwersytet w Białymstoku;
 • Urząd Marszałkowski Województwa Podlaskiego;
 • Urząd Miejski Białystok;
 • Urząd Miejski Czarna Białostocka – Podlaski Park Przemysłowy;
 • Wojewódzki Urząd Pracy;
 • Zakład Doskonalenia Zawodowego w Białymstoku
 • Klaster Obróbki Metali, reprezentowany przez Centrum Promocji Innowacji i Rozwoju
"""


def test_the_list_of_the_article_gives_its_names_in_the_written_order():
    lines = lines_of(ARTICLE)
    assert [line.name for line in lines] == BIALYSTOK
    assert [line.number for line in lines] == list(range(1, 13))
    assert [line.represented_by for line in lines] == [""] * 11 + ["Centrum Promocji Innowacji i Rozwoju"]
    assert [line.parts[1] for line in lines if line.parts[1]] == ["Podlaski Park Przemysłowy"]


@pytest.mark.parametrize(
    "shape",
    ["• {}", "- {};", "– {},", "* {}", "{n}. {}", "{n}) {};", "{n}.{}", "a) {}", "\t{n}\t{}", "\u00a0•\u00a0{}\u00a0;"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n\n", "\r", "\u2028"])
def test_the_marks_of_a_list_are_no_part_of_a_name(shape, end):
    text = end.join(shape.format(name, n=number) for number, name in enumerate(SUWALKI, start=1))
    assert [line.name for line in lines_of(text)] == SUWALKI


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" \n\t\r\n•\n---\n;;;", []),
        ("A; B;C.", ["A", "B", "C."]),
        ("Urząd Miejski.", ["Urząd Miejski"]),
        ("Metal Fach Sp. z o.o.\nABC S.A.;", ["Metal Fach Sp. z o.o.", "ABC S.A."]),
        ("„Metal-Fach” sp. j.", ["„Metal-Fach” sp. j."]),
        ("4.0 Cluster", ["4.0 Cluster"]),
        ("S. Kowalski i S-ka", ["S. Kowalski i S-ka"]),
        ("Politechnika\u00a0 Białostocka", ["Politechnika Białostocka"]),
        ("Lo\u0301d\u0301", ["Lód́"]),
        ("\u200fAB\u00adC\u202e\x00", ["ABC"]),
        ("Firma A, Oddział w Łodzi", ["Firma A, Oddział w Łodzi"]),
        ("Firma (Grupa Metal)", ["Firma (Grupa Metal)"]),
        ("Firma (Jan Kowalski)", ["Firma (Jan Kowalski)"]),
    ],
)
def test_only_names_are_lines(text, names):
    assert [line.name for line in lines_of(text)] == names


KOM, CPIIR = "Klaster Obróbki Metali", "Centrum Promocji Innowacji i Rozwoju"


@pytest.mark.parametrize(
    "text",
    [
        f"{KOM}, reprezentowany przez {CPIIR}",
        f"{KOM} (reprezentowany przez {CPIIR})",
        f"{KOM} – reprezentowana przez: {CPIIR};",
        f"{KOM}, represented by {CPIIR}",
        f"{KOM},\n  reprezentowane przez {CPIIR}",
        f"{KOM} repr. przez {CPIIR}",
    ],
)
def test_who_represents_a_party_is_told_apart(text):
    (line,) = lines_of(text)
    assert (line.name, line.represented_by, line.person) == (KOM, CPIIR, "")


PB, RK = "Politechnika Białostocka", "prof. Roman Kaczyński"


@pytest.mark.parametrize(
    ("text", "name", "person", "function"),
    [
        (f"{PB}, {RK}, prorektor", PB, RK, "prorektor"),
        (f"{PB} ({RK}, prorektor)", PB, RK, "prorektor"),
        (f"ABC sp. z o.o. ({RK}, prezes zarządu)", "ABC sp. z o.o.", RK, "prezes zarządu"),
        (f"{PB} – prezydent Jan Żak", PB, "Jan Żak", "prezydent"),
        (f"{PB}, {RK} – prorektor;", PB, RK, "prorektor"),
        (f"{PB} – {RK}, prorektor", PB, RK, "prorektor"),
        (f"{PB}, {RK}", PB, RK, ""),
        (f"{PB}, prorektor Roman Kaczyński", PB, "Roman Kaczyński", "prorektor"),
        (f"{PB}, Roman Kaczyński, prorektor", PB, "Roman Kaczyński", "prorektor"),
        (f"{PB}, prorektor", PB, "", "prorektor"),
        ("ABC, prezes zarządu Jan Kowalski-Nowak", "ABC", "Jan Kowalski-Nowak", "prezes zarządu"),
        ("Klaster, rektor Politechniki Łódzkiej", "Klaster", "", "rektor Politechniki Łódzkiej"),
        ("ABC, reprezentowana przez prezesa Jana Kowalskiego", "ABC", "Jana Kowalskiego", "prezesa"),
    ],
)
def test_a_person_is_read_only_where_plainly_one(text, name, person, function):
    (line,) = lines_of(text)
    assert (line.name, line.person, line.function) == (name, person, function)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Urząd – Park", ("Urząd", "Park")),
        ("Urząd — Park", ("Urząd", "Park")),
        ("Urząd - Park", ("Urząd", "Park")),
        ("Park Naukowo-Technologiczny", ("Park Naukowo-Technologiczny", "")),
        ("A – B – C", ("A", "B – C")),
    ],
)
def test_a_dash_between_blanks_joins_two_names(name, parts):
    assert lines_of(name)[0].parts == parts


def test_a_line_that_announces_the_list_is_a_heading():
    heading, party = lines_of("Oto lista instytucji:\nPolitechnika")
    assert (heading.is_heading, party.is_heading) == (True, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Podlaski Park Przemysłowy", True), ("Wschód w Suwałkach", False), ("Roman Kaczyński", False)],
)
def test_an_institution_is_known_by_a_word(text, expected):
    assert names_institution(text) is expected


@pytest.mark.parametrize("text", ["x" + "-" * 50_000 + "x", "( " * 25_000 + "x", "x, " * 16_000, "- " * 25_000 + "x"])
def test_a_hostile_line_is_not_taken_apart(text):
    assert all(line.represented_by == "" for line in lines_of(text))
    assert max(len(line.name) for line in lines_of(text)) <= 1 or len(text) > LONGEST_LINE
