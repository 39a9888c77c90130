"""Readable test data for the ground floor: dull defaults, made the way the portal makes them."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

import journal.use_cases as journal
from journal.models import PublishedHead
from members import queries, use_cases
from members.models import (
    Application,
    Certificate,
    Cluster,
    Contact,
    Group,
    Invitation,
    KeyFigure,
    Membership,
    Organisation,
    Proposal,
    Representative,
    User,
)

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
    email: str,
    organisation: Organisation,
    *,
    since: date = date(2014, 1, 1),
    until: date | None = None,
    role: str = Representative.Role.OWNER,
) -> User:
    made: Representative = use_cases.appoint_representative(
        email=email, organisation=organisation, since=since, until=until, role=role, **BY
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


def invitation(organisation: Organisation, **facts: object) -> Invitation:
    told = {"email": "maria@example.org", "made_at": AT, "expires_at": AT + timedelta(days=14)}
    thing = Invitation(organisation=organisation, **told | facts)
    journal.keep(thing=thing, **BY)
    return thing


def key_in_mail(*, at: datetime = AT) -> str:
    """Send the mails that wait; return the key in the link of the last one."""
    while use_cases.send_next_mail(at=at, due_by=at):
        pass
    return re.findall(r"/([\w-]{43})/", mail.outbox[-1].body)[-1]


def application(name: str = "Odlewnia Żeliwa", **facts: object) -> Application:
    told = {"kind": "enterprise", "city": "Łódź", "contact_name": "Maria Żak", "contact_email": "maria@example.org"}
    thing = Application(name=name, **told | {"made_at": AT} | facts)
    journal.keep(thing=thing, **BY)
    return thing


def certificate(organisation: Organisation, name: str = "ISO 9001:2015", **facts: object) -> Certificate:
    thing = Certificate(organisation=organisation, name=name, **{"since": date(2024, 1, 1)} | facts)
    journal.keep(thing=thing, **BY)
    return thing


def proposal(
    organisation: Organisation, *, by: User | None = None, logo: bytes | None = None, **wanted: Any
) -> Proposal:
    """Return the proposal of the profile as it is besides the fields wanted; the rest of one that waits is kept."""
    organisation = Organisation.objects.get(pk=organisation.pk)
    now, waiting = queries.profile_of(organisation), queries.waiting_proposal(organisation)
    profile = now | queries.proposed(waiting.changes if waiting else {}) | wanted
    seen = queries.mark_of(now, waiting)
    return use_cases.propose_profile(organisation=organisation, profile=profile, logo=logo, seen=seen, by=by, at=AT)


def picture(
    kind: str = "PNG", size: tuple[int, int] = (40, 20), colour: str = "navy", **how: Any
) -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, kind, **how)
    return SimpleUploadedFile(f"logo.{kind.lower()}", file.getvalue())


def a_representation(email: str = "maria@example.org") -> Representative:
    return representative(email, organisation("Odlewnia")).representations.get()


def contact(user: User, organisation: Organisation, *, seen: str = "hidden", **facts: object) -> Contact:
    """Make the contact of a person at an organisation; `seen` is for the fields that say nothing themselves."""
    told = {f"{name}_seen": seen for name in Contact.FIELDS} | facts
    thing = Contact(user=user, organisation=organisation, **told)
    use_cases.keep_contact(contact=thing, **BY)
    return thing


def browser(user: User | None = None, *, language: str = "pl", **ways: object) -> Client:
    """Return the browser of a person, or of an anonymous visitor."""
    client = Client(headers={"Accept-Language": language}, **ways)
    if user:
        client.force_login(user)
    return client
