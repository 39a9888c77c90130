"""The list of strategic partners, and the page of an organisation."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import members.access
import members.queries
from declarations import access, charts, linked_data, queries
from declarations.forms import PartnerForm
from journal.forms import AsOfForm
from journal.views import list_page
from members.models import Contact, FormerSlug, Membership, Organisation
from members.pictures import LOGOS, StoredPicture
from members.views import map_of

STEPS_SHOWN = 24


@require_safe
@login_not_required
def partner_list(request: HttpRequest) -> HttpResponse:
    form = PartnerForm(request.GET)
    counts: dict[str, Any] = {}

    def rows(on: date) -> QuerySet[Any]:
        partners = queries.with_partnership(access.partners_visible_to(request.user, on), on=on)
        of_event = queries.partners_of(partners, form.cleaned_data, on=on)
        counts.update(members.queries.counts_beside(of_event, form.cleaned_data, on=on))
        form.tell_counts(**counts)
        return members.queries.narrowed(of_event, form.cleaned_data, on=on)

    def besides(on: date) -> dict[str, Any]:
        return _growth(on) | {"picture": map_of(request, counts["towns"])}

    return list_page(request, "declarations/partner_list.html", form, rows, besides=besides)


def _growth(on: date) -> dict[str, Any]:
    """Return how the circle of partners grew up to today, or up to the day asked about if that is to come."""
    steps = queries.growth(until=max(on, timezone.localdate()))
    latest = steps[-STEPS_SHOWN:]
    return {
        "chart": charts.draw(latest, on=on),
        "steps": latest[::-1],
        "step_before": next((step for step in reversed(steps) if step.day < on), None),
        "step_after": next((step for step in steps if step.day > on), None),
    }


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
    logo = LOGOS.stored(organisation.logo)
    context = {
        "organisation": organisation,
        "on": on,
        "is_past": bool(form.value("as_of")),
        "logo": logo,
        # The picture is asked for the same day as the page, and is seen by whoever sees the page.
        "logo_query": f"?as_of={on}" if form.value("as_of") else "",
        "certificates": organisation.certificates.in_force(on=on),
        "partner_since": organisation.since,
        "membership": membership,
        "groups": members.queries.groups_of(organisation, on=on) if is_named else [],
        "signatures": queries.signatures_of(
            organisation,
            readable=access.declarations_visible_to(request.user, today),
            events=access.events_visible_to(request.user),
            on=on,
        ),
        **_said_of(request, organisation, on, today),
        **_for_programs(organisation, logo, is_member=membership is not None),
    }
    return render(request, "declarations/organisation_detail.html", context)


def _said_of(request: HttpRequest, organisation: Any, on: date, today: date) -> dict[str, Any]:
    return {
        # Of today only: what people choose now says nothing about a day before.
        "contacts": _contacts(request, organisation, today) if on == today else [],
        "statements": queries.statements_of(organisation, events=access.events_visible_to(request.user), on=on),
        "posts": queries.posts_about(access.posts_visible_to(request.user, today), organisation),
    }


def _for_programs(organisation: Any, logo: StoredPicture | None, *, is_member: bool) -> dict[str, Any]:
    is_partner = organisation.since is not None
    above = (_("Partners"), reverse("partner_list")) if is_partner else (_("Member firms"), reverse("member_list"))
    return {
        "about": linked_data.organisation(
            organisation,
            logo=reverse("logo", kwargs={"sha256": logo.sha256}) if logo else "",
            is_member=is_member,
        ),
        "trail": linked_data.trail(above, (organisation.name, organisation.get_absolute_url())),
    }


def _contacts(request: HttpRequest, organisation: Organisation, today: date) -> list[dict[str, str]]:
    contacts = Contact.objects.filter(organisation=organisation)
    return list(access.contact_fields_visible_to(request.user, contacts, today).values())
