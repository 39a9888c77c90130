"""How the account library behaves here: nobody signs up alone, second factors are kept encrypted."""

import base64
import hashlib
import logging
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        # From the configured address: the Host header is the visitor's word, and this link carries a key.
        return settings.BASE_URL + urlsplit(super().get_reset_password_from_key_url(key)).path

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send, and log a failure: an error answer would tell which addresses have an account."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            log.error("mail %s was not sent: %s", template_prefix, type(error).__name__)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: object) -> str:
        # Account and network together: counting the account alone would let anyone lock its owner out.
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted, so that a copy of the database gives no codes."""

    def _cipher(self) -> Fernet:
        digest = hashlib.sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(digest))

    def encrypt(self, text: str) -> str:
        return self._cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._cipher().decrypt(encrypted_text.encode()).decode()
