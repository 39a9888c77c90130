"""Who may log in."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from journal.models import Journalled
from members.fields import LineField


class UserManager(BaseUserManager["User"]):
    """Finds accounts by e-mail without regard to case; accounts are made by use-cases."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin, Journalled):
    PERSONAL = frozenset({"email", "name"})
    DERIVED = frozenset({"password", "last_login"})
    CALLED_BY = "email"

    # What the journal knows of a person: it survives the erasure of name and address and tells nothing by itself.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = LineField(_("full name"), max_length=200, blank=True)
    language = models.CharField(_("language of mails"), max_length=2, choices=settings.LANGUAGES, default="pl")
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(_("may log in"), default=True)

    USERNAME_FIELD = "email"

    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ("email",)

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        # One person, one account: addresses that differ in case only would be two.
        self.email = self.email.strip().lower()
