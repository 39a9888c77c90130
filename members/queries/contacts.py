"""Who of an organisation can be written to through the portal, and what the writer knows them by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from journal.models import Entry
from members.models import Contact, Organisation, Representative
from members.querysets import OrganisationQuerySet

Seen = Contact.Seen


@dataclass(frozen=True)
class Way:
    """One way to reach an organisation: what the reader knows it by, and the people a message goes to."""

    called: str
    people: list[Representative]


def with_reach(organisations: OrganisationQuerySet, *, on: date) -> OrganisationQuerySet:
    """Add `is_reachable`: whether there is anybody on the day who can be written to."""
    of_it = _speaking(on).filter(organisation=OuterRef("pk"))
    return organisations.annotate(is_reachable=Exists(_showing(of_it) | of_it.filter(role=Representative.Role.OWNER)))


def ways_to_reach(
    organisation: Organisation, shown: Mapping[Contact, Mapping[str, str]], *, on: date
) -> dict[str, Way]:
    """Return, by a key for forms, the ways to reach an organisation on the day; `shown` is what the reader may see.

    A person who shows anything to members can be written to; where nobody does, the owners can. Whoever the reader
    knows neither by name nor by function is the organisation's contact.
    """
    people = list(_showing(_speaking(on).filter(organisation=organisation)).select_related("user"))
    if not people:
        owners = _speaking(on).filter(organisation=organisation, role=Representative.Role.OWNER)
        people = list(owners.select_related("user"))
    fields = {contact.user_id: told for contact, told in shown.items() if contact.organisation_id == organisation.pk}
    ways: dict[str, Way] = {}
    for person in people:
        told = fields.get(person.user_id, {})
        called = ", ".join(filter(None, (told.get("name"), told.get("function")))) or _("The organisation’s contact")
        known = next((way for way in ways.values() if way.called == called), None)
        if known:
            known.people.append(person)
        else:
            ways[str(person.pk)] = Way(called, [person])
    return ways


def last_narrowing(contact: Contact) -> tuple[datetime, str] | None:
    """Return when and why the office showed the contact to fewer readers, unless the person has changed it since."""
    acts = Entry.objects.about(contact).exclude(act="merge").newest_first().prefetch_related("personal_values")
    last = acts.first()
    if last is None or last.act != "narrow":
        return None
    return last.at, next((one.value for one in last.personal_values.all() if one.field == "reason"), "")


def _speaking(on: date) -> QuerySet[Representative]:
    return Representative.objects.in_force(on=on).filter(user__is_active=True).order_by("since", "pk")


def _showing(people: QuerySet[Representative]) -> QuerySet[Representative]:
    """Keep the people who show a field of their contact to members."""
    shows = (Q(**{f"{name}_seen__in": (Seen.MEMBERS, Seen.PUBLIC)}) & ~Q(**{name: ""}) for name in Contact.FIELDS)
    own = Contact.objects.filter(user=OuterRef("user"), organisation=OuterRef("organisation"))
    return people.filter(Exists(own.filter(reduce(or_, shows))))
