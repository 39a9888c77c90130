"""What can be done with contacts: a person says who sees what, the office may show less, and members write."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from journal.models import PersonalValue
from members.models import Contact, Organisation, Representative, User
from members.use_cases.mails import write_mail


def keep_contact(*, contact: Contact, by: User | None, at: datetime) -> None:
    """Save how a person is reached at an organisation; a field whose readers differ is chosen on the day of the moment.

    What the person hides from now on is forgotten beside the journal too: the office reads it nowhere any more.
    Refuses a copy older than the stored one (StaleVersion), and a second contact of one person (ValidationError).
    """
    with journal.writing():
        stored = contact.stored()
        if stored and _said(stored) == _said(contact):
            return
        for name in Contact.FIELDS:
            if stored is None or getattr(stored, f"{name}_seen") != getattr(contact, f"{name}_seen"):
                setattr(contact, f"{name}_chosen_on", timezone.localdate(at))
        # Named, because the change of a hidden field is one that the journal does not see.
        journal.keep(thing=contact, by=by, at=at, act="change" if stored else "add")
        if stored and contact.hidden() - stored.hidden():
            about = {"entry__object_type": contact._meta.label_lower, "entry__object_key": str(contact.pk)}
            journal.forget(values=PersonalValue.objects.filter(**about, field__in=contact.hidden()))


def narrow_contact(*, contact: Contact, seen: dict[str, str], reason: str, by: User | None, at: datetime) -> None:
    """Show fields of a contact to fewer readers than the person chose; `seen` says by field who still sees it.

    The person may choose anew at any time. Refuses to show anything to more readers, to change nothing, and to do it
    without a reason (ValidationError).
    """
    with journal.writing():
        stored = Contact.objects.get(pk=contact.pk)
        for name, level in seen.items():
            if level not in Contact.Seen.up_to(getattr(stored, f"{name}_seen")):
                raise ValidationError(_("The office can show less than the person chose, never more."))
        if all(getattr(stored, f"{name}_seen") == level for name, level in seen.items()):
            raise ValidationError(_("Nothing here is shown to fewer readers than now."))
        if not reason.strip():
            raise ValidationError(_("Say why: the person will read the reason."))
        for name, level in seen.items():
            setattr(stored, f"{name}_seen", level)
        journal.keep(thing=stored, by=by, at=at, act="narrow", reason=reason.strip())


def write_to_contact(
    *,
    organisation: Organisation,
    people: Iterable[Representative],
    called: str,
    told: dict[str, str],
    copy_in: str = "",
    by: User,
    at: datetime,
) -> None:
    """Send a message to people who represent an organisation; the writer never learns their addresses.

    `told` has the writer's `name` and `email`, the `subject` and the `text`; `called` is what the writer knows the
    people by. With `copy_in`, a language, the writer gets a copy. The journal knows who wrote to which organisation,
    and no word of it.
    """
    with journal.writing():
        for person in people:
            to = person.user
            write_mail(kind="contact_message", recipient=to.email, user=to, about=person, told=dict(told), at=at)
        if copy_in:
            own: dict[str, Any] = {"recipient": by.email, "user": by, "language": copy_in}
            write_mail(kind="contact_copy", about=organisation, told=told | {"called": called}, at=at, **own)
        journal.record(act="write to", thing=organisation, by=by, at=at)


def _said(contact: Contact) -> dict[str, str]:
    names = (*Contact.FIELDS, *(f"{name}_seen" for name in Contact.FIELDS))
    return {name: getattr(contact, name) for name in names}
