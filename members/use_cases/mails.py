"""What can be done with mails: written into a queue in the transaction of the act they tell of, and sent later."""

import logging
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

import journal.use_cases as journal
from members import mail as mails
from members.identifiers import key_sha256
from members.models import OutgoingMail, User
from members.queries import reminders
from members.querysets import MOST_ATTEMPTS

log = logging.getLogger(__name__)

# How long a mail belongs to whoever took it to send it: longer than a slow server takes, and then it is free again.
CLAIM_LASTS = timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)


def write_mail(
    *,
    kind: str,
    recipient: str,
    at: datetime,
    user: User | None = None,
    about: Model | None = None,
    told: dict[str, Any] | None = None,
    language: str | None = None,
    once: str | None = None,
) -> OutgoingMail | None:
    """Put a mail into the queue; it is sent only if the act around it is kept. Refuses an unknown kind (KeyError).

    It is written in the language given, or in the one that the account has chosen.
    A mail with the same `once` is written a single time; None is returned for the second.
    """
    if kind not in mails.KINDS:
        raise KeyError(kind)
    if once and OutgoingMail.objects.filter(once=once).exists():
        return None
    return OutgoingMail.objects.create(
        kind=kind,
        recipient=recipient,
        user=user,
        object_type=about._meta.label_lower if about else "",
        object_key=str(about.pk) if about else "",
        told=told or {},
        language=language or (user.language if user else "pl"),
        once=once,
        made_at=at,
        next_attempt_at=at,
    )


def write_mails(
    *, kind: str, to: Iterable[User], at: datetime, about: Model | None = None, once: str = "", **how: Any
) -> list[OutgoingMail]:
    """Put a mail to each of the accounts into the queue; with `once`, each of them gets it a single time."""
    written = (
        write_mail(
            kind=kind,
            recipient=user.email,
            user=user,
            at=at,
            about=about,
            once=f"{once}:{user.key.hex}" if once else None,
            **how,
        )
        for user in to
    )
    return [mail for mail in written if mail]


def write_reminders(*, at: datetime) -> int:
    """Put into the queue what is to be reminded of on the day of the moment, each once; return how many mails it is."""
    on = timezone.localdate(at)
    # The register's one line of writers: two timers at once write each reminder a single time.
    with journal.writing():
        written = [
            *_profile_reminders(on, at),
            *_membership_reminders(on, at),
            *_invitation_reminders(at),
        ]
    return len(written)


def _profile_reminders(on: date, at: datetime) -> Iterator[OutgoingMail]:
    for organisation, last, year in reminders.profiles_due(on=on):
        once = f"profile_due:{organisation.pk}:{last}:{year}"
        yield from write_mails(
            kind="profile_due", to=mails.owners_of(organisation, on=on), at=at, about=organisation, once=once
        )


def _membership_reminders(on: date, at: datetime) -> Iterator[OutgoingMail]:
    for membership, notice in reminders.memberships_ending(on=on):
        once = f"membership_ends:{membership.pk}:{membership.until}:{notice}"
        to = {*mails.owners_of(membership.organisation, on=on), *mails.office()}
        yield from write_mails(kind="membership_ends", to=to, at=at, about=membership, once=once)


def _invitation_reminders(at: datetime) -> Iterator[OutgoingMail]:
    for invitation in reminders.invitations_expiring(at=at):
        mail = write_mail(
            kind="invitation_expires",
            recipient=invitation.email,
            at=at,
            about=invitation,
            language=invitation.language,
            once=f"invitation_expires:{invitation.pk}:{invitation.expires_at:%Y-%m-%d}",
        )
        if mail:
            yield mail


