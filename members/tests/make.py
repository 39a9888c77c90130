"""Readable test data for the ground floor: dull defaults, made the way the portal makes them."""

from datetime import UTC, date, datetime

from django.test import Client

import journal.use_cases as journal
from journal.models import PublishedHead
from members import use_cases
from members.models import Cluster, Group, KeyFigure, Membership, Organisation, Representative, User

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BY = {"by": None, "at": AT}


def organisation(name: str = "Huta Łabędy", **facts: object) -> Organisation:
    thing = Organisation(name=name, **{"kind": Organisation.Kind.ENTERPRISE} | facts)
    use_cases.keep_organisation(organisation=thing, **BY)
    return thing


def member(
    name: str = "Huta Łabędy", *, since: date = date(2014, 1, 1), until: date | None = None, **facts: object
) -> Organisation:
    thing = organisation(name, **facts)
    journal.keep(thing=Membership(organisation=thing, since=since, until=until), **BY)
    return thing


def representative(
    email: str, organisation: Organisation, *, since: date = date(2014, 1, 1), until: date | None = None
) -> User:
    made: Representative = use_cases.appoint_representative(
        email=email, organisation=organisation, since=since, until=until, **BY
    )
    return made.user


def coordinator(email: str = "office@example.org") -> User:
    return use_cases.create_account(email=email, role="coordinator", **BY)


def auditor(email: str = "auditor@example.org") -> User:
    return use_cases.create_account(email=email, role="auditor", **BY)


def operator(email: str = "operator@example.org") -> User:
    return use_cases.create_account(email=email, role="operator", **BY)


def group(slug: str = "gzw", **facts: object) -> Group:
    thing = Group(slug=slug, **{"name_pl": "Grupa Zaawansowanej Współpracy"} | facts)
    journal.keep(thing=thing, **BY)
    return thing


def cluster(name: str = "Klaster Obróbki Metali", **facts: object) -> Cluster:
    thing = Cluster(organisation=organisation(name, kind="cluster"), **facts)
    use_cases.keep_cluster(cluster=thing, **BY)
    return thing


def key_figure(**facts: object) -> KeyFigure:
    told = {"label_pl": "Członkowie", "value": 95, "as_of": date(2014, 11, 12), "source": "Komunikat klastra"}
    thing = KeyFigure(**told | facts)
    journal.keep(thing=thing, **BY)
    return thing


def published_head(day: date) -> PublishedHead:
    """Publish the head of the journal, as the timer does in the morning of the day."""
    return journal.publish_head(at=datetime(day.year, day.month, day.day, 6, tzinfo=UTC))


def browser(user: User | None = None, *, language: str = "pl", **ways: object) -> Client:
    """Return the browser of a person, or of an anonymous visitor."""
    client = Client(headers={"Accept-Language": language}, **ways)
    if user:
        client.force_login(user)
    return client
