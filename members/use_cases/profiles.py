"""What can be done with the profile of an organisation: proposed, taken back, decided, confirmed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from members import mail, queries
from members.models import Organisation, Proposal, User
from members.pictures import LOGOS
from members.use_cases.mails import write_mails
from members.use_cases.organisations import keep_organisation


def propose_profile(
    *,
    organisation: Organisation,
    profile: dict[str, Any],
    logo: bytes | None = None,
    seen: str,
    by: User | None,
    at: datetime,
) -> Proposal:
    """Put before the office what an organisation wants its profile to be; a proposal that waits already is changed.

    `profile` has every field that `queries.profile_of` has; a new logo comes as the bytes of `LOGOS.redrawn`. `seen` is
    what `queries.mark_of` said when the form was drawn. Refuses what was changed since (StaleVersion), and a profile
    that differs in nothing from the one readers see (ValidationError).
    """
    with journal.writing():
        waiting = queries.waiting_proposal(organisation)
        organisation = _as_seen(organisation, waiting, seen)
        if logo is not None:
            profile = profile | {"logo": LOGOS.keep(logo)}
        changes = queries.changes_to(organisation, profile, waiting)
        if not changes:
            raise ValidationError(_("This is the profile that readers see now: there is nothing to propose."))
        proposal = waiting or Proposal(organisation=organisation)
        if proposal.changes == changes:
            return proposal
        proposal.changes, proposal.by, proposal.made_at = changes, by, at
        journal.keep(thing=proposal, by=by, at=at)
        if waiting is None:
            write_mails(kind="proposal_arrived", to=mail.office(), about=proposal, at=at)
    return proposal


def withdraw_proposal(*, proposal: Proposal, by: User | None, at: datetime) -> None:
    """Take back a proposal that waits for the office; refuses one that does not wait any more (ValidationError)."""
    with journal.writing():
        stored = _waiting(proposal)
        stored.state = Proposal.State.WITHDRAWN
        journal.keep(thing=stored, by=by, at=at, act="withdraw")


def decide_proposal(
    *, proposal: Proposal, taken: Collection[str], reason: str = "", seen: str, by: User | None, at: datetime
) -> None:
    """Approve of a proposal the fields that are taken, and reject the rest; readers see what was approved at once.

    `seen` is what `queries.mark_of` said when the differences were shown, so a field that the office itself changed
    since the proposal is overwritten knowingly. Refuses what was changed since (StaleVersion); a proposal that does not
    wait, the rejection of all without a reason, and facts that the register does not take (ValidationError).
    """
    with journal.writing():
        stored = _waiting(proposal)
        organisation = _as_seen(stored.organisation, stored, seen)
        stored.taken = sorted(stored.changes.keys() & set(taken))
        if not stored.taken and not reason.strip():
            raise ValidationError(_("A rejection needs its reason."))
        _take(organisation, {field: stored.changes[field] for field in stored.taken}, by, at)
        stored.state = _state_after(stored)
        stored.reason, stored.decided_at = reason.strip(), at
        journal.keep(thing=stored, by=by, at=at, act="approve" if stored.taken else "reject")
        editors = mail.editors_of(organisation, on=timezone.localdate(at))
        write_mails(kind="proposal_decided", to=editors, about=stored, at=at)


def confirm_profile(*, organisation: Organisation, by: User | None, at: datetime) -> None:
    """Record that the profile is still correct on the day of the moment; a second time on one day says nothing new."""
    with journal.writing():
        stored = Organisation.objects.get(pk=organisation.pk)
        day = timezone.localdate(at)
        if stored.profile_confirmed_on != day:
            stored.profile_confirmed_on = day
            journal.keep(thing=stored, by=by, at=at, act="confirm")


def _waiting(proposal: Proposal) -> Proposal:
    stored = Proposal.objects.select_related("organisation").get(pk=proposal.pk)
    if stored.state != Proposal.State.WAITING:
        raise ValidationError(_("The proposal does not wait any more: it was decided or withdrawn."))
    return stored


def _as_seen(organisation: Organisation, waiting: Proposal | None, seen: str) -> Organisation:
    stored = Organisation.objects.get(pk=organisation.pk)
    if queries.mark_of(queries.profile_of(stored), waiting) != seen:
        raise journal.StaleVersion(thing=organisation, stored=stored)
    return stored


def _state_after(proposal: Proposal) -> Proposal.State:
    if not proposal.taken:
        return Proposal.State.REJECTED
    return Proposal.State.APPROVED if len(proposal.taken) == len(proposal.changes) else Proposal.State.PARTLY


def _take(organisation: Organisation, changes: dict[str, list[Any]], by: User | None, at: datetime) -> None:
    for field in changes.keys() - {"certificates"}:
        setattr(organisation, field, changes[field][1])
    keep_organisation(organisation=organisation, by=by, at=at)
    if "certificates" in changes:
        _take_certificates(organisation, changes["certificates"][1], by, at)


def _take_certificates(organisation: Organisation, wanted: list[dict[str, Any]], by: User | None, at: datetime) -> None:
    """Make the certificates equal the list; one is known again by its name, number and first day."""
    stored = {(c.name, c.number, c.since): c for c in organisation.certificates.all()}
    for certificate in queries.certificates_of(wanted):
        known = stored.pop((certificate.name, certificate.number, certificate.since), None) or certificate
        known.organisation = organisation
        known.issuer, known.until = certificate.issuer, certificate.until
        journal.keep(thing=known, by=by, at=at)
    for certificate in stored.values():
        journal.remove(thing=certificate, by=by, at=at)
