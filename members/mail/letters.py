"""A row of the queue turned into a mail: its thing is looked up, its template filled, its lines made short."""

import re
import textwrap
from collections.abc import Callable
from copy import copy
from datetime import datetime
from email.utils import make_msgid
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from members.mail.kinds import KINDS, Facts, Kind, Pointless, page
from members.models import OutgoingMail, User
from members.queries import the_cluster

LINE = 76
# Goes into links where nobody may read the key, and is shown as an ellipsis; shaped like one, as addresses ask.
NO_KEY = "0-" + "x" * 41


class Words(NamedTuple):
    subject: str
    body: str
    reply_to: list[str]


def words(mail: OutgoingMail, *, at: datetime, key: Callable[[Any], str], about: Any = None, sender: str = "") -> Words:
    """Return the words of a mail as they are at the moment; `key` makes the key of its link from its thing.

    A thing and a sender that are made up are told; else both are looked up. Raises Pointless where the mail has
    nothing left to say.
    """
    kind = KINDS.get(mail.kind)
    if kind is None:
        raise Pointless(gettext_noop("There is no such kind of mail any more."))
    thing = about or _thing(mail, kind)
    with translation.override(mail.language):
        facts = kind.facts(thing, mail.told, at)
        if kind.opens:
            facts["link"] = _link(kind.opens, key(thing))
        facts |= {"sender": sender or _the_sender(), "home": page("home")}
        subject, body = _rendered(kind.template, facts)
    body = _wrapped(body).replace(NO_KEY, "…")
    return Words(" ".join(subject.split()), body, [facts["reply_to"]] if "reply_to" in facts else [])


def words_without_key(mail: OutgoingMail, *, at: datetime) -> Words:
    """Return the words of a mail with an ellipsis in place of its key, and of what concerns two people alone."""
    private = KINDS[mail.kind].private if mail.kind in KINDS else ()
    shown = copy(mail)
    shown.told = mail.told | dict.fromkeys(private, "…")
    return words(shown, at=at, key=lambda thing: NO_KEY)


def message(mail: OutgoingMail, *, at: datetime, key: Callable[[Any], str]) -> EmailMessage:
    """Return the mail ready to be sent; raises Pointless as `words` does."""
    subject, body, reply_to = words(mail, at=at, key=key)
    sender = settings.DEFAULT_FROM_EMAIL
    headers = {
        "Auto-Submitted": "auto-generated",
        # A fresh one each time: a second attempt carries a fresh key, and must not be taken for the first.
        "Message-ID": make_msgid(domain=urlsplit(settings.BASE_URL).hostname),
    }
    return EmailMessage(subject, body, sender, [mail.recipient], headers=headers, reply_to=reply_to)


def key_of_reset(account: User) -> str:
    """Return a key that sets a new password for the account, as the library knows it; nothing of it is stored."""
    return f"{user_pk_to_url_str(account)}-{default_token_generator.make_token(account)}"


def _thing(mail: OutgoingMail, kind: Kind) -> Any:
    if kind.about is User:
        # Lower-cased and equal: a look-alike of another alphabet is nobody's address.
        return User.objects.filter(email=mail.recipient.lower(), is_active=True).first()
    if mail.object_type != kind.about._meta.label_lower:
        raise Pointless(gettext_noop("What the mail is about is of another kind."))
    thing = apps.get_model(mail.object_type)._base_manager.filter(pk=mail.object_key).first()
    if thing is None:
        raise Pointless(gettext_noop("What the mail is about is gone."))
    return thing


def _link(name: str, key: str) -> str:
    if name != "account_reset_password_from_key":
        return page(name, key=key)
    account, _dash, token = key.partition("-")
    return page(name, uidb36=account, key=token)


def _the_sender() -> str:
    cluster = the_cluster()
    return cluster.name if cluster else _("Register")


def _rendered(template: str, facts: Facts) -> tuple[str, str]:
    if template.endswith(".txt"):
        subject, _newline, body = render_to_string(template, facts).strip().partition("\n")
        return subject, body
    subject = render_to_string(f"{template}_subject.txt", facts)
    return subject, render_to_string(f"{template}_message.txt", facts | {"password_reset_url": facts.get("link")})


def _wrapped(text: str) -> str:
    """Return the text in lines that every mail program shows whole; an address is never broken."""
    lines = []
    for line in re.sub(r"\n\s*\n", "\n\n", text.strip()).splitlines():
        lead = (re.match(r"> |- ", line) or [""])[0]
        more = lead if lead == "> " else " " * len(lead)
        lines += textwrap.wrap(line, LINE, subsequent_indent=more, break_long_words=False, break_on_hyphens=False) or [
            ""
        ]
    return "\n".join(lines) + "\n"
