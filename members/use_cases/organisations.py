"""What can be done with organisations."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from members import queries
from members.models import FormerSlug, Organisation, User
from members.text import slug_of

# An organisation's own space lies beside these pages: one called like them could never be reached.
PAGES_OF_THE_ACCOUNT = frozenset(
    "confirm drugi-skladnik haslo inactive invitation join login logout logowanie moje-dane my-data nieaktywne "
    "password potwierdzenie prosba second-factor sesje sessions wylogowanie zaproszenie".split()
)


def keep_organisation(*, organisation: Organisation, by: User | None, at: datetime) -> None:
    """Save an organisation's facts. A new name gives a new address; the old one stays as a redirect.

    Refuses a stale copy (StaleVersion) and unsound facts (ValidationError).
    """
    with journal.writing():
        stored = organisation.stored()
        if stored is None or stored.name != organisation.name:
            organisation.slug = _free_slug(organisation)
        journal.keep(thing=organisation, by=by, at=at)
        if stored and stored.slug != organisation.slug:
            FormerSlug.objects.filter(slug=organisation.slug).delete()
            FormerSlug.objects.create(slug=stored.slug, organisation=organisation)


def _free_slug(organisation: Organisation) -> str:
    """Return the address for the name, numbered where a page or another organisation has it, or once had it."""
    base = slug_of(organisation.name)
    slug, number = base, 1
    others = Organisation.objects.exclude(pk=organisation.pk)
    formers = FormerSlug.objects.exclude(organisation_id=organisation.pk)
    while slug in PAGES_OF_THE_ACCOUNT or others.filter(slug=slug).exists() or formers.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def move(*, moves: list[queries.Move], to: Organisation, reason: str, by: User | None, at: datetime) -> None:
    """Make rows that point at an organisation absorbed by a merger point at the kept one; each has its entry."""
    with journal.writing():
        for moved in moves:
            for column in moved.columns:
                setattr(moved.thing, column, to)
            journal.keep(thing=moved.thing, by=by, at=at, act="merge", reason=reason)


def merge_organisations(
    *, kept: Organisation, absorbed: Organisation, reason: str, by: User | None, at: datetime
) -> None:
    """Move what the ground floor knows of one organisation to another, and remove the absorbed one.

    The kept one takes over what it lacks; the addresses of the absorbed one lead to it from now on. Refuses, naming
    what stands in the way, where periods overlap (ValidationError).
    """
    with journal.writing():
        kept, absorbed = Organisation.objects.get(pk=kept.pk), Organisation.objects.get(pk=absorbed.pk)
        in_the_way = queries.in_the_way_of_merging(kept=kept, absorbed=absorbed)
        if in_the_way:
            raise ValidationError(in_the_way)
        for contact in queries.given_up_by_merging(kept=kept, absorbed=absorbed):
            journal.remove(thing=contact, by=by, at=at, reason=reason)
        move(moves=queries.moved_by_merging(kept=kept, absorbed=absorbed), to=kept, reason=reason, by=by, at=at)
        addresses = [absorbed.slug, *absorbed.former_slugs.values_list("slug", flat=True)]
        for name in queries.TAKEN_OVER:
            setattr(kept, name, getattr(kept, name) or getattr(absorbed, name))
        journal.remove(thing=absorbed, by=by, at=at, reason=reason)
        for slug in addresses:
            FormerSlug.objects.create(slug=slug, organisation=kept)
        journal.keep(thing=kept, by=by, at=at, act="merge", reason=reason)


def list_organisation(*, organisation: Organisation, is_listed: bool, by: User | None, at: datetime) -> None:
    """Put an organisation on the public lists or take it off them; refuses what is so already (ValidationError)."""
    with journal.writing():
        stored = Organisation.objects.get(pk=organisation.pk)
        if stored.is_listed == is_listed:
            raise ValidationError(_("It is listed already.") if is_listed else _("It is not listed anyway."))
        stored.is_listed = is_listed
        keep_organisation(organisation=stored, by=by, at=at)
