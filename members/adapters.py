"""How the account library behaves here: nobody signs up alone, mails are queued, second factors kept encrypted."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.fields import EmailField
from allauth.account.forms import ResetPasswordForm
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.fernet import Fernet
from django import forms
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members import use_cases

# What the library tells with a mail and no key is in; the words are made when the mail is sent.
TOLD = ("ip", "user_agent", "from_email", "to_email", "deleted_email")


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        at = timezone.now()
        told = {name: context[name] for name in TOLD if context.get(name)}
        use_cases.write_mail(
            kind=template_prefix.replace("/email/", ":"),
            recipient=email,
            told=told | {"timestamp": at.isoformat()},
            language=get_language() or settings.LANGUAGE_CODE,
            at=at,
        )

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: object) -> str:
        # Account and network together: counting the account alone would let anyone lock its owner out.
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"


class AnyAddressForm(ResetPasswordForm):
    """Takes a request for a new password without asking whose the address is: that is asked when the mail is sent.

    So the answer to a known and to an unknown address is one and the same, and takes the same time.
    """

    # No account has a longer address, and no mail.
    email = EmailField(max_length=254)

    def clean_email(self) -> str:
        return self.cleaned_data["email"]

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = self.cleaned_data["email"]
        get_adapter().send_mail("account/email/password_reset_key", email, {})
        return email


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted, so that a copy of the database gives no codes."""

    def _cipher(self) -> Fernet:
        digest = hashlib.sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(digest))

    def encrypt(self, text: str) -> str:
        return self._cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._cipher().decrypt(encrypted_text.encode()).decode()


class KeyAnswerField(forms.JSONField):
    """Takes what a browser says that a key answered; it is not asked back where it was refused."""

    widget = forms.HiddenInput
    # An answer has a few hundred characters, one that tells of its maker a few thousand.
    LONGEST = 20_000

    def to_python(self, value: Any) -> Any:
        # What a key says needs no escaped sign; PostgreSQL cannot keep some of them.
        if value and (len(value) > self.LONGEST or "\\u" in value):
            raise _wrong_code()
        return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class AnyAnswer(forms.Form):
    """Refuses, as a wrong code, whatever a key cannot have answered; the library fails on some of it."""

    credential = KeyAnswerField()

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except DatabaseError:
            raise
        except Exception:  # A parser of hostile input may raise anything.
            self.add_error("credential", _wrong_code())


def _wrong_code() -> forms.ValidationError:
    return SecondFactorAdapter().validation_error("incorrect_code")


class AddKeyForm(AnyAnswer, AddWebAuthnForm):
    name = forms.CharField(label=_("Name of the key"), required=False, max_length=100)
    passwordless = forms.BooleanField(
        label=_("Log in with this key alone"),
        required=False,
        initial=True,
        help_text=_(
            "The key then stands for the password and the second step together, and asks for a PIN, a finger or a "
            "face. Without this, it is the second step after the password."
        ),
    )


class RenameKeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name of the key"), max_length=100)


class KeyLoginForm(AnyAnswer, LoginWebAuthnForm): ...


class KeyStepForm(AnyAnswer, AuthenticateWebAuthnForm): ...


class KeyConfirmForm(AnyAnswer, ReauthenticateWebAuthnForm): ...
