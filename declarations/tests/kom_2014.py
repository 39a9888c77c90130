"""What the news item of November 2014 says, typed by hand: parties in written order, partners in Polish order."""

BIALYSTOK = [
    "Białostocka Fundacja Kształcenia Kadr",
    "Białostocki Park Naukowo-Technologiczny",
    "Izba Przemysłowo-Handlowa w Białymstoku",
    "Politechnika Białostocka",
    "Uniwersytet Medyczny w Białymstoku",
    "Uniwersytet w Białymstoku",
    "Urząd Marszałkowski Województwa Podlaskiego",
    "Urząd Miejski Białystok",
    "Urząd Miejski Czarna Białostocka – Podlaski Park Przemysłowy",
    "Wojewódzki Urząd Pracy",
    "Zakład Doskonalenia Zawodowego w Białymstoku",
    "Klaster Obróbki Metali",
]
SUWALKI = [
    "Park Naukowo-Technologiczny Polska – Wschód w Suwałkach",
    "Stowarzyszenie Euroregion Niemen",
    "Państwowa Wyższa Szkoła Zawodowa im. prof. Edwarda F. Szczepanika w Suwałkach",
    "Suwalska Specjalna Strefa Ekonomiczna",
    "Urząd Miejski w Suwałkach",
]
PERSONS = {
    "Politechnika Białostocka": ("prof. Roman Kaczyński", "prorektor"),
    "Urząd Marszałkowski Województwa Podlaskiego": ("Jarosław Dworzański", "marszałek województwa"),
    "Urząd Miejski Białystok": ("Tadeusz Truskolaski", "prezydent Białegostoku"),
    "Klaster Obróbki Metali": ("Sebastian Rynkiewicz", "prezes Centrum Promocji Innowacji i Rozwoju"),
}
# (name, town, kind, since), as an alphabet with its own letters has them: Pań… before Par…, w after M.
PARTNERS = [
    ("Białostocka Fundacja Kształcenia Kadr", "Białystok", "business_environment", "2014-11-07"),
    ("Białostocki Park Naukowo-Technologiczny", "Białystok", "business_environment", "2014-11-07"),
    ("Izba Przemysłowo-Handlowa w Białymstoku", "Białystok", "business_environment", "2014-11-07"),
    (
        "Państwowa Wyższa Szkoła Zawodowa im. prof. Edwarda F. Szczepanika w Suwałkach",
        "Suwałki",
        "university",
        "2014-11-12",
    ),
    ("Park Naukowo-Technologiczny Polska – Wschód w Suwałkach", "Suwałki", "business_environment", "2014-11-12"),
    ("Politechnika Białostocka", "Białystok", "university", "2014-11-07"),
    ("Stowarzyszenie Euroregion Niemen", "Suwałki", "business_environment", "2014-11-12"),
    ("Suwalska Specjalna Strefa Ekonomiczna", "Suwałki", "business_environment", "2014-11-12"),
    ("Uniwersytet Medyczny w Białymstoku", "Białystok", "university", "2014-11-07"),
    ("Uniwersytet w Białymstoku", "Białystok", "university", "2014-11-07"),
    ("Urząd Marszałkowski Województwa Podlaskiego", "Białystok", "local_government", "2014-11-07"),
    ("Urząd Miejski Białystok", "Białystok", "local_government", "2014-11-07"),
    ("Urząd Miejski Czarna Białostocka", "Czarna Białostocka", "local_government", "2014-11-07"),
    ("Urząd Miejski w Suwałkach", "Suwałki", "local_government", "2014-11-12"),
    ("Wojewódzki Urząd Pracy", "Białystok", "public_body", "2014-11-07"),
    ("Zakład Doskonalenia Zawodowego w Białymstoku", "Białystok", "business_environment", "2014-11-07"),
]
# The day asked about, and the partners of that day.
PARTNERS_ON = [
    ("2014-11-06", []),
    ("2014-11-07", [row for row in PARTNERS if row[3] == "2014-11-07"]),
    ("2014-11-10", [row for row in PARTNERS if row[3] == "2014-11-07"]),
    ("2014-11-11", [row for row in PARTNERS if row[3] == "2014-11-07"]),
    ("2014-11-12", PARTNERS),
]
