"""The only room that judges persons about declarations: who may see which row, and who may act on what."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from declarations import lifecycle
from declarations.models import Declaration, Document, Picture, Post, Signature, SigningEvent, Visibility
from declarations.querysets import DeclarationQuerySet, PostQuerySet, SigningEventQuerySet
from members.access import (
    is_coordinator,
    member_firms_visible_to,
    organisations_spoken_for,
    proposals_visible_to,
    sees_everything,
    speaks_for_a_member,
)
from members.models import Contact, Membership, Organisation, Representative, User
from members.querysets import OrganisationQuerySet


def is_representative(user: Any, on: date) -> bool:
    """Tell whether the user speaks for an organisation that is a member on the day, or a party it may read as."""
    belongs = Membership.objects.in_force(on=on).filter(organisation=OuterRef("pk"))
    signs = Signature.objects.filter(organisation=OuterRef("pk"), declaration__in=_put_before_parties())
    return organisations_spoken_for(user, on).filter(Exists(belongs) | Exists(signs)).exists()


def may_list_declarations(user: Any, on: date) -> bool:
    """Tell whether the list of declarations exists for the user."""
    return sees_everything(user) or is_representative(user, on)


def declarations_as_party(user: Any, on: date) -> DeclarationQuerySet:
    """Return those put before an organisation that the user represents, in whatever state they are since."""
    return _put_before_parties().filter(_own_party(user, on))


def _put_before_parties() -> DeclarationQuerySet:
    return Declaration.objects.exclude(visibility=Visibility.COORDINATOR).filter(opened_at__isnull=False)


def declarations_visible_to(user: Any, on: date) -> DeclarationQuerySet:
    """Return the declarations that the user may read on the day; `on` is the day of asking, never the day asked about.

    Coordinator and auditor read all; a party's representative those put before the party; a member's representative the
    concluded ones of level members; everyone the concluded ones of level public.
    """
    return Declaration.objects.all() if sees_everything(user) else _readable(user, on, _levels(user, on))


def is_expected_to_sign(user: Any, declaration: Declaration, on: date) -> bool:
    """Tell whether an organisation that the user represents has been invited and has not answered yet."""
    if declaration.state != lifecycle.DeclarationState.OPEN:
        return False
    return declaration.signatures.awaiting().filter(organisation__in=organisations_spoken_for(user, on)).exists()


def documents_visible_to(user: Any, on: date) -> QuerySet[Document]:
    """Return the documents that the user may download: the stricter of the document's and its declaration's level."""
    if sees_everything(user):
        return Document.objects.all()
    levels = _levels(user, on)
    documents = Document.objects.filter(declaration__in=_readable(user, on, levels))
    as_party = Q(visibility__in=[Visibility.MEMBERS, Visibility.PARTIES]) & _own_party(user, on, "declaration")
    return documents.filter(Q(visibility__in=levels) | as_party)


def _levels(user: Any, on: date) -> list[Visibility]:
    """Return the levels that the user reads without being a party."""
    return [Visibility.PUBLIC, *([Visibility.MEMBERS] if speaks_for_a_member(user, on) else [])]


def _readable(user: Any, on: date, levels: list[Visibility]) -> DeclarationQuerySet:
    made_public = Q(state__in=lifecycle.MADE_PUBLIC, visibility__in=levels)
    as_party = Q(opened_at__isnull=False) & ~Q(visibility=Visibility.COORDINATOR) & _own_party(user, on)
    return Declaration.objects.filter(made_public | as_party)


def _own_party(user: Any, on: date, declaration: str = "pk") -> Exists:
    own = Signature.objects.filter(
        declaration=OuterRef(declaration), organisation__in=organisations_spoken_for(user, on)
    )
    return Exists(own)


def events_visible_to(user: Any) -> SigningEventQuerySet:
    """Return the published signing events; coordinator and auditor see those in preparation too."""
    return SigningEvent.objects.all() if sees_everything(user) else SigningEvent.objects.published()


def posts_visible_to(user: Any, on: date) -> PostQuerySet:
    """Return the news published by the day of asking; coordinator and auditor see what is in preparation too."""
    return Post.objects.all() if sees_everything(user) else Post.objects.published(on=on)


def is_picture_of_a_page(user: Any, sha256: str, on: date) -> bool:
    """Tell whether the picture, in either size, stands on the page of an event or a post that the user may open."""
    shown = Q(event__in=events_visible_to(user)) | Q(post__in=posts_visible_to(user, on))
    return Picture.objects.filter(Q(sha256=sha256) | Q(small_sha256=sha256), shown).exists()


def partners_visible_to(user: Any, on: date) -> OrganisationQuerySet:
    """Return the strategic partners of the day asked about, the same for every reader.

    A declaration of level parties or coordinator makes nobody a partner here, not even for those who may read it, so
    that no list, count or search differs between readers.
    """
    signatures = Signature.objects.known_to_all().on_partner_side().in_force(on=on)
    return Organisation.objects.filter(pk__in=signatures.values("organisation"))


def organisations_visible_to(user: Any, on: date, *, today: date) -> OrganisationQuerySet:
    """Return the organisations that have a page on the day asked about: partners and listed members of that day.

    Coordinator and auditor see all; a representative also the organisations represented today.
    """
    if sees_everything(user):
        return Organisation.objects.all()
    return Organisation.objects.filter(
        Q(pk__in=partners_visible_to(user, on).values("pk"))
        | Q(pk__in=member_firms_visible_to(user, on).values("pk"))
        | Q(pk__in=organisations_spoken_for(user, today).values("pk"))
    )


def contact_levels_open_to(user: Any, on: date) -> list[Contact.Seen]:
    """Return the levels of which the user sees the fields of contacts; what is shown to nobody has no reader at all."""
    if sees_everything(user):
        return [Contact.Seen.COORDINATOR, Contact.Seen.MEMBERS, Contact.Seen.PUBLIC]
    return [Contact.Seen.MEMBERS, Contact.Seen.PUBLIC] if is_representative(user, on) else [Contact.Seen.PUBLIC]


def contact_fields_visible_to(user: Any, contacts: QuerySet[Contact], on: date) -> dict[Contact, dict[str, str]]:
    """Return, of each contact, the fields that the user may see and their text; contacts without any are left out.

    The one answer for every page, list, table and search. `on` is the day of asking: a contact whose person does not
    represent the organisation on it, or may not log in, is shown to nobody.
    """
    levels = contact_levels_open_to(user, on)
    shown = {contact: contact.shown_at(levels) for contact in contacts_of_today(contacts, on)}
    return {contact: fields for contact, fields in shown.items() if fields}


def contacts_of_today(contacts: QuerySet[Contact], on: date) -> QuerySet[Contact]:
    """Keep the contacts whose person may log in and represents the organisation on the day."""
    speaks = Representative.objects.in_force(on=on).filter(
        user=OuterRef("user"), organisation=OuterRef("organisation"), user__is_active=True
    )
    return contacts.filter(Exists(speaks))


def may_read_directory(user: Any, on: date) -> bool:
    """Tell whether the members' directory exists for the user: for whoever sees what is shown to members."""
    return Contact.Seen.MEMBERS in contact_levels_open_to(user, on)


