"""A made-up mail of each kind, so that its words can be read before the first real one is sent."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from members.lifecycle import ApplicationState
from members.mail.kinds import KINDS
from members.mail.letters import NO_KEY, Words, words
from members.models import (
    Application,
    Invitation,
    Membership,
    Organisation,
    OutgoingMail,
    Proposal,
    Representative,
    User,
)

ADDRESS = "maria.nowak@example.org"


def sample(kind: str, language: str, *, at: datetime) -> Words:
    """Return the words that a mail of the kind would have at the moment; nothing is kept."""
    with translation.override(language):
        told = {"name": "Jan Kowalski", "email": "jan.kowalski@example.com", "text": _("Do you take small orders?")}
        told |= {"subject": _("Small orders"), "called": "Maria Nowak"}
        told |= {"ip": "192.0.2.1", "user_agent": "Firefox", "timestamp": at.isoformat()}
        told |= {"from_email": "m.nowak@example.org", "to_email": ADDRESS, "deleted_email": "m.nowak@example.org"}
        mail = OutgoingMail(kind=kind, recipient=ADDRESS, language=language, told=told)
        about = _things(kind, at)[KINDS[kind].about]
        return words(mail, at=at, key=lambda thing: NO_KEY, about=about, sender=_("Sample cluster"))


def _things(kind: str, at: datetime) -> dict[Any, Any]:
    day, soon = timezone.localdate(at), timedelta(days=14)
    firm = Organisation(name=_("Sample organisation"), slug="sample")
    state = ApplicationState.RECEIVED if kind == "application_news" else ApplicationState.UNCONFIRMED
    fields = {"description_pl": ["", "…"], "website": ["", "…"]}
    return {
        Organisation: firm,
        User: User(pk=0, email=ADDRESS),
        Representative: Representative(organisation=firm),
        Membership: Membership(organisation=firm, since=day, until=day + soon),
        Invitation: Invitation(
            organisation=firm, email="jan.kowalski@example.com", name="Jan Kowalski", made_at=at, expires_at=at + soon
        ),
        Application: Application(pk=0, name=firm.name, city=_("Town"), made_at=at, state=state),
        Proposal: Proposal(
            pk=0, organisation=firm, made_at=at, changes=fields, taken=["website"], reason=_("Please say it shorter.")
        ),
    }
