"""What every answer passes on its way: headers, caching, the reader's language, staff's second factor."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponse]

# Addresses that say no language; every other address does, see i18n_patterns in urls.py.
WITHOUT_LANGUAGE = ("/admin/", "/api/")


class SafeHeaders:
    """Set the headers that never depend on the page, also on answers that a later layer refused."""

    HEADERS = {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class CachePrivacy:
    """Keep pages out of shared caches, and pages of logged-in readers out of every cache."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # The cookie stands for "logged in": asking for the user would need the database on error pages.
        has_session = settings.SESSION_COOKIE_NAME in {*request.COOKIES, *response.cookies}
        response.headers.setdefault("Cache-Control", "private, no-store" if has_session else "private, no-cache")
        return response


class CompressPages(GZipMiddleware):
    """Compress pages and data, not files: they are compressed already, and their size is told beforehand."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if response.streaming else super().process_response(request, response)


class Utf8Only:
    """Refuse what is sent in another encoding: it would be misread, or become text that no database keeps."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in ("utf-8", "utf8"):
            raise BadRequest("not UTF-8")
        return self.get_response(request)


class BrowserLanguage:
    """Speak the browser's language where the address says none, so that admin and API are not Polish only."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(WITHOUT_LANGUAGE):
            translation.activate(translation.get_language_from_request(request))
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class StaffSecondFactor:
    """Send staff without a second factor from the admin to the page where they set one up: an app or a key."""

    FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Only the admin is guarded: the pages of the account must stay open, or nobody could set the factor
        # up.
        if (
            settings.STAFF_2FA_REQUIRED
            and request.path_info.startswith(reverse("admin:index"))
            and request.path_info != reverse("admin:logout")
            and request.user.is_authenticated
            and request.user.is_staff
            and not is_mfa_enabled(request.user, self.FACTORS)
        ):
            messages.warning(request, _("The office opens once your account has a second step: an app or a key."))
            return redirect("mfa_index")
        return self.get_response(request)
