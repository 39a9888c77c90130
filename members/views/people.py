"""The people of an organisation: who speaks for it, who is invited, who asks to; and what its owners do about it."""

from datetime import datetime

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from members import access, queries, use_cases
from members.forms import AnswerForm, InviteForm, RoleForm
from members.models import Organisation, Representative

TOO_MANY = _("You have sent as many invitations as are possible in an hour. Send this one later.")
# What is said once an invitation or a request was answered.
ANSWERED = {
    "renew": _("The invitation is sent again. The link in the mail before works no more."),
    "withdraw": _("The invitation is withdrawn."),
    "grant": _("Granted. The person gets an invitation by e-mail."),
    "refuse": _("The request is refused."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    today = timezone.localdate(at)
    organisation = get_object_or_404(access.people_open_to(request.user, today), slug=slug)
    may_manage = access.may_manage_people(request.user, organisation, today)
    if request.method == "POST" and not may_manage:
        raise Http404
    act = request.POST.get("act", "")
    form = InviteForm(request.POST if act == "invite" else None, initial={"language": get_language()})
    if form.is_bound:
        if form.is_valid() and _is_invited(request, organisation, form, at):
            return redirect("people", organisation.slug)
    elif request.method == "POST":
        return _answered(request, organisation, act, at)
    kept = set(access.people_kept_by(request.user, organisation, today).values_list("pk", flat=True))
    sees_all = may_manage or access.sees_everything(request.user)
    context = {
        "organisation": organisation,
        "rows": [(one, one.pk in kept) for one in queries.people_of(organisation, on=today)],
        "requests": queries.requests_to_join(organisation, at=at) if sees_all else [],
        "invitations": queries.invitations_unanswered(organisation, at=at) if sees_all else [],
        "may_manage": may_manage,
        "form": form,
        "roles": Representative.Role.choices,
    }
    return render(request, "members/people.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let an owner change the role of one person and take the person off, and anybody leave."""
    at = timezone.now()
    today = timezone.localdate(at)
    organisation = get_object_or_404(access.people_open_to(request.user, today), slug=slug)
    kept = access.people_kept_by(request.user, organisation, today)
    representative = get_object_or_404(kept.select_related("user", "organisation"), pk=pk)
    may_manage = access.may_manage_people(request.user, organisation, today)
    is_own = representative.user == request.user
    act = request.POST.get("act")
    form = RoleForm(request.POST if act == "role" else None, initial={"role": representative.role})
    if request.method == "POST" and act != "take off" and not (form.is_bound and may_manage):
        raise Http404
    if form.is_bound:
        if form.is_valid() and _is_given(request, representative, form, at):
            return redirect("people", organisation.slug)
    elif request.method == "POST" and _is_taken_off(request, representative, at):
        return redirect("own") if is_own else redirect("people", organisation.slug)
    elif request.method == "POST":
        return redirect("person", organisation.slug, pk)
    context = {
        "organisation": organisation,
        "person": representative,
        "is_own": is_own,
        "form": form if may_manage else None,
    }
    return render(request, "members/person.html", context, status=400 if form.is_bound else 200)


def _is_invited(request: HttpRequest, organisation: Organisation, form: InviteForm, at: datetime) -> bool:
    if not ratelimit.consume(request, action="invitation"):
        form.add_error(None, TOO_MANY)
        return False
    try:
        use_cases.invite(organisation=organisation, **form.cleaned_data, by=request.user, at=at)  # type: ignore[arg-type]
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    messages.success(request, _("Invited: %(email)s. A mail is on its way.") % {"email": form.cleaned_data["email"]})
    return True


def _answered(request: HttpRequest, organisation: Organisation, act: str, at: datetime) -> HttpResponse:
    form = AnswerForm(request.POST, of=organisation.invitations.all())
    if act not in use_cases.ANSWERS or not form.is_valid():
        raise Http404
    role = {"role": form.cleaned_data["role"]} if act == "grant" else {}
    try:
        use_cases.ANSWERS[act](invitation=form.cleaned_data["invitation"], **role, by=request.user, at=at)
        messages.success(request, ANSWERED[act])
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("people", organisation.slug)


def _is_given(request: HttpRequest, representative: Representative, form: RoleForm, at: datetime) -> bool:
    """Give the person the role that was chosen, and say so; where that is refused, say why on the form."""
    try:
        use_cases.change_role(
            representative=representative,
            role=form.cleaned_data["role"],
            by=request.user,  # type: ignore[arg-type]
            at=at,
        )
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    messages.success(request, _("Saved. The role holds from the next click on."))
    return True


def _is_taken_off(request: HttpRequest, representative: Representative, at: datetime) -> bool:
    """End the person's speaking for the organisation, and say so; where that is refused, say why."""
    try:
        use_cases.take_off(
            representative=representative,
            may_be_last=access.is_coordinator(request.user),
            by=request.user,  # type: ignore[arg-type]
            at=at,
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return False
    told = {"person": representative.called}
    messages.success(request, _("%(person)s does not speak for the organisation any more.") % told)
    return True
