"""All data held on one person: found by the e-mail address and the account that goes with it, row by row."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, reduce
from operator import or_
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import CharField, ForeignKey, ManyToManyField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext

from declarations.models import Declaration, Signature
from declarations.personal import LABELS, TABLES, TITLES
from journal.models import Entry, PersonalValue, plain
from members.models import (
    Application,
    Contact,
    Invitation,
    Organisation,
    OutgoingMail,
    Proposal,
    Representative,
    User,
)

# Things of which everything personal is one person's.
OWN = ("members.user", "members.contact", "members.invitation", "members.application")
# A shorter name would be found in half of all texts.
SHORTEST_NAME = 5


@dataclass(frozen=True)
class Person:
    """One person by an e-mail address, with or without an account."""

    email: str
    account: User | None

    @cached_property
    def emails(self) -> list[str]:
        """Return every address known of the person; the account may have another than the one asked about."""
        own = EmailAddress.objects.filter(user=self.account).values_list("email", flat=True)
        known = {self.email, *own, *([self.account.email] if self.account else [])}
        return sorted({email.strip().lower() for email in known})

    @cached_property
    def names(self) -> list[str]:
        """Return every name by which the person was entered."""
        typed = [
            *([self.account.name] if self.account else []),
            *self.rows["members.contact"].values_list("name", flat=True),
            *self.rows["members.invitation"].values_list("name", flat=True),
            *self.rows["members.application"].values_list("contact_name", flat=True),
        ]
        return sorted({name for name in typed if name})

    @cached_property
    def rows(self) -> dict[str, QuerySet[Any]]:
        """Return the rows that are the person's, by table; signatures and the journal apart."""
        account, sessions = self.account, UserSession.objects.filter(user=self.account)
        return {
            "members.user": User.objects.filter(pk=account.pk) if account else User.objects.none(),
            "members.representative": Representative.objects.filter(user=account),
            "members.contact": Contact.objects.filter(user=account),
            "members.invitation": Invitation.objects.filter(self._has("email")),
            "members.application": Application.objects.filter(self._has("contact_email")),
            "members.proposal": Proposal.objects.filter(by=account, by__isnull=False),
            "members.outgoingmail": OutgoingMail.objects.filter(
                Q(user=account, user__isnull=False) | self._has("recipient")
            ),
            "account.emailaddress": EmailAddress.objects.filter(user=account),
            "account.emailconfirmation": EmailConfirmation.objects.filter(email_address__user=account),
            "mfa.authenticator": Authenticator.objects.filter(user=account),
            "usersessions.usersession": sessions,
            "sessions.session": Session.objects.filter(session_key__in=sessions.values("session_key")),
            "admin.logentry": LogEntry.objects.filter(user=account),
        }

    @cached_property
    def signatures(self) -> QuerySet[Signature]:
        """Return the signatures under a name of the person for an organisation that the person spoke for.

        A namesake at another organisation is another person.
        """
        of = Organisation.objects.filter(
            Q(pk__in=self.rows["members.representative"].values("organisation"))
            | Q(pk__in=self.rows["members.invitation"].values("organisation"))
            | Q(pk__in=self.rows["members.application"].values("organisation"))
        )
        named = reduce(or_, (Q(person__iexact=name) for name in self.names), Q(pk=None))
        return Signature.objects.filter(named, Q(organisation__in=of) | Q(represented_by__in=of))

    @property
    def mails_that_tell(self) -> QuerySet[OutgoingMail]:
        """Return mails to whomever in whose words the person's address stands: erased with it, and shown to nobody.

        Whoever writes through the portal must not learn from them where the message went.
        """
        return OutgoingMail.objects.annotate(words=Cast("told", TextField())).filter(self._named("words"))

    @property
    def entries(self) -> QuerySet[Entry]:
        """Return the entries of the journal for what the person did."""
        return Entry.objects.filter(actor=str(self.account.key)) if self.account else Entry.objects.none()

    def own_values(self) -> QuerySet[PersonalValue]:
        """Return what stands beside the journal of the person's own things."""
        return PersonalValue.objects.filter(_about(self._own_things())).order_by("entry", "field", "side")

    def values(self) -> QuerySet[PersonalValue]:
        """Return these, what stands there of own things since removed, and every text with an address of the person."""
        beside = PersonalValue.objects.annotate(words=Cast("value", TextField()))
        own = self._own_things() | {*self._removed(beside)}
        return beside.filter(_about(own) | self._named("words")).order_by("entry", "field", "side")

    def _own_things(self) -> set[tuple[str, str]]:
        """Name the things that are the person's, by kind and key as the journal does."""
        return {(kind, str(key)) for kind in OWN for key in self.rows[kind].values_list("pk", flat=True)}

    def _removed(self, beside: QuerySet[PersonalValue]) -> Iterator[tuple[str, str]]:
        """Name the things that the journal knows as the person's, whether they are still there or not."""
        own = {"entry__object_type__in": OWN, "field__in": ["email", "contact_email"], "value__in": self.emails}
        addressed = beside.filter(**own).exclude(entry__object_type="members.contact")
        key = self.account.pk if self.account else None
        of_account = Q(entry__facts__user_id__0=key) | Q(entry__facts__user_id__1=key)
        contacts = beside.filter(of_account, entry__object_type="members.contact") if key else beside.none()
        for found in (addressed, contacts):
            yield from found.values_list("entry__object_type", "entry__object_key")

    def _has(self, column: str) -> Q:
        return reduce(or_, (Q(**{f"{column}__iexact": email}) for email in self.emails))

    def _named(self, column: str) -> Q:
        return _named_in(column, self.emails)


