"""The open data: one JSON door that shows exactly what anonymous pages show."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import ValidationError

import declarations.api
import journal.api
import members.api
from komportal.views import REASONS

api = NinjaAPI(title="KOM Portal", version="1", urls_namespace="api", docs_url=None)
api.add_router("", declarations.api.router)
api.add_router("", members.api.router)
api.add_router("", journal.api.router)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": str(REASONS[404])}, status=404)


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    names = ", ".join(sorted({str(one["loc"][-1]) for one in error.errors}))
    detail = gettext("These values cannot be read: %(names)s.") % {"names": names}
    return api.create_response(request, {"detail": detail}, status=400)


def public_urls() -> tuple:
    """Return the API's addresses, opened to all: the library does not know our middleware."""
    patterns, *names = api.urls
    for pattern in patterns:
        login_not_required(pattern.callback)  # type: ignore[type-var]
    return (patterns, *names)
