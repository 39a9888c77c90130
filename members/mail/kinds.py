"""What mails there are: of each kind its name, its template, what it is about, and the facts that its words need."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy

from members.lifecycle import ApplicationState
from members.models import Application, Invitation, Membership, Organisation, Proposal, Representative, User

Facts = dict[str, Any]


class Pointless(Exception):
    """Raised where a mail has nothing left to say; its text, in English until it is shown, tells the office why."""


@dataclass(frozen=True)
class Kind:
    """One kind of mail."""

    label: Promise
    # A file whose first line is the subject, or the beginning of the names of a library's two files.
    template: str
    # A mail about no row of the register is about the account of the address it goes to.
    about: type[Model]
    # From the thing, what was told with the mail, and the moment of sending; raises Pointless.
    facts: Callable[[Any, Facts, datetime], Facts]
    # The page that the key in the mail opens; each sending makes a fresh key, which replaces the one before.
    opens: str = ""
    # What of the told concerns the two people alone: nobody else reads it, and it is forgotten once the mail is sent.
    private: tuple[str, ...] = ()


def page(name: str, **kwargs: Any) -> str:
    """Return the whole address of a page, in the language of the mail, from the configured one: no visitor names it."""
    return settings.BASE_URL + reverse(name, kwargs=kwargs)


def _one_line(text: Any) -> str:
    return " ".join(str(text).split())


# Invitations and requests to join an organisation

MAY = {
    Representative.Role.OWNER: gettext_lazy(
        "You will be able to read what members read, propose changes to the profile, and invite other people."
    ),
    Representative.Role.EDITOR: gettext_lazy(
        "You will be able to read what members read, and propose changes to the profile."
    ),
    Representative.Role.READER: gettext_lazy("You will be able to read what members read."),
}


def _invitation(invitation: Invitation, told: Facts, at: datetime) -> Facts:
    if invitation.accepted_at or invitation.closed_at:
        raise Pointless(gettext_noop("The invitation was accepted or withdrawn before the mail was sent."))
    if invitation.expires_at <= at:
        raise Pointless(gettext_noop("The invitation expired before the mail was sent."))
    return {
        "organisation": invitation.organisation.name,
        "role": invitation.get_role_display(),
        "may": MAY[Representative.Role(invitation.role)],
        "expires": timezone.localtime(invitation.expires_at),
    }


def _join_asked(invitation: Invitation, told: Facts, at: datetime) -> Facts:
    if invitation.allowed_at or invitation.closed_at:
        raise Pointless(gettext_noop("The request was granted or refused before the mail was sent."))
    return {
        "organisation": invitation.organisation.name,
        "name": invitation.name,
        "email": invitation.email,
        "link": page("people", slug=invitation.organisation.slug),
    }


def _join_refused(invitation: Invitation, told: Facts, at: datetime) -> Facts:
    return {"organisation": invitation.organisation.name}


# Applications to join the cluster


def _application_confirm(application: Application, told: Facts, at: datetime) -> Facts:
    if application.state != ApplicationState.UNCONFIRMED:
        raise Pointless(gettext_noop("The address of the application was confirmed, or the application withdrawn."))
    return {"name": application.name}


def _application_link(application: Application, told: Facts, at: datetime) -> Facts:
    return {"name": application.name, "day": timezone.localtime(application.made_at).date()}


def _application_news(application: Application, told: Facts, at: datetime) -> Facts:
    return {
        "name": application.name,
        "state": application.get_state_display(),
        "resolution": application.resolution,
        "day": application.decided_on,
        "reason": application.reason,
    }


def _application_arrived(application: Application, told: Facts, at: datetime) -> Facts:
    return {
        "name": application.name,
        "city": application.city,
        "link": page("admin:members_application_change", object_id=application.pk),
    }


# Profiles


def _labels(fields: Any) -> list[str]:
    """Return what the fields of a profile are called; one that is no column is the list of certificates."""
    columns = {column.name: column.verbose_name for column in Organisation._meta.fields}
    return [str(columns.get(name, _("certificates"))) for name in fields]


def _proposal_arrived(proposal: Proposal, told: Facts, at: datetime) -> Facts:
    if proposal.state != Proposal.State.WAITING:
        raise Pointless(gettext_noop("The proposal was decided or withdrawn before the mail was sent."))
    return {
        "organisation": proposal.organisation.name,
        "fields": _labels(proposal.changes),
        "link": page("admin:members_proposal_change", object_id=proposal.pk),
    }


def _proposal_decided(proposal: Proposal, told: Facts, at: datetime) -> Facts:
    return {
        "organisation": proposal.organisation.name,
        "day": timezone.localtime(proposal.made_at).date(),
        "approved": _labels(name for name in proposal.changes if name in proposal.taken),
        "rejected": _labels(name for name in proposal.changes if name not in proposal.taken),
        "reason": proposal.reason,
        "link": page("profile", slug=proposal.organisation.slug),
    }


def _profile_due(organisation: Organisation, told: Facts, at: datetime) -> Facts:
    return {
        "organisation": organisation.name,
        "confirmed": organisation.profile_confirmed_on,
        "link": page("profile", slug=organisation.slug),
    }


# People and memberships


def _contact_message(representative: Representative, told: Facts, at: datetime) -> Facts:
    if representative.until and representative.until < timezone.localdate(at):
        raise Pointless(gettext_noop("The person had left the organisation before the mail was sent."))
    return _message(representative.organisation, told) | {"reply_to": told["email"]}


def _contact_copy(organisation: Organisation, told: Facts, at: datetime) -> Facts:
    return _message(organisation, told) | {"called": _one_line(told["called"])}


def _message(organisation: Organisation, told: Facts) -> Facts:
    return {
        "organisation": organisation.name,
        "name": _one_line(told["name"]),
        "email": _one_line(told["email"]),
        "subject": _one_line(told["subject"]),
        # Marked as somebody else's words, so that nobody can write in the portal's name.
        "quoted": [f"> {line}" for line in told["text"].strip().splitlines()],
    }


def _membership_ends(membership: Membership, told: Facts, at: datetime) -> Facts:
    today = timezone.localdate(at)
    if membership.until is None or membership.until < today:
        raise Pointless(gettext_noop("The membership was prolonged, or has ended, before the mail was sent."))
    return {
        "organisation": membership.organisation.name,
        "until": membership.until,
        "days": (membership.until - today).days,
    }


# Accounts


def _account(account: User | None, told: Facts, at: datetime) -> Facts:
    """Return what the library's templates ask for; without an account the mail goes to an address it had before."""
    moment = parse_datetime(told.get("timestamp", ""))
    return {**told, "timestamp": timezone.localtime(moment) if moment else ""}


