"""The page on which an organisation's people keep its profile: they propose, the office decides."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

import journal.use_cases as journal
from members import access, queries, use_cases
from members.forms import CertificatesFormSet, ProfileForm
from members.models import Organisation, Proposal
from members.pictures import LOGOS

STALE = _("Someone else has changed the profile since you opened it. Look at what differs, and send the form again.")


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    organisation = get_object_or_404(access.profiles_kept_by(request.user, today), slug=slug)
    if request.POST.get("act") in ("confirm", "withdraw"):
        return _acted(request, organisation, request.POST["act"])
    now, waiting = queries.profile_of(organisation), queries.waiting_proposal(organisation)
    shown = now | queries.proposed(waiting.changes if waiting else {})
    form, lines = _forms(request, organisation, shown, queries.mark_of(now, waiting))
    differences: list[queries.Change] = []
    # Both are asked, so that all that is wrong is said at once.
    if request.method == "POST" and all([form.is_valid(), lines.is_valid()]):
        wanted = _wanted(form, lines, shown)
        if _is_proposed(request, organisation, wanted, form):
            return redirect("profile", organisation.slug)
        differences = queries.differences(queries.changed(shown, wanted))
    decided = queries.last_decision(organisation)
    context = {
        "organisation": organisation,
        "form": form,
        "lines": lines,
        "differences": differences,
        "logo": LOGOS.stored(shown["logo"]),
        "waiting": waiting,
        "changes": queries.differences(waiting.changes, now) if waiting else [],
        "decided": decided,
        "taken": [queries.label_of(field) for field in decided.taken] if decided else [],
        "is_fresh": queries.is_fresh(organisation, on=today),
    }
    return render(request, "members/profile.html", context, status=400 if form.is_bound else 200)


@require_safe
def profile_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the public profile as it would be if the waiting proposal were approved as it is."""
    today = timezone.localdate()
    waiting = get_object_or_404(
        access.proposals_visible_to(request.user, today).select_related("organisation"),
        organisation__slug=slug,
        state=Proposal.State.WAITING,
    )
    organisation = queries.with_changes(waiting.organisation, waiting.changes)
    facts = (queries.profile_of(waiting.organisation) | queries.proposed(waiting.changes))["certificates"]
    context = {
        "organisation": organisation,
        "logo": LOGOS.stored(organisation.logo),
        "certificates": [one for one in queries.certificates_of(facts) if one.since <= today <= (one.until or today)],
    }
    return render(request, "members/profile_preview.html", context)


def _forms(
    request: HttpRequest, organisation: Organisation, shown: dict[str, Any], mark: str
) -> tuple[ProfileForm, Any]:
    sent: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = ProfileForm(**sent, instance=copy(organisation), initial=shown | {"seen": mark})
    return form, CertificatesFormSet(**sent, initial=shown["certificates"], prefix="certificates")


def _wanted(form: ProfileForm, lines: Any, shown: dict[str, Any]) -> dict[str, Any]:
    """Return the whole profile as it was typed, besides a new logo."""
    logo = "" if form.cleaned_data["without_logo"] else shown["logo"]
    return queries.texts_of(form.instance) | {"logo": logo, "certificates": queries.in_order(lines.facts())}


def _is_proposed(request: HttpRequest, organisation: Organisation, wanted: dict[str, Any], form: ProfileForm) -> bool:
    """Propose the profile and say so; where that is refused, say why on the form."""
    try:
        use_cases.propose_profile(
            organisation=organisation,
            profile=wanted,
            logo=form.cleaned_data["upload"],
            seen=form.cleaned_data["seen"],
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except journal.StaleVersion:
        form.draw_from_what_is_shown()
        form.add_error(None, STALE)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
    else:
        messages.success(request, _("Sent to the office. Readers see the change once it is approved."))
        return True
    return False


def _acted(request: HttpRequest, organisation: Organisation, act: str) -> HttpResponse:
    by: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    waiting = queries.waiting_proposal(organisation)
    try:
        if act == "confirm":
            use_cases.confirm_profile(organisation=organisation, **by)
            messages.success(request, _("Thank you: the profile is confirmed as of today."))
        elif waiting:
            use_cases.withdraw_proposal(proposal=waiting, **by)
            messages.success(request, _("The proposal is withdrawn."))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("profile", organisation.slug)
