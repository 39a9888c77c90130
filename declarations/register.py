"""The whole register as one canonical document: written out, and read back into the same state.

Rows are named by what people know them by (address, number of identity, days), never by database keys, so that the
document of a register and of its copy are the same bytes.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, models
from django.db.models import Q
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

import journal.use_cases as journal
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
    TrustList,
    Wording,
)
from journal.models import Journalled, plain
from members.models import (
    Application,
    Certificate,
    Cluster,
    Contact,
    FormerSlug,
    Group,
    GroupMembership,
    KeyFigure,
    Membership,
    Organisation,
    Proposal,
    Representative,
    User,
)

FORMAT = "kom-register/1"


@dataclass(frozen=True)
class Table:
    """How the rows of one model are named in the document, in the order in which they can be read back."""

    model: type[models.Model]
    name: str
    identity: tuple[str, ...]  # the fields that tell one row from all others
    left_out: frozenset[str] = frozenset({"id", "version"})


def _personal_account(model: type[models.Model]) -> frozenset[str]:
    # An account travels with its name and address only: no password, no right and no journal key is given by a file.
    return frozenset(field.name for field in model._meta.get_fields()) - {"email", "name"}


TABLES = (
    Table(Organisation, "organisations", ("slug",)),
    Table(FormerSlug, "former_addresses", ("slug",)),
    Table(Cluster, "cluster", ("organisation",)),
    Table(Group, "groups", ("slug",)),
    Table(Membership, "memberships", ("organisation", "since")),
    Table(GroupMembership, "group_memberships", ("group", "organisation", "since")),
    Table(
        KeyFigure,
        "key_figures",
        ("label_pl", "as_of", "is_target", "position", "group", "period_from", "period_to"),
    ),
    Table(User, "persons", ("email",), _personal_account(User)),
    Table(Representative, "representatives", ("user", "organisation", "since")),
    Table(Contact, "contacts", ("user", "organisation")),
    Table(Certificate, "certificates", ("organisation", "name", "number", "since")),
    Table(Proposal, "profile_proposals", ("organisation", "made_at")),
    Table(Application, "applications", ("name", "made_at")),
    Table(SigningEvent, "events", ("slug",)),
    Table(Declaration, "declarations", ("slug",)),
    Table(Signature, "signatures", ("declaration", "organisation", "side")),
    Table(Wording, "wordings", ("declaration", "sha256")),
    Table(Document, "documents", ("declaration", "sha256")),
    Table(Examination, "examinations", ("document", "at")),
    Table(TrustList, "trust_lists", ("sha256",)),
    Table(Statement, "statements", ("event", "organisation", "person", "said_on", "position")),
    Table(Post, "posts", ("slug",)),
    Table(PostLink, "post_links", ("post", "organisation", "event", "declaration")),
    Table(Picture, "pictures", ("event", "post", "sha256")),
)
_BY_MODEL: dict[Any, Table] = {table.model: table for table in TABLES}


class BadRegister(Exception):
    """Raised when a document cannot be read back; its text names the table, the row and what is wrong."""


# Writing out


def export() -> str:
    """Return the whole register as canonical JSON: sorted keys and rows, two-space indent, one final line break."""
    names: dict[Any, dict[int, str]] = {}
    for model in (Organisation, Group, User, SigningEvent, Declaration, Document, Post):
        names[model] = _names(model, names)
    document: dict[str, Any] = {"format": FORMAT}
    for table in TABLES:
        rows = [_row_out(thing, table, names) for thing in _exported(table)]
        document[table.name] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True, ensure_ascii=False))
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def _exported(table: Table) -> models.QuerySet[Any]:
    rows = table.model._base_manager.all()
    if table.model is not User:
        return rows
    # Persons are in the register by what they do for an organisation; an account of the office is no part of it.
    of_an_organisation = Q(representations__isnull=False) | Q(contacts__isnull=False)
    return rows.filter(of_an_organisation | Q(pk__in=Proposal.objects.values("by"))).distinct()


def _names(model: type[models.Model], known: dict[Any, dict[int, str]]) -> dict[int, str]:
    """Return what each row of a model is called in the document: its identity, with a / between the parts of one."""
    parts: list[Any] = [model._meta.get_field(name) for name in _BY_MODEL[model].identity]
    return {
        key: "/".join(
            known[part.related_model][value] if part.is_relation else value
            for part, value in zip(parts, values, strict=True)
        )
        for key, *values in model._base_manager.values_list("pk", *(part.attname for part in parts))
    }


def _columns(table: Table) -> list[models.Field]:
    derived: frozenset[str] = getattr(table.model, "DERIVED", frozenset())
    return [field for field in table.model._meta.concrete_fields if field.name not in table.left_out | derived]


def _row_out(thing: models.Model, table: Table, names: dict[Any, dict[int, str]]) -> dict[str, Any]:
    row = {}
    # What a person hides from everybody leaves in no file; reading a row back leaves such columns as they are.
    hidden = thing.hidden() if isinstance(thing, Contact) else frozenset()
    for field in _columns(table):
        if field.name in hidden:
            continue
        value = getattr(thing, field.attname)
        if field.is_relation and value is not None:
            row[field.name] = names[field.related_model][value]
        else:
            row[field.name] = plain(value)
    return row


# Reading back


def restore(text: str, *, by: User | None, at: datetime) -> int:
    """Read a document back: all of it, or nothing (BadRegister). Rows that are as described stay untouched.

    Returns how many rows were added or changed; each has its journal entry. Rows that the document does not name stay.
    """
    document = _parsed(text)
    changed = 0
    with journal.writing():
        for table in TABLES:
            read: set[tuple[Any, ...]] = set()
            for number, row in _in_reading_order(document.get(table.name, []), table):
                try:
                    changed += _row_in(table, row, read, by=by, at=at)
                except (ValidationError, ValueError, DatabaseError) as error:
                    told = {"table": table.name, "number": number, "error": _words(error)}
                    raise BadRegister(_("%(table)s, row %(number)s: %(error)s") % told) from error
        _keep_wordings(at)
    return changed


def _keep_wordings(at: datetime) -> None:
    # A document written before wordings were kept has none, and printed letters are found by them.
    known = set(Wording.objects.values_list("declaration", "sha256"))
    for paper in Declaration.objects.filter(opened_at__isnull=False):
        if (paper.pk, paper.wording_sha256()) not in known:
            Wording.objects.create(declaration=paper, sha256=paper.wording_sha256(), since=at)


def _in_reading_order(rows: list[Any], table: Table) -> Iterator[tuple[int, Any]]:
    """Return the rows with their numbers, each after those of the same table that it points at."""
    own = [field.name for field in _columns(table) if field.related_model is table.model]
    waiting = list(enumerate(rows, start=1))
    while own and waiting:
        awaited = {_name_in(row, table) for _number, row in waiting}
        held = [each for each in waiting if any(_name_in(each[1], table, name) in awaited for name in own)]
        if len(held) == len(waiting):
            break  # They point at one another in a ring; the first of them names a row that is not there.
        yield from (each for each in waiting if each not in held)
        waiting = held
    yield from waiting


def _name_in(row: Any, table: Table, pointer: str = "") -> str | None:
    """Return what a row of the document is called by others, or the name in one of its fields."""
    if not isinstance(row, dict):
        return None
    if pointer:
        return str(row[pointer]) if row.get(pointer) else None
    return "/".join(str(row.get(name)) for name in table.identity)


def _parsed(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
        text.encode()
    except (ValueError, RecursionError) as error:
        raise BadRegister(_("This is not JSON: %(error)s") % {"error": error}) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise BadRegister(_("This is not a register document of the format %(format)s.") % {"format": FORMAT})
    unknown = set(document) - {table.name for table in TABLES} - {"format"}
    if unknown:
        raise BadRegister(_("Unknown tables: %(tables)s") % {"tables": ", ".join(sorted(unknown))})
    if not all(isinstance(document[name], list) for name in document if name != "format"):
        raise BadRegister(_("Each table is a list of rows."))
    return document


def _row_in(table: Table, row: Any, read: set[tuple[Any, ...]], *, by: User | None, at: datetime) -> bool:
    if not isinstance(row, dict):
        raise ValueError(_("a row is an object with named fields"))
    columns = {field.name: field for field in _columns(table)}
    for message, names in (
        (_("unknown fields: %(fields)s"), set(row) - set(columns)),
        (_("missing fields: %(fields)s"), set(table.identity) - set(row)),
    ):
        if names:
            raise ValueError(message % {"fields": ", ".join(sorted(names))})
    values = {columns[name].attname: _value_in(columns[name], value) for name, value in row.items()}
    identity = {columns[name].attname: values[columns[name].attname] for name in table.identity}
    if tuple(identity.values()) in read:
        raise ValueError(_("the same row stands in the table twice"))
    read.add(tuple(identity.values()))
    thing = table.model._base_manager.filter(**identity).first() or _new(table, identity)
    before = {name: getattr(thing, name) for name in values}
    for name, value in values.items():
        setattr(thing, name, value)
    thing.clean()
    if not thing._state.adding and before == {name: getattr(thing, name) for name in values}:
        return False
    if isinstance(thing, Journalled):
        journal.keep(thing=thing, by=by, at=at, act="import")
    else:
        thing.full_clean()
        thing.save()
    return True


def _new(table: Table, identity: dict[str, Any]) -> models.Model:
    thing = table.model(**identity)
    if isinstance(thing, User):
        thing.set_unusable_password()
    if isinstance(thing, Cluster):
        thing.pk = 1
    return thing


# What stands for a column in the document, by JSON's own types; anything else is text.
_JSON_TYPES: dict[type, type] = {
    models.BooleanField: bool,
    models.IntegerField: int,
    models.JSONField: dict,
}


def _value_in(field: models.Field, value: Any) -> Any:
    """Return a column's value from the document: what the document would say for it, and nothing near to that."""
    try:
        return _read(field, value)
    except ValueError as error:
        raise ValueError(f"{field.name}: {error}") from error