def _password_reset(account: User | None, told: Facts, at: datetime) -> Facts:
    if account is None:
        raise Pointless(gettext_noop("There is no active account with this address."))
    return {}


# Texts of the library, by the names of its templates: account:password_set is account/email/password_set_….
OF_ACCOUNTS = {
    "account:password_reset": pgettext_lazy("mail", "password was reset"),
    "account:password_changed": pgettext_lazy("mail", "password was changed"),
    "account:password_set": pgettext_lazy("mail", "password was set"),
    "account:email_changed": pgettext_lazy("mail", "address of the account was changed"),
    "account:email_deleted": pgettext_lazy("mail", "address was taken off the account"),
    "mfa:totp_activated": pgettext_lazy("mail", "second factor was switched on"),
    "mfa:totp_deactivated": pgettext_lazy("mail", "second factor was switched off"),
    "mfa:recovery_codes_generated": pgettext_lazy("mail", "recovery codes were made"),
    "mfa:webauthn_added": pgettext_lazy("mail", "security key was added"),
    "mfa:webauthn_removed": pgettext_lazy("mail", "security key was removed"),
}

KINDS = {
    "invitation": Kind(
        pgettext_lazy("mail", "invitation to an organisation"),
        "mail/invitation.txt",
        Invitation,
        _invitation,
        "invitation",
    ),
    "invitation_expires": Kind(
        pgettext_lazy("mail", "invitation expires soon"),
        "mail/invitation_expires.txt",
        Invitation,
        _invitation,
        "invitation",
    ),
    "join_confirm": Kind(
        pgettext_lazy("mail", "address to be confirmed, to join an organisation"),
        "mail/join_confirm.txt",
        Invitation,
        _invitation,
        "join_confirm",
    ),
    "join_asked": Kind(
        pgettext_lazy("mail", "somebody asks to join an organisation"), "mail/join_asked.txt", Invitation, _join_asked
    ),
    "join_refused": Kind(
        pgettext_lazy("mail", "request to join an organisation refused"),
        "mail/join_refused.txt",
        Invitation,
        _join_refused,
    ),
    "application_confirm": Kind(
        pgettext_lazy("mail", "address to be confirmed, to join the cluster"),
        "mail/application_confirm.txt",
        Application,
        _application_confirm,
        "application",
    ),
    "application_news": Kind(
        pgettext_lazy("mail", "news of an application"),
        "mail/application_news.txt",
        Application,
        _application_news,
        "application",
    ),
    "application_link": Kind(
        pgettext_lazy("mail", "link to an application asked for again"),
        "mail/application_link.txt",
        Application,
        _application_link,
        "application",
    ),
    "application_arrived": Kind(
        pgettext_lazy("mail", "application arrived"), "mail/application_arrived.txt", Application, _application_arrived
    ),
    "proposal_arrived": Kind(
        pgettext_lazy("mail", "profile changes proposed"), "mail/proposal_arrived.txt", Proposal, _proposal_arrived
    ),
    "proposal_decided": Kind(
        pgettext_lazy("mail", "profile changes decided"), "mail/proposal_decided.txt", Proposal, _proposal_decided
    ),
    "contact_message": Kind(
        pgettext_lazy("mail", "message to a contact person"),
        "mail/contact_message.txt",
        Representative,
        _contact_message,
        private=("name", "email", "subject", "text"),
    ),
    "contact_copy": Kind(
        pgettext_lazy("mail", "copy of a message to a contact person"),
        "mail/contact_copy.txt",
        Organisation,
        _contact_copy,
        private=("name", "email", "subject", "text", "called"),
    ),
    "profile_due": Kind(
        pgettext_lazy("mail", "profile to be confirmed"), "mail/profile_due.txt", Organisation, _profile_due
    ),
    "membership_ends": Kind(
        pgettext_lazy("mail", "membership ends soon"), "mail/membership_ends.txt", Membership, _membership_ends
    ),
    "account:password_reset_key": Kind(
        pgettext_lazy("mail", "new password asked for"),
        "account/email/password_reset_key",
        User,
        _password_reset,
        "account_reset_password_from_key",
    ),
    **{
        kind: Kind(label, kind.replace(":", "/email/"), User, _account, private=("ip", "user_agent"))
        for kind, label in OF_ACCOUNTS.items()
    },
}
