"""What the portal writes to people: a queue that survives a dead mail server, and a record of what was sent."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.accounts import User
from members.querysets import MOST_ATTEMPTS, MailQuerySet


class OutgoingMail(models.Model):
    """One mail to one person. Its words are made when it is sent, so no key that stands in them is ever stored."""

    kind = models.CharField(_("kind"), max_length=40)
    recipient = models.EmailField(_("to"))
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, related_name="+", verbose_name=_("account"), null=True, blank=True
    )
    # What the mail is about, by kind and key; empty for mails about an account.
    object_type = models.CharField(_("about what kind of thing"), max_length=60, blank=True)
    object_key = models.CharField(_("about which thing"), max_length=40, blank=True)
    # Words that stand nowhere else, e.g. those of a visitor.
    told = models.JSONField(default=dict)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="pl")
    # A reminder with the same name is never written twice.
    once = models.CharField(max_length=120, unique=True, null=True, blank=True)
    made_at = models.DateTimeField(_("written at"), db_index=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # Empty once it was sent, given up or found to have nothing left to say; moved on by whoever is sending it.
    next_attempt_at = models.DateTimeField(_("next attempt at"), null=True, blank=True, db_index=True)
    error = models.CharField(_("error"), max_length=200, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.kind} ({self.made_at:%Y-%m-%d %H:%M})"

    @property
    def condition(self) -> str:
        """Return waiting, sent, given_up or pointless: the name of the filter that keeps this mail."""
        if self.sent_at or self.next_attempt_at:
            return "sent" if self.sent_at else "waiting"
        return "given_up" if self.attempts >= MOST_ATTEMPTS else "pointless"