def send_next_mail(*, at: datetime, due_by: datetime) -> OutgoingMail | None:
    """Send the mail that has waited longest among those due by a moment; return it as it is now, None where none is.

    Call it outside of transactions. A mail that cannot be sent is tried again after a pause and given up after
    MOST_ATTEMPTS; one with nothing left to say is closed. Whatever a server or a text does, no error comes out.
    """
    mail = _claimed(at, due_by)
    if mail:
        after = _attempted(mail, at)
        # Whoever held the mail for too long finds it in other hands, and leaves it alone.
        OutgoingMail.objects.filter(pk=mail.pk, attempts=mail.attempts).update(**after)
        mail.refresh_from_db()
    return mail


def try_mail_again(*, mail: OutgoingMail, at: datetime) -> None:
    """Put a mail that was given up back into the queue; refuses any other (ValidationError)."""
    given_up = OutgoingMail.objects.given_up().filter(pk=mail.pk)
    if not given_up.update(attempts=0, next_attempt_at=at, error=""):
        raise ValidationError(_("Only a mail that was given up can be tried again."))


def _claimed(at: datetime, due_by: datetime) -> OutgoingMail | None:
    """Take the next mail for oneself: others skip its locked row, and then find its next attempt moved on."""
    due = OutgoingMail.objects.due(at=due_by)
    if not due.exists():
        return None
    with transaction.atomic():
        mail = due.select_for_update(skip_locked=True).first()
        if mail is None:
            return None
        mail.attempts += 1
        OutgoingMail.objects.filter(pk=mail.pk).update(attempts=mail.attempts, next_attempt_at=at + CLAIM_LASTS)
    return mail


def _attempted(mail: OutgoingMail, at: datetime) -> dict[str, Any]:
    """Try to send a mail; return what its columns are to hold afterwards."""
    try:
        if _is_closed_to_mail(mail):
            raise mails.Pointless(gettext_noop("The account is not active."))
        mails.message(mail, at=at, key=_fresh_key).send()
    except mails.Pointless as reason:
        return {"next_attempt_at": None, "error": str(reason)[:200]}
    except Exception as error:
        # Anything: one bad mail must not keep others waiting. The text of the error may quote the mail; no log has it.
        log.warning("mail %s (%s) was not sent: %s", mail.pk, mail.kind, type(error).__name__)
        return {"next_attempt_at": _next_attempt(mail.attempts, at), "error": _in_words(error)}
    told = {name: value for name, value in mail.told.items() if name not in mails.KINDS[mail.kind].private}
    return {"sent_at": at, "next_attempt_at": None, "error": "", "told": told}


def _is_closed_to_mail(mail: OutgoingMail) -> bool:
    """Tell whether the mail would go to a person whose account was closed, by whatever way it came to be written."""
    of_the_account = mail.user is not None and not mail.user.is_active
    return of_the_account or User.objects.filter(email=mail.recipient.lower(), is_active=False).exists()


def _fresh_key(thing: Any) -> str:
    """Return a key to a private page of the thing; only its hash is kept, and no earlier key works any more."""
    if isinstance(thing, User):
        return mails.key_of_reset(thing)
    key = secrets.token_urlsafe(32)
    type(thing)._base_manager.filter(pk=thing.pk).update(key_sha256=key_sha256(key))
    return key


def _next_attempt(attempts: int, at: datetime) -> datetime | None:
    if attempts >= MOST_ATTEMPTS:
        return None
    return at + min(FIRST_PAUSE * 3 ** (attempts - 1), LONGEST_PAUSE)


def _in_words(error: Exception) -> str:
    """Return what the server or the portal said, in one line; what looks like a key in it is left out."""
    said = str(error)
    if isinstance(error, SMTPRecipientsRefused):
        said = "; ".join(f"{code} {text.decode(errors='replace')}" for code, text in error.recipients.values())
    elif isinstance(error, SMTPResponseException):
        text = error.smtp_error
        said = f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    visible = "".join(char if char.isprintable() else " " for char in f"{type(error).__name__}: {said}")
    return re.sub(r"[\w-]{30,}", "…", " ".join(visible.split()))[:200]