def _read(field: models.Field, value: Any) -> Any:
    if value is None:
        if not field.null:
            raise ValueError(_("this cannot be empty"))
        return None
    if isinstance(field, models.JSONField):
        return _json(value, field.default)
    wanted: Any = next((kind for column, kind in _JSON_TYPES.items() if isinstance(field, column)), str)
    if type(value) is not wanted:
        raise ValueError(_("this is of the wrong type"))
    if wanted is str:
        value.encode()  # A lone half of a pair of surrogates is no character (UnicodeEncodeError, a ValueError).
        _refuse_nul(value)
    if field.is_relation:
        return _key_of(field.related_model, value)
    readers: dict[type, Callable[[str], Any]] = {
        models.DateTimeField: _moment,
        models.DateField: _day,
        models.DecimalField: _decimal,
    }
    return readers.get(type(field), lambda as_it_is: as_it_is)(value)


def _json(value: Any, wanted: Any) -> Any:
    """Return a column that holds JSON itself: a list or an object, of what every database keeps."""
    if not isinstance(value, wanted):
        raise ValueError(_("this is of the wrong type"))
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        _refuse_nul(value)
    except RecursionError as error:
        raise ValueError(_("this is of the wrong type")) from error
    return value


def _refuse_nul(value: Any) -> None:
    if isinstance(value, str) and "\0" in value:
        raise ValueError(_("a text cannot hold the character NUL"))
    for inner in [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_nul(inner)


def _key_of(model: Any, name: str) -> int:
    *above, last = _BY_MODEL[model].identity
    # Only the last part is the thing's own; what stands before the last / names what it belongs to.
    owner, _slash, own = name.rpartition("/") if above else ("", "", name)
    asked: dict[str, Any] = {last: own}
    for part in above:
        asked[part] = _key_of(model._meta.get_field(part).related_model, owner)
    key = model._base_manager.filter(**asked).values_list("pk", flat=True).first()
    if key is None:
        raise ValueError(_("no row is named “%(name)s”") % {"name": name})
    return key


def _day(text: str) -> date:
    # The parsers of days and numbers take the digits of every script; the document has one way to write them.
    value = parse_date(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    if value is None:
        raise ValueError(_("a day is written YYYY-MM-DD"))
    return value


def _moment(text: str) -> datetime:
    value = parse_datetime(text) if text.isascii() else None
    # The first and the last year leave room for the moment in every zone.
    if value is None or value.tzinfo is None or not 1 < value.year < 9999:
        raise ValueError(_("a moment is written YYYY-MM-DDTHH:MM:SS+00:00"))
    return value


def _decimal(text: str) -> Decimal:
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise ValueError(_("a number is written with digits and a point"))
    return Decimal(text)


def _words(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    if not hasattr(error, "error_dict"):
        return "; ".join(error.messages)
    return "; ".join(
        text if name == NON_FIELD_ERRORS else f"{name}: {text}"
        for name, texts in error.message_dict.items()
        for text in texts
    )
