"""The office's door to applications to join the cluster: read, compared with the register, decided by buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal.admin import JournalledAdmin
from journal.admin.filters import agenda_filter
from members import access, agenda, lifecycle, queries, use_cases
from members.forms import ApplicationActForm
from members.lifecycle import IllegalTransition
from members.matching import alike
from members.models import Application, Organisation
from members.querysets import OrganisationQuerySet
from members.text import fold

# Which use-case does what the lifecycle's table leaves to the office.
ACTS: dict[str, Callable[..., None]] = {
    "check": use_cases.check_application,
    "accept": use_cases.accept_application,
    "refuse": use_cases.refuse_application,
}
# Chosen where none of the known organisations is the applicant.
NEW = ("new", gettext_lazy("none of these: enter a new organisation"))


@admin.register(Application)
class ApplicationAdmin(JournalledAdmin):
    change_form_template = "admin/members/application/change_form.html"
    list_display = ("name", "kind", "city", "state", "made_at", "resolution", "decided_on")
    list_filter = (agenda_filter(agenda.ITEMS), "state", "kind")
    search_fields = ("name",)
    search_help_text = gettext_lazy("Name, town, NIP, REGON or KRS; case and Polish letters do not matter.")
    date_hierarchy = "made_at"
    fieldsets = (
        (
            gettext_lazy("Decision"),
            {"fields": ("state", "made_at", "resolution", "decided_on", "reason", "organisation")},
        ),
        (gettext_lazy("In the register"), {"fields": ("known", "others")}),
        (
            gettext_lazy("The organisation"),
            {
                "fields": (
                    "name",
                    "kind",
                    ("nip", "regon", "krs"),
                    ("city", "address"),
                    "website",
                    ("staff", "turnover_in_words", "balance_in_words", "size_class"),
                    "chain_role",
                    "about",
                )
            },
        ),
        (gettext_lazy("Recommendations and statements"), {"fields": ("recommenders", "statements_made")}),
        (
            gettext_lazy("Contact person"),
            {"fields": (("contact_name", "contact_email", "contact_phone"), "language")},
        ),
    )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        # Compared here: databases differ in how they fold letters, and applications are few.
        words = fold(search_term).split()
        if not words:
            return queryset, False
        told = queryset.values_list("pk", "name", "city", "nip", "regon", "krs")
        found = [pk for pk, *texts in told if all(word in fold(" ".join(texts)) for word in words)]
        return queryset.filter(pk__in=found), False

    # What the page tells besides the columns

    @admin.display(description=gettext_lazy("the applicant may be"))
    def known(self, application: Application) -> Any:
        rows = ((_page(one.organisation), one.organisation, one.why) for one in _known(application))
        return format_html_join("", '<p><a href="{}">{}</a> ({})</p>', rows) or _("no organisation of the register")

    @admin.display(description=gettext_lazy("other applications with one of these numbers"))
    def others(self, application: Application) -> Any:
        rows = (
            (reverse("admin:members_application_change", args=[one.pk]), one, one.get_state_display())
            for one in queries.other_applications(application)
        )
        return format_html_join("", '<p><a href="{}">{}</a>, {}</p>', rows) or "–"

    @admin.display(description=gettext_lazy("yearly turnover in EUR million"))
    def turnover_in_words(self, application: Application) -> str:
        return queries.application_in_words(application, "turnover") or "–"

    @admin.display(description=gettext_lazy("balance sheet total in EUR million"))
    def balance_in_words(self, application: Application) -> str:
        return queries.application_in_words(application, "balance") or "–"

    @admin.display(description=gettext_lazy("recommended by"))
    def recommenders(self, application: Application) -> Any:
        firms = {firm.slug: firm for firm in Organisation.objects.filter(slug__in=application.recommended_by)}
        rows = ((_page(firms[slug]), firms[slug].name) for slug in application.recommended_by if slug in firms)
        gone = ((slug,) for slug in application.recommended_by if slug not in firms)
        links = format_html_join("", '<p><a href="{}">{}</a></p>', rows)
        return format_html("{}{}", links, format_html_join("", "<p>{}</p>", gone)) or "–"

    @admin.display(description=gettext_lazy("statements made"))
    def statements_made(self, application: Application) -> Any:
        return format_html_join("", "<p>{}</p>", ((words,) for words in application.statements)) or "–"

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        application: Any = kwargs["obj"]
        context["acts"] = [
            {
                "label": edge.label,
                "url": reverse("admin:members_application_act", args=[application.pk, edge.action]),
                "is_open": True,
            }
            for edge in lifecycle.APPLICATION
            if edge.action in ACTS and application.state in edge.sources and access.is_coordinator(request.user)
        ]
        return super().render_change_form(request, context, *args, **kwargs)

    # Acts

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.act_view)
        return [path("<int:pk>/acts/<slug:action>/", view, name="members_application_act"), *super().get_urls()]

    def act_view(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        application = Application.objects.filter(pk=pk).first()
        if application is None or action not in ACTS or not access.is_coordinator(request.user):
            raise Http404
        edge = lifecycle.edge(action)
        back_url = reverse("admin:members_application_change", args=[pk])
        why_not = lifecycle.refusal(edge, application.state)
        if why_not:
            messages.error(request, str(why_not))
            return redirect(back_url)
        known = _known(application) if action == "accept" else []
        sent = request.POST if request.method == "POST" else None
        form = ApplicationActForm(sent, edge=edge, known=_choices(known))
        if form.is_valid():
            told = form.cleaned_data
            if known:
                told["organisation"] = next(
                    (one.organisation for one in known if one.key == told["organisation"]), None
                )
            if self._is_done(request, form, partial(ACTS[action], application=application, **told)):
                return redirect(back_url)
        context = self.admin_site.each_context(request) | {
            "title": edge.label,
            "thing": application,
            "form": form,
            "submit_label": edge.label,
            "back_url": back_url,
            "facts": _consequences(application, known) if action == "accept" else [],
        }
        return TemplateResponse(request, "admin/act_form.html", context, status=409 if form.errors else 200)

    def _is_done(self, request: HttpRequest, form: forms.Form, act: Callable[..., None]) -> bool:
        """Do the act and say so; where it is refused, say why on the form and lose nothing that was typed."""
        try:
            act(by=request.user, at=timezone.now())
        except IllegalTransition as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("Done and entered in the journal."))
            return True
        return False

    # Nothing of an application is edited, and nothing is removed before its time.

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@dataclass(frozen=True)
class Known:
    """An organisation that the applicant may be: one with a number of its own, or with a name like its own."""

    organisation: Organisation
    has_its_number: bool
    why: str

    @property
    def key(self) -> str:
        return str(self.organisation.pk)


def _known(application: Application) -> list[Known]:
    """Return the organisations that the applicant may be, the surest first, each with what speaks for it."""
    same = list(_with_membership(queries.organisations_with_its_numbers(application)))
    found = alike([application.name])[application.name]
    named = {one.pk for one in (*found.exact, *found.near)} - {one.pk for one in same}
    near = _with_membership(Organisation.objects.filter(pk__in=named))
    return [
        *(Known(one, True, _why(one, _("the same number"))) for one in same),
        *(Known(one, False, _why(one, _("a similar name"))) for one in near),
    ]


def _with_membership(organisations: OrganisationQuerySet) -> OrganisationQuerySet:
    return queries.with_membership(organisations, on=timezone.localdate()).in_polish_order()


def _why(organisation: Any, what: str) -> str:
    if organisation.since is None:
        return what
    return _("%(what)s, member since %(day)s") % {"what": what, "day": date_format(organisation.since)}


def _choices(known: list[Known]) -> list[tuple[str, Any]]:
    """Return what can be chosen; a number is in the register once, so whoever has it is no new organisation."""
    choices: list[tuple[str, Any]] = [(one.key, f"{one.organisation} ({one.why})") for one in known]
    return choices if not known or known[0].has_its_number else [*choices, NEW]


def _consequences(application: Application, known: list[Known]) -> list[tuple[Any, str]]:
    """Return what accepting does, all at once, before it is done."""
    entered = _("the one chosen below gets what it lacks") if known else _("“%(name)s” is entered")
    person = ", ".join(filter(None, (application.contact_name, application.contact_email)))
    return [
        (_("Organisation"), entered % {"name": application.name}),
        (_("Membership"), _("begins on the day of the resolution, or on another one given below")),
        (_("Invitation"), _("a mail to become its owner goes to: %(person)s") % {"person": person or "–"}),
    ]


def _page(organisation: Organisation) -> str:
    return reverse("admin:members_organisation_change", args=[organisation.pk])
