"""The law of lists: a page asks the database the same few questions, however many rows it shows or counts."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from declarations.models import (
    Declaration,
    Document,
    Examination,
    Picture,
    Post,
    PostLink,
    Signature,
    SigningEvent,
    Statement,
)
from declarations.tests import make
from journal.models import Entry, PublishedHead
from members.models import (
    Application,
    Certificate,
    Contact,
    Group,
    GroupMembership,
    Invitation,
    KeyFigure,
    Membership,
    Organisation,
    OutgoingMail,
    Proposal,
    Representative,
    User,
)
from members.tests.make import AT, coordinator, organisation, representative
from members.text import fold, sort_key

FEW, MANY = 10, 120
AT_MOST = 14

DAY = date(2014, 11, 7)
SIGNED = {"state": "signed", "signed_on": DAY, "method": "handwritten"}

PUBLIC = (
    "/",
    "/partnerzy/",
    "/partnerzy/?q=firma&kind=enterprise&city=lodz&year=2014&as_of=2020-01-01",
    "/czlonkowie/",
    "/podmioty/pierwsza/",
    "/wydarzenia/",
    "/wydarzenia/wielkie/",
    "/deklaracje/wielka/",
    "/api/partners/",
    "/api/members/",
    "/api/events/",
    "/api/organisations/pierwsza/",
    "/api/partners.csv",
    "/api/members.csv",
    "/api/events.csv",
    "/feed/",
    "/aktualnosci/",
    "/aktualnosci/nowina/",
    "/api/news/",
    "/sitemap.xml",
    "/dziennik/",
    "/dziennik/atom/",
    "/api/journal/heads/",
)
CLOSED = ("/deklaracje/", "/deklaracje/wielka/", "/deklaracje/wielki-projekt/")
ADMIN = tuple(
    f"/admin/{table}/"
    for table in (
        "members/organisation",
        "members/membership",
        "members/representative",
        "members/groupmembership",
        "members/keyfigure",
        "members/outgoingmail",
        "members/certificate",
        "members/contact",
        "members/proposal",
        "members/application",
        "members/invitation",
        "declarations/declaration",
        "declarations/signingevent",
        "declarations/signature",
        "declarations/post",
        "declarations/statement",
        "journal/entry",
    )
)


@pytest.fixture
def readers(db) -> dict[str, Client]:
    """Return a browser for each reader; a register in which everything hangs on one of each thing."""
    first = organisation("Pierwsza")
    Membership.objects.create(organisation=first, since=DAY)
    group = Group.objects.create(slug="grupa", name_pl="Grupa")
    GroupMembership.objects.create(group=group, organisation=first, since=DAY)
    party = organisation("Strona")
    make.concluded("wielka", first, party, event=make.event("wielkie"), visibility="public")
    make.draft("wielki-projekt", first)
    make.post("nowina", first)
    clients = {"anonymous": Client(), "member": Client(), "party": Client(), "coordinator": Client()}
    clients["party"].force_login(representative("party@example.org", party))
    clients["member"].force_login(representative("member@example.org", first))
    clients["coordinator"].force_login(coordinator())
    return clients


def grow(start: int, end: int) -> None:
    """Add rows of each kind, written at once for speed: what the register derives from names is filled in here."""
    firms = Organisation.objects.bulk_create(_firm(number) for number in range(start, end))
    people = User.objects.bulk_create(User(email=f"{firm.slug}@example.org") for firm in firms)
    group, period = Group.objects.get(), {"since": DAY}
    first = Organisation.objects.get(slug="pierwsza")
    rows = [
        row
        for firm, user in zip(firms, people, strict=True)
        for row in (
            firm,
            user,
            Membership(organisation=firm, **period),
            GroupMembership(organisation=firm, group=group, **period),
            Representative(organisation=firm, user=user, **period),
            KeyFigure(label_pl="x", value=1, as_of=DAY, group=group, source="x"),
            Certificate(organisation=firm, name="ISO 9001", **period),
            Contact(organisation=firm, user=user, name="x", name_seen="members"),
            Contact(organisation=first, user=user, name="x", name_seen="public"),
            Representative(organisation=first, user=user, **period),
            Certificate(organisation=first, name=f"ISO {firm.pk}", **period),
            Proposal(organisation=firm, by=user, made_at=AT, changes={"city": ["Łódź", "Gliwice"]}),
            *_invitations(first, user),
            Application(name=firm.name, kind="enterprise", city="Łódź", contact_email=user.email, made_at=AT),
        )
    ]
    of_people = (Representative, Contact, Invitation)
    for model in (Membership, GroupMembership, KeyFigure, Certificate, Proposal, Application, *of_people):
        model.objects.bulk_create(row for row in rows if isinstance(row, model))
    OutgoingMail.objects.bulk_create(
        OutgoingMail(kind="profile_due", recipient=user.email, user=user, made_at=AT) for user in people
    )
    _write(rows)
    _publish(start, end)
    _sign(firms)
    _hold_events(start, end)


def _invitations(first: Organisation, user: User) -> list[Invitation]:
    """Return an invitation and a request that wait, whenever it is asked."""
    times = {"made_at": AT, "expires_at": datetime(2200, 1, 1, tzinfo=UTC)}
    return [
        Invitation(organisation=first, email=user.email, **times),
        Invitation(organisation=first, email=user.email, asked=Invitation.Asked.BY_THEM, confirmed_at=AT, **times),
    ]


def _firm(number: int) -> Organisation:
    name = f"Firma {number}"
    derived = {"city_search": "lodz", "search_text": fold(f"{name} Łódź"), "sort_key": sort_key(name)}
    return Organisation(name=name, slug=f"firma-{number}", kind="enterprise", city="Łódź", **derived)


def _write(rows: list[Model]) -> None:
    """Add an entry about each row, so that every page of the journal is about all kinds of things."""
    last = Entry.objects.latest("number").number
    actors = list(User.objects.values_list("key", flat=True))
    Entry.objects.bulk_create(
        Entry(
            number=number,
            at=AT,
            actor=str(actors[number % len(actors)]),
            act="change",
            object_type=row._meta.label_lower,
            object_key=str(row.pk),
            hash=sha256(str(number).encode()).hexdigest(),
        )
        for number, row in enumerate(rows, start=last + 1)
    )


def _publish(start: int, end: int) -> None:
    """Add published heads, one a day."""
    PublishedHead.objects.bulk_create(
        PublishedHead(day=DAY + timedelta(days=day), at=AT, number=1, hash="1" * 64) for day in range(start, end)
    )


def _sign(firms: list[Organisation]) -> None:
    """Make the firms parties of one large paper and of one large draft, and give both a file for each."""
    paper, draft = Declaration.objects.get(slug="wielka"), Declaration.objects.get(slug="wielki-projekt")
    for declaration, facts in ((paper, SIGNED), (draft, {})):
        Signature.objects.bulk_create(
            Signature(
                declaration=declaration,
                organisation=firm,
                represented_by=firm,
                name_as_signed=firm.name,
                position=1,
                **facts,
            )
            for firm in firms
        )
    for declaration in (paper, draft):
        _file(declaration, firms)


def _file(declaration: Declaration, firms: list[Organisation]) -> None:
    """Give a declaration a file for each firm, every second one the new version of another, all of them examined."""
    documents = Document.objects.bulk_create(
        Document(
            declaration=declaration,
            title=firm.name,
            size=1,
            sha256=sha256(firm.slug.encode()).hexdigest(),
            uploaded_at=datetime(2014, 11, 7, tzinfo=UTC),
            visibility="public",
        )
        for firm in firms
    )
    for earlier, later in zip(documents[::2], documents[1::2], strict=True):
        later.supersedes = earlier
    Document.objects.bulk_update(documents, ["supersedes"])
    Examination.objects.bulk_create(
        Examination(document=document, at=AT, verdict="unsigned", library="x") for document in documents
    )


def _hold_events(start: int, end: int) -> None:
    """Add signing events, each with an amendment that one and the same organisation signed."""
    first, base = Organisation.objects.get(slug="pierwsza"), Declaration.objects.get(slug="wielka")
    amends = {"title": "x", "kind": "annex", "relation": "amends", "base": base, "state": "concluded"}
    events = SigningEvent.objects.bulk_create(
        SigningEvent(slug=f"w-{number}", title_pl="x", day=DAY, city="Łódź", host=first, is_published=True)
        for number in range(start, end)
    )
    papers = Declaration.objects.bulk_create(
        Declaration(slug=event.slug, event=event, dated_on=DAY, **amends) for event in events
    )
    Signature.objects.bulk_create(
        Signature(declaration=paper, organisation=first, position=1, name_as_signed="Pierwsza", **SIGNED)
        for paper in papers
    )
    _tell(events, first)


def _tell(events: list[SigningEvent], first: Organisation) -> None:
    """Add a post with a picture for each event, all about one organisation and one event, and who spoke there."""
    large, known = SigningEvent.objects.get(slug="wielkie"), Post.objects.get(slug="nowina")
    facts = {"title_pl": "x", "day": DAY, "text_pl": "x", "tags_pl": "x", "tag_search": ",x,", "is_published": True}
    posts = Post.objects.bulk_create(Post(slug=event.slug, **facts) for event in events)
    PostLink.objects.bulk_create(PostLink(post=post, organisation=first) for post in posts)
    PostLink.objects.bulk_create(PostLink(post=post, event=large) for post in posts)
    PostLink.objects.bulk_create(PostLink(post=known, event=event) for event in events)
    size = {"width": 4, "height": 3, "alt_pl": "x"}
    for owner in ({"event": large}, {"post": known}):
        sums = [sha256(f"{owner} {event.pk}".encode()).hexdigest() for event in events]
        Picture.objects.bulk_create(Picture(sha256=each, small_sha256=each, **size, **owner) for each in sums)
    Statement.objects.bulk_create(
        Statement(event=large, organisation=first, person=event.slug, said_on=DAY, text_pl="x") for event in events
    )


def counted(readers: dict[str, Client]) -> dict[str, int]:
    draft = Declaration.objects.get(slug="wielki-projekt").pk
    document = Document.objects.filter(declaration__slug="wielka").earliest("pk").pk
    page = f"/deklaracje/wielka/dokumenty/{document}/opis/"
    asked = [(reader, address) for address in (*PUBLIC, page) for reader in readers]
    asked += [(reader, address) for address in CLOSED[:2] for reader in ("member", "coordinator")]
    asked += [("anonymous", reverse("join"))]
    asked += [("member", "/konto/"), ("member", reverse("profile", args=["pierwsza"]))]
    asked += [(reader, reverse("people", args=["pierwsza"])) for reader in ("member", "coordinator")]
    of_members = (reverse("directory"), reverse("contact_write", args=["pierwsza"]))
    asked += [(reader, address) for address in of_members for reader in ("member", "party", "coordinator")]
    forms = ("/admin/", f"/admin/declarations/declaration/{draft}/change/")
    asked += [("coordinator", address) for address in (CLOSED[2], *ADMIN, *forms)]
    return {f"{reader} at {address}": _queries(readers[reader], address) for reader, address in asked}


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(queries)


def test_a_page_takes_the_same_few_queries_however_many_rows_there_are(readers):
    grow(0, FEW)
    form = f"/admin/declarations/declaration/{Declaration.objects.get(slug='wielki-projekt').pk}/change/"
    for address in ("/", "/admin/", form):  # What is asked once and remembered belongs to no page.
        readers["coordinator"].get(address)
    few = counted(readers)
    grow(FEW, MANY)
    many = counted(readers)
    growing = [f"{page}: {few[page]} queries, then {count}" for page, count in many.items() if count != few[page]]
    long = [f"{page}: {count} queries" for page, count in many.items() if count > AT_MOST]
    assert not growing + long, "\n".join(growing + long)
