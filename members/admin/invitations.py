"""The office's door to invitations: the first owner of an organisation is invited here, and whoever else needs it."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from journal.admin import JournalledAdmin
from journal.admin.filters import agenda_filter
from members import access, agenda, use_cases
from members.forms import InviteForm, RoleForm
from members.models import Invitation, Representative

Condition = Invitation.Condition

ANSWERS_TO_REQUESTS = (("grant", _("Grant")), ("refuse", _("Refuse")))
ANSWERS_TO_INVITATIONS = (("renew", _("Send again")), ("withdraw", _("Withdraw")))


class ConditionFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "condition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Condition.choices

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(condition=self.value()) if self.value() else queryset


@admin.register(Invitation)
class InvitationAdmin(JournalledAdmin):
    list_display = ("email", "organisation", "role", "made_at", "expires_at", "in_words")
    list_filter = (agenda_filter(agenda.ITEMS), ConditionFilter, "asked")
    list_select_related = ("organisation",)
    search_fields = ("organisation__search_text", "email", "name")
    date_hierarchy = "made_at"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).with_condition(at=timezone.now())  # type: ignore[attr-defined]

    @admin.display(description=_("state"), ordering="condition")
    def in_words(self, row: Invitation) -> str:
        return row.condition_in_words

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        invitation: Any = self.get_object(request, object_id)
        if invitation is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_permission(request, invitation):
            raise PermissionDenied
        may_answer = access.is_coordinator(request.user)
        if request.method == "POST":
            if not may_answer:
                raise PermissionDenied
            return _answered(request, invitation)
        answers = _answers_to(invitation) if may_answer else ()
        context = self.admin_site.each_context(request) | {
            "title": self.opts.verbose_name,
            "opts": self.opts,
            "thing": invitation,
            "facts": _facts(invitation),
            "form": RoleForm(initial={"role": invitation.role}) if answers == ANSWERS_TO_REQUESTS else None,
            "answers": answers,
            "back_url": reverse("admin:members_invitation_changelist"),
        }
        return TemplateResponse(request, "admin/members/invitation/change_form.html", context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        # A person is invited from the page of the organisation.
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Answered by the buttons of its own page, which ask themselves.
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class InvitingAdmin(JournalledAdmin):
    """Invites people to an organisation from its page."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.invite_view)
        return [path("<int:pk>/invite/", view, name="members_organisation_invite"), *super().get_urls()]

    def tools_of(self, request: HttpRequest, thing: Any) -> list[tuple[Any, str]]:
        lists = ((_("People"), "representative"), (_("Invitations"), "invitation"))
        urls = [(label, reverse(f"admin:members_{name}_changelist")) for label, name in lists]
        tools = [(label, f"{url}?organisation={thing.pk}") for label, url in urls]
        if access.is_coordinator(request.user):
            tools.insert(0, (_("Invite a person"), reverse("admin:members_organisation_invite", args=[thing.pk])))
        return [*tools, *super().tools_of(request, thing)]

    def invite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        organisation: Any = self.get_object(request, str(pk))
        if organisation is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))  # type: ignore[attr-defined]
        if not access.is_coordinator(request.user):
            raise PermissionDenied
        initial = {"role": Representative.Role.OWNER, "language": get_language()}
        form = InviteForm(request.POST if request.method == "POST" else None, initial=initial)
        back_url = reverse("admin:members_organisation_change", args=[pk])
        if form.is_valid():
            try:
                use_cases.invite(
                    organisation=organisation,
                    **form.cleaned_data,
                    by=request.user,  # type: ignore[arg-type]
                    at=timezone.now(),
                )
            except ValidationError as refusal:
                form.add_error(None, refusal.messages)
            else:
                said = _("Invited: %(email)s. A mail is on its way.") % {"email": form.cleaned_data["email"]}
                messages.success(request, said)
                return redirect(back_url)
        context = self.admin_site.each_context(request) | {
            "title": _("Invite a person"),
            "thing": organisation,
            "form": form,
            "submit_label": _("Invite"),
            "back_url": back_url,
        }
        return TemplateResponse(request, "admin/act_form.html", context, status=400 if form.errors else 200)


def _answers_to(invitation: Any) -> tuple[tuple[str, Any], ...]:
    if invitation.condition == Condition.ASKING:
        return ANSWERS_TO_REQUESTS
    is_waiting = invitation.condition in (Condition.INVITED, Condition.EXPIRED) and not invitation.is_request
    return ANSWERS_TO_INVITATIONS if is_waiting else ()


def _answered(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    act = request.POST.get("act", "")
    told: dict[str, str] = {}
    if act == "grant":
        form = RoleForm(request.POST)
        told = form.cleaned_data if form.is_valid() else {"role": ""}
    try:
        if act in use_cases.ANSWERS:
            use_cases.ANSWERS[act](invitation=invitation, **told, by=request.user, at=timezone.now())
            messages.success(request, _("Done and entered in the journal."))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(request.path)


def _facts(invitation: Invitation) -> list[tuple[Any, str]]:
    """Return what is known of an invitation: label and value, those without a value left out."""
    facts = [
        (_("state"), invitation.condition_in_words),
        (_("e-mail address"), invitation.email),
        (_("full name"), invitation.name),
        (_("role"), invitation.get_role_display()),
        (_("how it began"), invitation.get_asked_display()),
        (_("language"), invitation.get_language_display()),
        (_("made at"), _moment(invitation.made_at)),
        (_("address confirmed at"), _moment(invitation.confirmed_at)),
        (_("granted at"), _moment(invitation.allowed_at)),
        (_("expires at"), _moment(invitation.expires_at)),
        (_("accepted at"), _moment(invitation.accepted_at)),
        (_("withdrawn at"), _moment(invitation.closed_at)),
    ]
    return [(label, value) for label, value in facts if value]


def _moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""
