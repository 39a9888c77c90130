"""What can be done with applications to join the cluster: sent, confirmed, checked, decided, withdrawn."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from members import lifecycle, mail, queries
from members.identifiers import NUMBERS
from members.lifecycle import IllegalTransition
from members.models import Application, Organisation, Representative, User
from members.use_cases.cluster import add_membership
from members.use_cases.invitations import invite
from members.use_cases.mails import write_mail, write_mails
from members.use_cases.organisations import keep_organisation

# What an organisation of the register lacks is filled in from its application.
TOLD_TO_THE_REGISTER = (*NUMBERS, "city", "address", "website", "chain_role", "size_class")
# An address with more applications than that is written to about the newest ones.
MOST_LINKS = 20


def submit_application(*, application: Application, at: datetime) -> None:
    """Keep an application as it was filled in, and ask its address for a confirmation; the office reads it after that.

    One from an organisation that belongs already, or has applied before, is taken like any other: the office is told.
    """
    with journal.writing():
        application.made_at = at
        journal.keep(thing=application, by=None, at=at)
        _write_to_applicant("application_confirm", application, at)


def confirm_application(*, application: Application, at: datetime) -> None:
    """Put an application before the office, once the applicant has confirmed the address; works once."""
    with journal.writing():
        stored = _moved(application, "confirm")
        journal.keep(thing=stored, by=None, at=at, act="confirm")
        write_mails(kind="application_arrived", to=mail.office(), about=stored, at=at)


def withdraw_application(*, application: Application, at: datetime) -> None:
    """Take an application back on the applicant's wish; refuses one that was decided (IllegalTransition)."""
    with journal.writing():
        stored = _moved(application, "withdraw")
        journal.keep(thing=stored, by=None, at=at, act="withdraw")


def check_application(*, application: Application, by: User | None, at: datetime) -> None:
    """Record that the office checks an application, and tell the applicant; refuses one decided (IllegalTransition)."""
    with journal.writing():
        stored = _moved(application, "check")
        journal.keep(thing=stored, by=by, at=at, act="check")
        _write_to_applicant("application_news", stored, at)


def refuse_application(*, application: Application, reason: str, by: User | None, at: datetime) -> None:
    """Refuse an application, for a reason that the applicant will read; refuses one decided (IllegalTransition)."""
    with journal.writing():
        stored = _moved(application, "refuse")
        stored.reason, stored.decided_on = reason.strip(), timezone.localdate(at)
        if not stored.reason:
            raise ValidationError(_("A refusal needs its reason."))
        journal.keep(thing=stored, by=by, at=at, act="refuse")
        _write_to_applicant("application_news", stored, at)


def accept_application(
    *,
    application: Application,
    resolution: str,
    day: date,
    since: date | None = None,
    organisation: Organisation | None = None,
    by: User | None,
    at: datetime,
) -> None:
    """Take an organisation into the cluster by a resolution of a day: a member from then on, or since another day.

    The organisation is the one given, which gets what it lacks, or a new one. The contact person is invited to become
    its owner. All of it happens, or nothing. Refuses a day to come, a number that belongs to another organisation, a
    member (ValidationError), and an application decided already (IllegalTransition).
    """
    with journal.writing():
        stored = _moved(application, "accept")
        if day > timezone.localdate(at):
            raise ValidationError(_("The resolution cannot be of a day to come."))
        accepted = _organisation_of(stored, organisation)
        keep_organisation(organisation=accepted, by=by, at=at)
        with translation.override("pl"):
            # A fact of the register, whose language is Polish.
            basis = gettext("Resolution no. %(number)s") % {"number": resolution}
        add_membership(organisation=accepted, since=since or day, basis=basis, by=by, at=at)
        stored.resolution, stored.decided_on, stored.organisation = resolution, day, accepted
        journal.keep(thing=stored, by=by, at=at, act="accept")
        _write_to_applicant("application_news", stored, at)
        _invite_owner(stored, accepted, by, at)


def send_links(*, email: str, at: datetime) -> None:
    """Send an address the private links of its applications; to whoever has none, the mail has nothing to say.

    That is found when it is sent, so the answers to a known and to an unknown address take the same time.
    """
    email = email.strip().lower()
    with transaction.atomic():
        found: list[Application | None] = [*Application.objects.filter(contact_email=email)[:MOST_LINKS]]
        for application in found or [None]:
            language = application.language if application else (get_language() or "pl")[:2]
            write_mail(kind="application_link", recipient=email, about=application, language=language, at=at)


def _moved(application: Application, action: str) -> Application:
    """Return the stored application in the state that the act leads to; raises IllegalTransition with the reason."""
    stored = Application.objects.get(pk=application.pk)
    row = lifecycle.edge(action)
    why_not = lifecycle.refusal(row, stored.state)
    if why_not:
        raise IllegalTransition(why_not)
    stored.state = row.target
    return stored


def _organisation_of(application: Application, known: Organisation | None) -> Organisation:
    """Return the organisation of the register, or a new one, with what it lacks from the application."""
    if known:
        organisation = Organisation.objects.get(pk=known.pk)
    else:
        organisation = Organisation(name=application.name, kind=application.kind)
    told: dict[str, Any] = {name: getattr(application, name) for name in TOLD_TO_THE_REGISTER}
    told[f"description_{application.language}"] = application.about
    for name, value in told.items():
        there = getattr(organisation, name)
        if name in NUMBERS and there and value and there != value:
            raise ValidationError(
                _("%(name)s has another %(number)s in the register."),
                params={"name": organisation, "number": name.upper()},
            )
        setattr(organisation, name, there or value)
    return organisation


def _invite_owner(application: Application, organisation: Organisation, by: User | None, at: datetime) -> None:
    speaking = queries.people_of(organisation, on=timezone.localdate(at))
    # An applicant whose data were erased meanwhile is written to no more.
    if application.contact_email and not speaking.filter(user__email=application.contact_email.lower()).exists():
        invite(
            email=application.contact_email,
            name=application.contact_name,
            organisation=organisation,
            role=Representative.Role.OWNER,
            language=application.language,
            by=by,
            at=at,
        )


def _write_to_applicant(kind: str, application: Application, at: datetime) -> None:
    if application.contact_email:
        to = application.contact_email
        write_mail(kind=kind, recipient=to, about=application, language=application.language, at=at)
