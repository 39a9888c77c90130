"""The only room that changes organisations, memberships and accounts: what can be done to them."""

from datetime import date, datetime

from django.contrib.auth.models import Group as Permissions
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from members import queries
from members.models import Cluster, FormerSlug, Membership, Organisation, Representative, User
from members.text import slug_of

# The group of each role that has one; migrations make them, with their rights.
GROUPS = {"coordinator": "Coordinator", "auditor": "Auditor"}
ROLES = ("representative", "coordinator", "auditor", "operator")


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
    """Return the address for the name, numbered where another organisation has it or once had it."""
    base = slug_of(organisation.name)
    slug, number = base, 1
    others = Organisation.objects.exclude(pk=organisation.pk)
    formers = FormerSlug.objects.exclude(organisation_id=organisation.pk)
    while others.filter(slug=slug).exists() or formers.filter(slug=slug).exists():
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
        move(moves=queries.moved_by_merging(absorbed), to=kept, reason=reason, by=by, at=at)
        addresses = [absorbed.slug, *absorbed.former_slugs.values_list("slug", flat=True)]
        for name in queries.TAKEN_OVER:
            setattr(kept, name, getattr(kept, name) or getattr(absorbed, name))
        journal.remove(thing=absorbed, by=by, at=at, reason=reason)
        for slug in addresses:
            FormerSlug.objects.create(slug=slug, organisation=kept)
        journal.keep(thing=kept, by=by, at=at, act="merge", reason=reason)


def keep_cluster(*, cluster: Cluster, by: User | None, at: datetime) -> None:
    """Save the profile of the one cluster; a second cluster is refused (ValidationError)."""
    with journal.writing():
        if cluster._state.adding and Cluster.objects.exists():
            raise ValidationError(_("This site serves one cluster."))
        cluster.pk = 1
        journal.keep(thing=cluster, by=by, at=at)


def add_membership(
    *,
    organisation: Organisation,
    since: date,
    by: User | None,
    at: datetime,
    since_is_attested: bool = False,
    basis: str = "",
) -> Membership:
    """Record that an organisation belongs to the cluster from a day on; refuses an overlap (ValidationError)."""
    membership = Membership(organisation=organisation, since=since, since_is_attested=since_is_attested, basis=basis)
    journal.keep(thing=membership, by=by, at=at)
    return membership


def end_membership(*, membership: Membership, day: date, reason: str, by: User | None, at: datetime) -> None:
    """Record the last day on which an organisation belongs to the cluster, and why it leaves.

    Refuses a day before the first one, and a membership that has ended by then (ValidationError).
    """
    with journal.writing():
        stored = Membership.objects.get(pk=membership.pk)
        if stored.until and stored.until <= day:
            raise ValidationError(_("The membership ended on %(day)s.") % {"day": date_format(stored.until)})
        stored.until, stored.end_reason = day, reason
        journal.keep(thing=stored, by=by, at=at)


def list_organisation(*, organisation: Organisation, is_listed: bool, by: User | None, at: datetime) -> None:
    """Put an organisation on the public lists or take it off them; refuses what is so already (ValidationError)."""
    with journal.writing():
        stored = Organisation.objects.get(pk=organisation.pk)
        if stored.is_listed == is_listed:
            raise ValidationError(_("It is listed already.") if is_listed else _("It is not listed anyway."))
        stored.is_listed = is_listed
        keep_organisation(organisation=stored, by=by, at=at)


def create_account(
    *, email: str, role: str, by: User | None, at: datetime, name: str = "", password: str | None = None
) -> User:
    """Make an account with one of ROLES; without a password it can be entered only after a reset by e-mail.

    Refuses an address that has an account, an unknown role and a weak password (ValidationError).
    """
    if role not in ROLES:
        raise ValidationError(_("There is no such role."))
    user = User(email=email, name=name, is_staff=role != "representative", is_superuser=role == "operator")
    if password is not None:
        validate_password(password, user)
    user.set_password(password)
    with journal.writing():
        journal.keep(thing=user, by=by, at=at)
        if role in GROUPS:
            user.groups.add(Permissions.objects.get(name=GROUPS[role]))
    return user


def account_of(*, email: str, name: str, by: User | None, at: datetime) -> User:
    """Return the account of the person with this address, made without a password if there is none."""
    with journal.writing():
        account = User.objects.filter(email__iexact=email.strip()).first()
        return account or create_account(email=email, name=name, role="representative", by=by, at=at)


def appoint_representative(
    *,
    email: str,
    organisation: Organisation,
    since: date,
    by: User | None,
    at: datetime,
    until: date | None = None,
    name: str = "",
) -> Representative:
    """Record that the person with this address speaks for an organisation from a day on, making an account if needed.

    Refuses an appointment that overlaps another of the same person and organisation (ValidationError).
    """
    with journal.writing():
        user = account_of(email=email, name=name, by=by, at=at)
        representative = Representative(user=user, organisation=organisation, since=since, until=until)
        journal.keep(thing=representative, by=by, at=at)
    return representative
