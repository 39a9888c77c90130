"""The way of an organisation into the cluster: the form, the private page of the application, the lost link."""

from typing import Any
from uuid import uuid4

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_resolver
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

import journal.queries
import journal.use_cases
from members import access, lifecycle, queries, use_cases
from members.forms import ApplicationForm, LinkForm
from members.lifecycle import ApplicationState, IllegalTransition
from members.models import Application, Cluster
from members.text import lines_of

TOO_MANY = _("Too many applications came from here within an hour. Nothing that you typed is lost: send it later.")
TOO_MANY_LINKS = _("Too many links were asked for from here within an hour. Please try again later.")

# Which application the holder of a key has opened.
OPENED = "application"
WHAT_NOW = {
    ApplicationState.UNCONFIRMED: _("The office reads the application once you confirm, with the button below."),
    ApplicationState.RECEIVED: _("The address is confirmed and the application lies before the office."),
    ApplicationState.CHECKED: _("The office checks the application; the cluster then decides by a resolution."),
    ApplicationState.ACCEPTED: _("Welcome. The contact person gets an invitation by e-mail to keep the profile."),
    ApplicationState.REFUSED: _("The reason stands above. You may apply again."),
    ApplicationState.WITHDRAWN: _("You have withdrawn the application. You may apply again."),
}
ACTS = {"confirm": use_cases.confirm_application, "withdraw": use_cases.withdraw_application}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Take an application in two steps: it is filled in, and sent once it was read as a whole."""
    cluster = queries.the_cluster()
    form = _form(request, cluster)
    status, is_read = 200, False
    if form.is_bound:
        if form.is_a_programs:
            return redirect("application_sent")
        act = request.POST.get("act")
        if not form.is_valid():
            status = 400
        elif act == "send":
            if _is_sent(request, form):
                return redirect("application_sent")
            status, is_read = 429, True
        else:
            is_read = act != "change"
    context = {
        "form": form,
        "is_read": is_read,
        "is_polish_instead": cluster is not None and cluster.statements == cluster.statements_pl,
        "facts": queries.application_facts(form.instance) if is_read else [],
        "contact": queries.contact_facts(form.instance) if is_read else [],
    }
    return render(request, "members/join.html", context, status=status)


def _form(request: HttpRequest, cluster: Cluster | None) -> ApplicationForm:
    needed = cluster.recommendations if cluster else 0
    # Whoever reads it, the choice is that of the public list.
    firms = access.member_firms_visible_to(access.NOBODY, timezone.localdate()).in_polish_order()
    return ApplicationForm(
        request.POST if request.method == "POST" else None,
        instance=Application(language=(get_language() or "pl")[:2]),
        initial={"form_key": uuid4()},
        statements=lines_of(cluster.statements) if cluster else [],
        firms=list(firms) if needed else [],
        needed=needed,
    )


def _is_sent(request: HttpRequest, form: ApplicationForm) -> bool:
    """Keep the application; a form that was sent before is told the same, and one too many is told so."""
    at, form_key = timezone.now(), form.cleaned_data["form_key"]
    # Locked, so that two clicks on one button come one after the other.
    with journal.use_cases.writing():
        if journal.queries.made_by_form(form_key, Application):
            return True
        if not ratelimit.consume(request, action="application", key=form.instance.contact_email):
            form.add_error(None, TOO_MANY)
            return False
        use_cases.submit_application(application=form.instance, at=at)
        if form_key:
            journal.use_cases.keep_receipt(key=form_key, thing=form.instance, at=at)
    return True


@login_not_required
@require_safe
def application_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "members/application_sent.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_link(request: HttpRequest) -> HttpResponse:
    """Send the link to an application once more; the answer is the same whatever is known of the address."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    status, is_sent = 200, False
    if form.is_bound:
        if not form.is_valid():
            status = 400
        elif form.is_a_programs:
            is_sent = True
        elif ratelimit.consume(request, action="application_link", key=form.cleaned_data["email"].lower()):
            use_cases.send_links(email=form.cleaned_data["email"], at=timezone.now())
            is_sent = True
        else:
            form.add_error(None, TOO_MANY_LINKS)
            status = 429
    return render(request, "members/application_link.html", {"form": form, "is_sent": is_sent}, status=status)


@login_not_required
@csrf_exempt
def application(request: HttpRequest, key: str = "") -> HttpResponse:
    """Show an application to whoever holds its private link.

    The key moves from the address into the session at once, so it stands in no history and in no log, and is told to no
    other site. A mail scanner that follows the link changes nothing: what is done is done by buttons.
    """
    response = _opened(request, key) if key else _own(request, "members/application.html")
    if response.status_code != 404:
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _opened(request: HttpRequest, key: str) -> HttpResponse:
    opened = queries.application_by_key(key)
    if opened is None:
        missing: Any = get_resolver().resolve_error_handler(404)(request, exception=Http404())  # type: ignore[call-arg]
        # Django would write the address into its log, and with it a key that may be only mistyped.
        missing._has_been_logged = True
        return missing
    request.session[OPENED] = opened.pk
    response = redirect("application")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


# The address with a key takes any request and only leads here, so that no refusal of a form writes it into the log.
@csrf_protect
def _own(request: HttpRequest, template: str) -> HttpResponse:
    own = get_object_or_404(Application, pk=request.session.get(OPENED))
    open_acts = {edge.action for edge in lifecycle.APPLICATION if edge.is_applicants and own.state in edge.sources}
    act = request.POST.get("act")
    if act in ACTS:
        _act(request, own, act)
        return redirect("application")
    context: dict[str, Any] = {
        "application": own,
        "what_now": WHAT_NOW[ApplicationState(own.state)],
        "may_confirm": "confirm" in open_acts,
        "may_withdraw": "withdraw" in open_acts,
        "facts": queries.application_facts(own),
        "contact": queries.contact_facts(own),
    }
    return render(request, template, context)


def _act(request: HttpRequest, own: Application, act: str) -> None:
    try:
        ACTS[act](application=own, at=timezone.now())
    except IllegalTransition as refusal:
        messages.error(request, str(refusal))
    else:
        done = _("The address is confirmed.") if act == "confirm" else _("The application is withdrawn.")
        messages.success(request, done)
