"""How a person comes in: by the link in an invitation, or by asking to join an organisation."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from time import monotonic, sleep
from typing import Any

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from members import queries, use_cases
from members.forms import AccountForm, JoinForm
from members.models import Invitation, User

Found = Callable[..., Any]
Page = Callable[..., HttpResponseBase]

# Where the session keeps the key that stood in the address.
KEY = "private_link"
# An answer to a request to join takes a multiple of this many seconds, so that its time tells nothing of the address.
STEP = 0.25


def _by_link(find: Found) -> Callable[[Page], Page]:
    """Make a page that is opened by a link from a mail: the view gets what the key finds, and the moment.

    The key moves from the address into the session, so that it stands in no history and is told to no other site; one
    that finds nothing, whatever it was, is answered by one and the same page. Few can be tried.
    """

    def page_of(view: Page) -> Page:
        # The address with a key takes any request and only leads on, so that no refusal of one writes it into the log.
        guarded = csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(view))

        @csrf_exempt
        @wraps(view)
        def page(request: HttpRequest, key: str = "") -> HttpResponseBase:
            too_many = ratelimit.consume_or_429(request, action="private_link", limit_get=True) if key else None
            response: Any = too_many or _opened(request, key, find, guarded)
            if key:
                # Not on the page itself: a form sent from there would name no origin, and be refused as forged.
                response.headers["Referrer-Policy"] = "no-referrer"
            # Django would write the address of what is missing into its log, and with it the key.
            response._has_been_logged = True
            return response

        return page

    return page_of


def _opened(request: HttpRequest, key: str, find: Found, view: Page) -> HttpResponseBase:
    at = timezone.now()
    found = find(key or request.session.get(KEY, ""), at=at).first()
    try:
        if found and not key:
            return view(request, found, at)
    except Invitation.DoesNotExist:
        # Another window was quicker.
        found = None
    if found is None:
        return render(request, "members/link_gone.html", status=404)
    request.session[KEY] = key
    return redirect(view.__name__)


@login_not_required
@_by_link(queries.invitations_by_key)
def invitation(request: HttpRequest, found: Invitation, at: datetime) -> HttpResponseBase:
    """Show what a person is invited to; let the account of the address accept, or make it."""
    if request.POST.get("act") == "log out":
        return _logged_out(request)
    account = User.objects.filter(email=found.email).first()
    is_own = account == request.user
    form = None
    if account is None and request.user.is_anonymous:
        form = AccountForm(request.POST or None, invitation=found)
    if request.method == "POST" and (is_own or (form and form.is_valid())):
        user = _accepted(request, account, form, at)
        if user:
            return _let_in(request, user, found)
    context = {"invitation": found, "has_account": account is not None, "is_own": is_own, "form": form}
    return render(request, "members/invitation.html", context, status=400 if request.method == "POST" else 200)


def _accepted(request: HttpRequest, account: User | None, form: AccountForm | None, at: datetime) -> User | None:
    """Accept the invitation of the session; where that is refused, say why and return nobody."""
    typed = {"name": form.cleaned_data["name"], "password": form.cleaned_data["password1"]} if form else {}
    try:
        return use_cases.accept_invitation(key=request.session[KEY], account=account, **typed, at=at)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None


def _let_in(request: HttpRequest, user: User, found: Invitation) -> HttpResponseBase:
    del request.session[KEY]
    messages.success(request, _("You speak for %(name)s from today on.") % {"name": found.organisation.name})
    if request.user.is_authenticated:
        return redirect("own", found.organisation.slug)
    return perform_login(request, user, redirect_url=reverse("own", args=[found.organisation.slug]))


def _logged_out(request: HttpRequest) -> HttpResponse:
    key = request.session[KEY]
    logout(request)
    request.session[KEY] = key
    return redirect("invitation")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_ask(request: HttpRequest) -> HttpResponse:
    """Take a request to join an organisation; the answer is the same whatever is known of the address."""
    begun = monotonic()
    form = JoinForm(request.POST or None)
    if not form.is_valid():
        return render(request, "members/join_ask.html", {"form": form}, status=400 if form.is_bound else 200)
    told = {name: form.cleaned_data[name] for name in ("email", "name")}
    too_many = ratelimit.consume_or_429(request, action="join_ask", key=told["email"].lower())
    if too_many:
        return too_many
    if not form.is_a_programs:
        use_cases.ask_to_join(**told, language=(get_language() or "pl")[:2], at=timezone.now())
    sleep((begun - monotonic()) % STEP)
    return redirect("join_sent")


@login_not_required
@require_safe
def join_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "members/join_sent.html")


@login_not_required
@_by_link(queries.requests_by_key)
def join_confirm(request: HttpRequest, found: Invitation, at: datetime) -> HttpResponse:
    """Let the holder of the address confirm that it was no other who asked to join."""
    if request.method != "POST":
        return render(request, "members/join_confirm.html", {"invitation": found})
    use_cases.confirm_request(key=request.session.pop(KEY), at=at)
    messages.success(
        request,
        _("Confirmed. The owners of %(name)s and the office decide; you will get a mail if they grant it.")
        % {"name": found.organisation.name},
    )
    return redirect("home")