def may_only_read(user: Any) -> bool:
    """Tell whether the user sees everything and does nothing: an auditor, who writes to nobody either."""
    return sees_everything(user) and not is_coordinator(user)


def is_logo_of_a_page(user: Any, sha256: str, on: date, *, today: date) -> bool:
    """Tell whether the logo stands on the page of an organisation that the user may open for the day asked about."""
    return organisations_visible_to(user, on, today=today).filter(logo=sha256).exists()


def is_proposed_logo(user: Any, sha256: str, today: date) -> bool:
    """Tell whether the logo stands in a proposal that the user may read."""
    is_in_it = Q(changes__logo__0=sha256) | Q(changes__logo__1=sha256)
    return proposals_visible_to(user, today).filter(is_in_it).exists()


def actions_open_to(user: Any, thing: Declaration | Signature) -> list[lifecycle.Edge]:
    """Return the acts of the lifecycle that lead on from the thing's state; none for anyone but the coordinator."""
    if not is_coordinator(user):
        return []
    table = lifecycle.DECLARATION if isinstance(thing, Declaration) else lifecycle.SIGNATURE
    declaration = thing if isinstance(thing, Declaration) else thing.declaration
    return [row for row in table if lifecycle.refusal(row, thing.state, declaration.state) is None]


def may_handle_personal_data(user: Any) -> bool:
    """Tell whether the user may look up what is held on a person, and erase it: the office and the operator."""
    return is_coordinator(user)


def may_erase(user: Any, account: User | None) -> bool:
    """Tell whether the user may erase a person: nobody erases oneself, and only the operator erases staff."""
    if not may_handle_personal_data(user) or user == account:
        return False
    return account is None or not account.is_staff or user.is_superuser
