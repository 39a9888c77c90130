"""What can be done with invitations to speak for an organisation, and with requests to."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from members import mail, queries
from members.models import Invitation, Organisation, Representative, User
from members.use_cases.accounts import appoint_representative, create_account
from members.use_cases.mails import write_mail, write_mails

Condition = Invitation.Condition

INVITATION_LASTS = timedelta(days=14)
# A request whose address nobody confirms is soon forgotten; one that waits for a decision may wait for a holiday.
UNCONFIRMED_LASTS = timedelta(days=2)
REQUEST_LASTS = timedelta(days=30)


def invite(
    *,
    email: str,
    organisation: Organisation,
    role: str,
    by: User | None,
    at: datetime,
    name: str = "",
    language: str = "pl",
) -> Invitation:
    """Invite a person by e-mail to speak for an organisation; the address can accept once, within INVITATION_LASTS.

    Replaces what waited for the same address. Refuses whoever speaks for the organisation already, and a role other
    than owner where it has no owner yet (ValidationError).
    """
    invitation = Invitation(
        organisation=organisation,
        email=email.strip().lower(),
        name=name,
        role=role,
        language=language,
        made_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    with journal.writing():
        if _speaks(invitation.email, organisation, at):
            raise ValidationError(_("This person speaks for the organisation already."))
        _check_owner_first(invitation, at)
        for earlier in _unanswered(invitation.email, organisation):
            _close(earlier, by, at)
        journal.keep(thing=invitation, by=by, at=at)
        _write(invitation, at)
    return invitation


def renew_invitation(*, invitation: Invitation, by: User | None, at: datetime) -> None:
    """Send an invitation again, expired or not, with a fresh key; it is valid for INVITATION_LASTS from now.

    Refuses one that was accepted or withdrawn, and a request (ValidationError).
    """
    with journal.writing():
        stored = _stored(invitation, at)
        if stored.is_request or stored.condition not in (Condition.INVITED, Condition.EXPIRED):
            raise ValidationError(_("This invitation does not wait any more: it was accepted or withdrawn."))
        stored.expires_at = at + INVITATION_LASTS
        journal.keep(thing=stored, by=by, at=at, act="renew")
        _write(stored, at)


def close_invitation(*, invitation: Invitation, by: User | None, at: datetime) -> None:
    """Withdraw an invitation, or refuse a request; its key works no more. Refuses one answered (ValidationError).

    Whoever asked, and confirmed the address, is told of the refusal.
    """
    with journal.writing():
        stored = _stored(invitation, at)
        if stored.condition in (Condition.ACCEPTED, Condition.CLOSED):
            raise ValidationError(_("This invitation does not wait any more: it was accepted or withdrawn."))
        _close(stored, by, at)
        if stored.is_request and stored.confirmed_at:
            write_mail(kind="join_refused", recipient=stored.email, about=stored, language=stored.language, at=at)


def accept_invitation(*, key: str, account: User | None, name: str = "", password: str = "", at: datetime) -> User:
    """Let the person who holds the key speak for the organisation from today on; return the account.

    Without an account one is made, with the name and the password. Raises Invitation.DoesNotExist where the key opens
    no invitation, or one of another address; refuses a weak password, and whoever speaks for it (ValidationError).
    """
    with journal.writing():
        invitation = queries.invitations_by_key(key, at=at).get()
        if account and account.email != invitation.email:
            raise Invitation.DoesNotExist
        user = account or create_account(
            email=invitation.email,
            name=name,
            language=invitation.language,
            role="representative",
            password=password,
            by=None,
            at=at,
        )
        appoint_representative(
            email=user.email,
            organisation=invitation.organisation,
            role=invitation.role,
            since=timezone.localdate(at),
            by=user,
            at=at,
        )
        invitation.accepted_at = at
        journal.keep(thing=invitation, by=user, at=at, act="accept")
    return user


def ask_to_join(*, email: str, name: str, language: str, at: datetime) -> None:
    """Ask the address to confirm that its owner wishes to speak for each organisation that has its mail domain.

    Nobody else learns of it before that. An address that speaks for an organisation, or waits to, is not asked about it
    again; one whose request was never confirmed gets its link anew.
    """
    email = email.strip().lower()
    with journal.writing():
        organisations = Organisation.objects.filter(mail_domain=email.rpartition("@")[2]).exclude(mail_domain="")
        for organisation in organisations:
            request = _asked(email, name, language, organisation, at)
            if request:
                write_mail(kind="join_confirm", recipient=email, about=request, language=language, at=at)


def confirm_request(*, key: str, at: datetime) -> Invitation:
    """Put a request before the owners of the organisation and the office, once its address is confirmed by the key.

    Raises Invitation.DoesNotExist where the key confirms none; it works once.
    """
    with journal.writing():
        request = queries.requests_by_key(key, at=at).get()
        request.confirmed_at, request.expires_at, request.key_sha256 = at, at + REQUEST_LASTS, ""
        journal.keep(thing=request, by=None, at=at, act="confirm")
        owners = mail.owners_of(request.organisation, on=timezone.localdate(at))
        write_mails(kind="join_asked", to={*owners, *mail.office()}, about=request, at=at)
    return request


def grant_request(*, invitation: Invitation, role: str, by: User | None, at: datetime) -> None:
    """Grant a request to join in a role: the person is invited by mail, as by `invite`.

    Refuses a request that does not wait, and a role other than owner where there is no owner yet (ValidationError).
    """
    with journal.writing():
        stored = _stored(invitation, at)
        if stored.condition != Condition.ASKING:
            raise ValidationError(_("This request does not wait any more: it was decided, or has expired."))
        stored.role, stored.allowed_at, stored.expires_at = role, at, at + INVITATION_LASTS
        _check_owner_first(stored, at)
        journal.keep(thing=stored, by=by, at=at, act="allow")
        _write(stored, at)


# What may be answered to an invitation or a request, by the names that pages give it.
ANSWERS: dict[str, Callable[..., None]] = {
    "renew": renew_invitation,
    "withdraw": close_invitation,
    "grant": grant_request,
    "refuse": close_invitation,
}


def _asked(email: str, name: str, language: str, organisation: Organisation, at: datetime) -> Invitation | None:
    """Return the request that the address is to confirm; None where it speaks for the organisation, or waits to."""
    waiting = _unanswered(email, organisation).with_condition(at=at).exclude(condition=Condition.EXPIRED).first()
    if waiting:
        return waiting if waiting.condition == Condition.UNCONFIRMED else None
    if _speaks(email, organisation, at):
        return None
    request = Invitation(
        organisation=organisation,
        email=email,
        name=name,
        language=language,
        asked=Invitation.Asked.BY_THEM,
        made_at=at,
        expires_at=at + UNCONFIRMED_LASTS,
    )
    journal.keep(thing=request, by=None, at=at, act="ask")
    return request


def _speaks(email: str, organisation: Organisation, at: datetime) -> bool:
    """Tell whether the person speaks for the organisation today, or will from a later day on."""
    from_today_on = Q(until=None) | Q(until__gte=timezone.localdate(at))
    return Representative.objects.filter(from_today_on, organisation=organisation, user__email=email).exists()


def _check_owner_first(invitation: Invitation, at: datetime) -> None:
    on = timezone.localdate(at)
    is_owner = invitation.role == Representative.Role.OWNER
    if not is_owner and not mail.owners_of(invitation.organisation, on=on).exists():
        raise ValidationError(_("The organisation has no owner yet: the first person must become its owner."))


def _unanswered(email: str, organisation: Organisation):
    return Invitation.objects.filter(email=email, organisation=organisation, accepted_at=None, closed_at=None)


def _stored(invitation: Invitation, at: datetime):
    return Invitation.objects.with_condition(at=at).select_related("organisation").get(pk=invitation.pk)


def _close(invitation: Invitation, by: User | None, at: datetime) -> None:
    act = "refuse" if invitation.is_request else "close"
    invitation.closed_at = at
    journal.keep(thing=invitation, by=by, at=at, act=act)


def _write(invitation: Invitation, at: datetime) -> None:
    write_mail(kind="invitation", recipient=invitation.email, about=invitation, language=invitation.language, at=at)