def _about(things: set[tuple[str, str]]) -> Q:
    return reduce(or_, (Q(entry__object_type=kind, entry__object_key=key) for kind, key in things), Q(pk=None))


def _named_in(column: str, words: list[str]) -> Q:
    """Return the condition that one of the words stands in a text, and not as a part of a longer one."""
    patterns = (rf"(^|[^\w.+-]){re.escape(word)}($|[^\w-])" for word in words)
    return reduce(or_, (Q(**{f"{column}__iregex": pattern}) for pattern in patterns), Q(pk=None))


@dataclass(frozen=True)
class Held:
    """What one table holds on a person, and why it is kept; each row by column, as data and in words."""

    table: str
    kind: str
    ground: Promise
    rows: list[dict[str, Any]]
    # Label and text of what says something; whose row it is, the reader knows.
    in_words: list[list[tuple[str, str]]]
    # How many rows there are, where fewer were read.
    count: int


@dataclass(frozen=True)
class Mention:
    """A text in which the person is named, of a thing that is not the person's."""

    kind: str
    thing: str


def person_of(email: str) -> Person:
    """Return the person with an e-mail address, of whom there may be nothing."""
    email = email.strip().lower()
    return Person(email, User.objects.filter(email=email).first())


def held_on(person: Person, *, shows_hidden: bool = True) -> list[Held]:
    """Return all that is held on a person, without passwords, keys and other secrets; empty tables are left out.

    For whoever answers for the register: the texts of others are among it. What the person shows to nobody is left out
    unless `shows_hidden` is set. Regulation (EU) 2016/679, article 15.
    """
    found: dict[str, QuerySet[Any]] = {
        **person.rows,
        "declarations.signature": person.signatures,
        "journal.entry": person.entries,
        "journal.personalvalue": person.values(),
    }
    return _filled(_held(table, rows, shows_hidden=shows_hidden) for table, rows in found.items())


def own_data(person: Person, *, readable: QuerySet[Declaration], at_most: int | None = None) -> list[Held]:
    """Return what is held on a person as the person itself is shown it: nothing that is of others as well.

    `readable` are the declarations that the person may open; of each table at most so many rows are read.
    """
    found: dict[str, QuerySet[Any]] = {
        **person.rows,
        "declarations.signature": person.signatures.filter(declaration__in=readable),
        "journal.entry": person.entries.order_by("-number"),
        "journal.personalvalue": person.own_values(),
    }
    return _filled(_held(table, rows, at_most=at_most) for table, rows in found.items())


def disclosed(person: Person, held: list[Held], mentions: list[Mention] | None = None) -> dict[str, Any]:
    """Return what is held on a person as JSON's own types: the tables with their grounds, and where else."""
    return {
        "person": person.email,
        "held": [
            {"table": each.table, "kind": each.kind, "ground": str(each.ground), "rows": each.rows} for each in held
        ],
        "named_in": [{"kind": mention.kind, "thing": mention.thing} for mention in mentions or []],
    }


