"""What can be done with the data on one person: erased at request, and let go when kept long enough."""

import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from declarations import queries
from declarations.models import Signature
from declarations.queries import Person
from journal.models import Journalled, PersonalValue
from members.lifecycle import ApplicationState
from members.models import Application, Invitation, OutgoingMail, User

log = logging.getLogger(__name__)

# An application that came to nothing; any other is the ground of a membership, or is still to be decided.
CAME_TO_NOTHING = (ApplicationState.UNCONFIRMED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN)


def erase_person(*, email: str, by: User | None, at: datetime, reason: str = "", signatures: bool = False) -> None:
    """Erase what is held on the person with an address: rows, values beside the journal, sessions, mails.

    Organisations keep what they did: a signature keeps its day and organisation, and its name unless `signatures` is
    set; an application that led to a membership keeps its facts. Each change has its entry, and the chain holds.
    Refuses where nothing is held on the address, and a reason that names the person (ValidationError).
    Regulation (EU) 2016/679, article 17.
    """
    person = queries.person_of(email)
    if not any(rows.exists() for rows in person.rows.values()) and not person.values().exists():
        raise ValidationError(_("Nothing is held on this address."))
    if any(word.lower() in reason.lower() for word in (*person.emails, *person.names)):
        raise ValidationError(_("The reason stays in the journal: name nobody in it."))
    told: dict[str, Any] = {"by": by, "at": at, "reason": reason, "act": "erase"}
    emails = person.emails
    with journal.writing():
        values = list(person.values().values_list("pk", flat=True))
        named = list(person.signatures) if signatures else []
        for signature in named:
            signature.person = signature.function = ""
            journal.keep(thing=signature, **told)
        things = _let_go(person, told)
        journal.forget(values=PersonalValue.objects.filter(pk__in=values))
        journal.forget(values=_sealed_now(things, named))
    transaction.on_commit(lambda: _after_erasure(emails))


def _let_go(person: Person, told: dict[str, Any]) -> list[Journalled]:
    """Remove or empty the rows of a person; return the things that are or were the person's own."""
    own: list[Journalled] = []
    for kind in ("members.representative", "members.contact", "members.invitation"):
        for thing in person.rows[kind]:
            journal.remove(thing=thing, **told)
            own.append(thing)
    for application in person.rows["members.application"]:
        if application.state in CAME_TO_NOTHING:
            journal.remove(thing=application, **told)
        else:
            application.contact_name = application.contact_email = application.contact_phone = ""
            journal.keep(thing=application, **told)
        own.append(application)
    for proposal in person.rows["members.proposal"]:
        proposal.by = None
        journal.keep(thing=proposal, **told)
    for rows in (person.mails_that_tell, person.rows["members.outgoingmail"], person.rows["sessions.session"]):
        rows.delete()
    if person.account:
        journal.remove(thing=person.account, **told)
        own.append(person.account)
    return own


def _sealed_now(things: list[Journalled], named: list[Signature]) -> QuerySet[PersonalValue]:
    """Return what these very acts have put beside the journal, but for their reason."""
    sealed = PersonalValue.objects.none()
    for thing in things:
        sealed |= _beside(thing).exclude(field="reason")
    for signature in named:
        sealed |= _beside(signature).filter(field__in=["person", "function"])
    return sealed


def expire_personal_data(*, at: datetime) -> dict[str, int]:
    """Remove what was kept for the periods of the settings, and return how many rows of each table it was.

    Invitations answered or expired, applications that came to nothing, mails no longer waiting, and what is known of
    sessions that have ended. Doing it twice removes nothing more. Regulation (EU) 2016/679, article 5(1)(e).
    """
    with journal.writing():
        invitations = list(_old_invitations(at - timedelta(days=settings.RETENTION_INVITATION_DAYS)))
        applications = list(_old_applications(at - timedelta(days=settings.RETENTION_APPLICATION_DAYS)))
        things: list[Journalled] = [*invitations, *applications]
        for thing in things:
            journal.remove(thing=thing, by=None, at=at, act="expire")
            journal.forget(values=_beside(thing))
        mails, _rows = _old_mails(at - timedelta(days=settings.RETENTION_MAIL_DAYS)).delete()
        Session.objects.filter(expire_date__lt=at).delete()
        sessions, _rows = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    _scrub()
    return {
        "invitations": len(invitations),
        "applications": len(applications),
        "mails": mails,
        "sessions": sessions,
    }


def _old_invitations(before: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        Q(accepted_at__lt=before) | Q(closed_at__lt=before) | Q(accepted_at=None, closed_at=None, expires_at__lt=before)
    )


def _old_applications(before: datetime) -> QuerySet[Application]:
    decided = Q(decided_on__lt=timezone.localdate(before)) | Q(decided_on=None, made_at__lt=before)
    return Application.objects.filter(decided, state__in=CAME_TO_NOTHING)


def _old_mails(before: datetime) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(made_at__lt=before, next_attempt_at=None)


def _beside(thing: Journalled) -> QuerySet[PersonalValue]:
    return PersonalValue.objects.filter(entry__object_type=thing._meta.label_lower, entry__object_key=str(thing.pk))


def _after_erasure(emails: list[str]) -> None:
    """Take the mails that were written as files, and have the database let go of its bytes."""
    folder = Path(settings.EMAIL_FILE_PATH) if settings.EMAIL_FILE_PATH else None
    for path in folder.iterdir() if folder and folder.is_dir() else ():
        if any(email.encode() in path.read_bytes().lower() for email in emails):
            path.unlink()
    _scrub()


def _scrub() -> None:
    try:
        journal.scrub()
    except OperationalError:
        # The rows are gone in any case; the command that expires data is run daily, and scrubs as well.
        log.warning("the database was busy: bytes of what was erased stay in its file until the next scrub")
