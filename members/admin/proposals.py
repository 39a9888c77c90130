"""The office's door to what organisations propose to change about themselves: read word by word, then decided."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from journal.admin import JournalledAdmin
from journal.admin.filters import agenda_filter
from members import access, agenda, queries, use_cases
from members.forms import DecisionForm
from members.models import Proposal

STALE = _("The profile or the proposal was changed since you opened this page. Look at what differs now.")


@admin.register(Proposal)
class ProposalAdmin(JournalledAdmin):
    list_display = ("organisation", "made_at", "by", "state", "decided_at")
    list_filter = (agenda_filter(agenda.ITEMS), "state")
    list_select_related = ("organisation", "by")
    search_fields = ("organisation__search_text",)
    date_hierarchy = "made_at"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        proposal: Any = self.get_object(request, object_id)
        if proposal is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        is_waiting = proposal.state == Proposal.State.WAITING
        may_decide = access.is_coordinator(request.user)
        if request.method == "POST" and not may_decide:
            raise PermissionDenied
        if request.method == "POST" and not is_waiting:
            messages.error(request, _("The proposal does not wait any more: it was decided or withdrawn."))
            return redirect(request.path)
        now = queries.profile_of(proposal.organisation)
        changes = queries.differences(proposal.changes, now if is_waiting else None)
        form = _form(request, changes, queries.mark_of(now, proposal)) if is_waiting and may_decide else None
        if form and form.is_bound and form.is_valid() and self._is_decided(request, proposal, form):
            return redirect("admin:members_proposal_changelist")
        context = self.admin_site.each_context(request) | {
            "title": _("Proposed changes of a profile"),
            "opts": self.opts,
            "thing": proposal,
            "is_waiting": is_waiting,
            "facts": _facts(proposal),
            "changes": [(change, change.field in (form.ticked if form else proposal.taken)) for change in changes],
            "form": form,
            "back_url": reverse("admin:members_proposal_changelist"),
        }
        status = 409 if form and form.errors else 200
        return TemplateResponse(request, "admin/members/proposal/change_form.html", context, status=status)

    def _is_decided(self, request: HttpRequest, proposal: Proposal, form: DecisionForm) -> bool:
        try:
            use_cases.decide_proposal(
                proposal=proposal,
                taken=form.cleaned_data["taken"],
                reason=form.cleaned_data["reason"],
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
            messages.success(request, _("Done and entered in the journal."))
            return True
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Decided by the buttons of its own page, which ask themselves.
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _form(request: HttpRequest, changes: list[queries.Change], mark: str) -> DecisionForm:
    """Return the form with all ticked but what would overwrite a change of the office's own."""
    ticked = [change.field for change in changes if not change.is_conflict]
    return DecisionForm(
        request.POST if request.method == "POST" else None,
        fields=[change.field for change in changes],
        initial={"taken": ticked, "seen": mark},
    )


def _facts(proposal: Proposal) -> list[tuple[Any, str]]:
    """Return what is known of a proposal besides its changes: label and value, those without a value left out."""
    facts = [
        (_("organisation"), str(proposal.organisation)),
        (_("proposed by"), str(proposal.by or "")),
        (_("proposed at"), _moment(proposal.made_at)),
        (_("state"), proposal.get_state_display()),
        (_("decided at"), _moment(proposal.decided_at)),
        (_("reason"), proposal.reason),
    ]
    return [(label, value) for label, value in facts if value]


def _moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""