def mentions_of(person: Person) -> list[Mention]:
    """Return the texts of the register that name the person by address or full name and are nobody's own data."""
    words = [*person.emails, *(name for name in person.names if len(name) >= SHORTEST_NAME)]
    own = {**person.rows, "declarations.signature": person.signatures}
    found = []
    for model, columns in _texts().items():
        things = model._base_manager.filter(reduce(or_, (_named_in(column, words) for column in columns)))
        if model._meta.label_lower in own:
            things = things.exclude(pk__in=own[model._meta.label_lower].values("pk"))
        found += [Mention(kind=_title(model), thing=str(thing)) for thing in things]
    return found


def left_without_owner(person: Person, *, on: date) -> list[Organisation]:
    """Return the organisations of the day whose only owner is the person."""
    owners = Representative.objects.in_force(on=on).filter(role=Representative.Role.OWNER, user__is_active=True)
    own = Organisation.objects.filter(pk__in=owners.filter(user=person.account).values("organisation"))
    others = owners.exclude(user=person.account).values("organisation")
    return list(own.exclude(pk__in=others))


def _filled(held: Iterable[Held]) -> list[Held]:
    return [each for each in held if each.rows]


def _held(table: str, rows: QuerySet[Any], *, at_most: int | None = None, shows_hidden: bool = True) -> Held:
    model, kept = apps.get_model(table), TABLES[table]
    columns: list[Any] = [model._meta.get_field(name) for name in kept.personal.split()]
    near = [column.name for column in columns if isinstance(column, ForeignKey)]
    far = [column.name for column in columns if isinstance(column, ManyToManyField)]
    read = rows.select_related(*near).prefetch_related(*far) if near else rows.prefetch_related(*far)
    shown = list(read[:at_most])
    if not shows_hidden:
        for row in shown:
            _hide(row)
    of_things = [column for column in columns if column.related_model is not User]
    return Held(
        table=table,
        kind=_title(model),
        ground=kept.ground,
        rows=[{column.name: _value(row, column) for column in columns} for row in shown],
        in_words=[[(_label(column), words) for column in of_things if (words := _words(row, column))] for row in shown],
        count=rows.count() if at_most else len(shown),
    )


def _hide(row: Model) -> None:
    """Empty the fields of a contact that its person shows to nobody; the row is not kept."""
    for name in row.hidden() if isinstance(row, Contact) else ():
        setattr(row, name, "")


def _value(row: Model, column: Any) -> Any:
    if isinstance(column, ManyToManyField):
        return [str(each) for each in getattr(row, column.name).all()]
    value = getattr(row, column.name)
    return str(value) if isinstance(value, Model) else plain(value)


def _words(row: Model, column: Any) -> str:
    value = getattr(row, column.name)
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    match value:
        case bool():
            return gettext("yes") if value else gettext("no")
        case datetime():
            return date_format(timezone.localtime(value), "DATETIME_FORMAT")
        case date():
            return date_format(value)
        case dict() | list():
            return json.dumps(value, ensure_ascii=False) if value else ""
        case str() | Model():
            return str(value)
        case None:
            return ""
        case _:
            return ", ".join(_value(row, column))


def _label(column: Any) -> str:
    return str(LABELS.get(column.name, column.verbose_name))


def _title(model: type[Model]) -> str:
    return str(TITLES.get(model._meta.label_lower) or capfirst(str(model._meta.verbose_name_plural)))


def _texts() -> dict[type[Model], list[str]]:
    """Return the columns of the register in which somebody may be named."""
    tables = [table for table in TABLES if table.startswith(("members.", "declarations."))]
    found = {apps.get_model(table): _written(apps.get_model(table), TABLES[table].personal) for table in tables}
    return {model: columns for model, columns in found.items() if columns and model is not OutgoingMail}


def _written(model: type[Model], personal: str) -> list[str]:
    columns: list[Any] = [model._meta.get_field(name) for name in personal.split() if name != "search_text"]
    return [each.name for each in columns if isinstance(each, CharField | TextField) and not each.choices]
