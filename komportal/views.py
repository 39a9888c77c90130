"""The hall's own pages: home, statements, log-in, health, and what is shown when something went wrong."""

import errno
import logging
import sys
import tempfile

from allauth.account.views import login as allauth_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

import declarations.access
import declarations.linked_data
import declarations.queries
import members.access
import members.identity
import members.maps
import members.queries
from komportal.middleware import WITHOUT_LANGUAGE
from members.models import KeyFigure

log = logging.getLogger(__name__)

EVENTS_ON_HOME = 4
POSTS_ON_HOME = 3


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    cluster = members.queries.the_cluster()
    partners = declarations.access.partners_visible_to(request.user, today)
    figures = list(KeyFigure.objects.select_related("group"))
    events = declarations.access.events_visible_to(request.user)
    feature = declarations.queries.feature_of(events, on=today)
    posts = declarations.access.posts_visible_to(request.user, today)[:POSTS_ON_HOME]
    kinds = members.queries.counts_by_kind(partners)
    context = {
        "on": today,
        "cluster": cluster,
        "about": declarations.linked_data.cluster(cluster) if cluster else None,
        "partner_count": sum(count for _kind, count in kinds),
        "kinds": kinds,
        "picture": members.maps.draw_around(
            cluster,
            members.queries.counts_by_city(partners),
            url_of=lambda town: f"{reverse('partner_list')}?{urlencode({'city': town})}",
        ),
        "member_count": members.access.member_firms_visible_to(request.user, today).count(),
        "feature": feature,
        "is_to_come": feature.is_to_come(on=today) if feature else False,
        "cover": feature.pictures.first() if feature else None,
        "events": events.exclude(pk=feature.pk)[:EVENTS_ON_HOME] if feature else (),
        "posts": posts,
        "results": [figure for figure in figures if not figure.is_target],
        "targets": [figure for figure in figures if figure.is_target],
    }
    return render(request, "home.html", context)


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html")


# --- identity -----------------------------------------------------------------------------


@require_safe
@login_not_required
@cache_control(public=True, max_age=86400)
def mark(request: HttpRequest) -> HttpResponse:
    """Hand out the mark that the settings name."""
    if settings.IDENTITY_MARK is None:
        raise Http404
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}
    return HttpResponse(settings.IDENTITY_MARK.read_bytes(), content_type="image/svg+xml", headers=headers)


@require_safe
@login_not_required
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Hand out our icon to whoever asks for it where icons used to lie; another mark has none there."""
    if settings.IDENTITY_MARK:
        raise Http404
    icon = (settings.BASE_DIR / "static" / "img" / "favicon.ico").read_bytes()
    return HttpResponse(icon, content_type="image/x-icon")


@require_safe
@login_not_required
@cache_control(public=True, max_age=86400)
def colours(request: HttpRequest) -> HttpResponse:
    """Hand out the sheet of the two colours that the settings name."""
    if not settings.IDENTITY_COLOURS:
        raise Http404
    return HttpResponse(members.identity.sheet(*settings.IDENTITY_COLOURS), content_type="text/css; charset=utf-8")


# --- login --------------------------------------------------------------------------------

RETRY_AFTER_SECONDS = "300"


@login_not_required
def account_login(request: HttpRequest) -> HttpResponseBase:
    """Answer 429 where the form says "too many attempts": the stock view shows the words with status 200."""
    response = allauth_login(request)
    form = (getattr(response, "context_data", None) or {}).get("form")
    if form is not None and form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts"):
        response.status_code = 429
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


# --- health ---------------------------------------------------------------------------------------


@login_not_required
@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process is up: nothing else is asked, so a stopped database does not get the process killed."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database and store answer, migrations are applied; what is wrong goes to the log only."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise RuntimeError("migrations are not applied")
        store = settings.DOCUMENTS_DIR if settings.DOCUMENTS_DIR.is_dir() else settings.DATA_DIR
        # A real byte: permissions alone do not show a full or read-only disk.
        with tempfile.TemporaryFile(dir=store) as probe:
            probe.write(b".")
            probe.flush()
    except Exception as error:  # whatever it is, the portal cannot serve
        log.warning("not ready: %s", error)
        return HttpResponse("not ready\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


# --- when something went wrong --------------------------------------------------------------------

REASONS = {
    400: _("The request could not be understood."),
    403: _("You may not do this."),
    404: _("There is no such page."),
    429: _("Too many attempts. Please wait a few minutes."),
    500: _("Something went wrong on our side."),
    503: _("The register is unavailable for a moment. Please try again."),
    507: _("There is no room left to store this. Nothing was saved."),
}


def _language(request: HttpRequest) -> str:
    # From the address, not from what is active: a refused Host never reached the layer that activates a
    # language.
    if request.path_info.startswith(WITHOUT_LANGUAGE):
        return translation.get_language_from_request(request)
    return translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def _page(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    """Render an error page from its template alone: saying "it is down" must need no database."""
    with translation.override(_language(request)):
        if request.path_info.startswith("/api/"):
            response: HttpResponse = JsonResponse({"detail": str(REASONS[status])}, status=status)
        else:
            try:
                response = HttpResponse(render_to_string(template or f"{status}.html"), status=status)
            except Exception:  # an error page that fails would show the visitor nothing at all
                log.exception("error page %s could not be drawn", status)
                response = HttpResponse(f"{REASONS[status]}\n", content_type="text/plain", status=status)
        response.headers["Content-Language"] = translation.get_language()
    if status in (429, 503):
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS if status == 429 else "10"
    return response


def _status_of(error: BaseException | None) -> int:
    """Tell a failure that passes (503) and a full disk (507) from our own mistakes (500)."""
    cause = getattr(error, "__cause__", None)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return 507
    if getattr(cause, "sqlite_errorname", "") == "SQLITE_FULL" or getattr(cause, "sqlstate", "") == "53100":
        return 507
    store_is_away = isinstance(error, OSError) and error.errno in (errno.EROFS, errno.EIO)
    if store_is_away or isinstance(error, OperationalError | InterfaceError):
        return 503
    return 500


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


@login_not_required
def too_many_requests(request: HttpRequest) -> HttpResponse:
    return _page(request, 429)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, _status_of(sys.exc_info()[1]))


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403, "403_csrf.html")
