"""Pages about partners, events and declarations, and the one view that hands out papers."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

import members.access
import members.queries
from declarations import access, files, queries, use_cases
from declarations.forms import DeclarationListForm
from declarations.text import as_html
from members.forms import AsOfForm, RegisterForm
from members.models import FormerSlug, Membership
from members.views import list_page


@require_safe
@login_not_required
def partner_list(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(request.GET)

    def rows(on: date) -> QuerySet[Any]:
        partners = queries.with_partnership(access.partners_visible_to(request.user, on), on=on)
        return members.queries.narrowed(partners, form.cleaned_data)

    return list_page(request, "declarations/partner_list.html", form, rows)


@require_safe
@login_not_required
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    form = AsOfForm(request.GET)
    if not form.is_valid():
        return render(request, "bad_day.html", {"form": form}, status=400)
    on = form.value("as_of") or today
    visible = access.organisations_visible_to(request.user, on, today=today)
    organisation: Any = queries.with_partnership(visible, on=on).filter(slug=slug).first()
    if organisation is None:
        former = get_object_or_404(
            FormerSlug.objects.select_related("organisation"), slug=slug, organisation__in=visible
        )
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(former.organisation.get_absolute_url() + query, permanent=True)
    # A partner has a page also where it does not wish to be named as a member.
    is_named = members.access.may_name_as_member(request.user, organisation, today=today)
    membership = Membership.objects.in_force(on=on).filter(organisation=organisation).first() if is_named else None
    context = {
        "organisation": organisation,
        "on": on,
        "is_past": bool(form.value("as_of")),
        "partner_since": organisation.since,
        "membership": membership,
        "groups": members.queries.groups_of(organisation, on=on) if is_named else [],
        "signatures": queries.signatures_of(
            organisation,
            readable=access.declarations_visible_to(request.user, today),
            events=access.events_visible_to(request.user),
            on=on,
        ),
    }
    return render(request, "declarations/organisation_detail.html", context)


@require_safe
@login_not_required
def event_list(request: HttpRequest) -> HttpResponse:
    form = AsOfForm(request.GET)

    def rows(on: date) -> QuerySet[Any]:
        events = access.events_visible_to(request.user).select_related("host")
        # Unasked, the list holds the events to come as well; asked about a day, those held by it.
        day = form.value("as_of")
        return queries.with_signatories(events.held_by(on=on) if day else events, on=day)

    return list_page(request, "declarations/event_list.html", form, rows)


@require_safe
@login_not_required
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    event = get_object_or_404(access.events_visible_to(request.user).select_related("host"), slug=slug)
    papers = queries.signatories(
        [event],
        readable=access.declarations_visible_to(request.user, today),
        linked=access.organisations_visible_to(request.user, today, today=today),
    )
    return render(request, "declarations/event_detail.html", {"event": event, "papers": papers[event.pk], "on": today})


@require_safe
def declaration_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    if not access.may_list_declarations(request.user, today):
        raise Http404
    form = DeclarationListForm(request.GET)

    def rows(on: date) -> QuerySet[Any]:
        visible = queries.with_parties(access.declarations_visible_to(request.user, today))
        return queries.narrowed(visible, form.cleaned_data)

    def describe(declaration: Any, on: date) -> None:
        declaration.status = queries.declaration_in_words(declaration, on=on)

    return list_page(request, "declarations/declaration_list.html", form, rows, describe)


@require_safe
@login_not_required
def declaration_detail(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    readable = queries.with_parties(access.declarations_visible_to(request.user, today))
    declaration = readable.filter(slug=slug).first()
    if declaration is None:
        return _hidden(request)
    form = AsOfForm(request.GET)
    if not form.is_valid():
        return render(request, "bad_day.html", {"form": form}, status=400)
    on = form.value("as_of") or today
    context = {
        "declaration": declaration,
        # Below the heading of the page and that of the text.
        "text": as_html(declaration.text, top=3),
        "event": access.events_visible_to(request.user).filter(declarations=declaration).first(),
        "status": queries.declaration_in_words(declaration, on=on),
        "rows": queries.parties(
            declaration,
            linked=access.organisations_visible_to(request.user, today, today=today),
            by=form.value("as_of"),
        ),
        "documents": access.documents_visible_to(request.user, today).filter(declaration=declaration),
        "expected": access.is_expected_to_sign(request.user, declaration, today),
        "on": on,
        "is_past": bool(form.value("as_of")),
    }
    return render(request, "declarations/declaration_detail.html", context)


@require_safe
@login_not_required
def document_download(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    visible = access.documents_visible_to(request.user, timezone.localdate())
    document = visible.filter(declaration__slug=slug, pk=pk).first()
    if document is None:
        return _hidden(request)
    path = files.path_of(document.sha256)
    if not path.is_file():
        raise Http404
    if request.method == "GET":
        by = request.user if request.user.is_authenticated else None
        use_cases.record_download(document=document, by=by, at=timezone.now())
    if settings.ACCEL_REDIRECT_PREFIX:
        response = HttpResponse()
        response["X-Accel-Redirect"] = f"{settings.ACCEL_REDIRECT_PREFIX}{path.parent.name}/{path.name}"
    else:
        response = FileResponse(path.open("rb"))  # type: ignore[assignment]
    response["Content-Type"] = "application/pdf"
    name = "".join(char for char in document.file_name if char.isprintable())
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    # Opened from the disk of whoever downloaded it, the paper still may not run anything in our name.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _hidden(request: HttpRequest) -> HttpResponse:
    """Answer for a paper that is hidden or does not exist, without telling which."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise Http404
