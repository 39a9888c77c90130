"""The office's door to the queue of mails: what was sent to whom, what waits, and what could not be sent."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from journal.admin import OfficeAdmin
from journal.admin.filters import agenda_filter
from members import access, agenda, mail, use_cases
from members.models import OutgoingMail


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(((name, str(kind.label)) for name, kind in mail.KINDS.items()), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(kind=self.value()) if self.value() else queryset


CONDITIONS = {
    "waiting": pgettext_lazy("mail", "waiting"),
    "sent": pgettext_lazy("mail", "sent"),
    "given_up": pgettext_lazy("mail", "given up"),
    "pointless": pgettext_lazy("mail", "not needed any more"),
}


class ConditionFilter(admin.SimpleListFilter):
    title = _("sending")
    parameter_name = "sending"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, str(label)) for name, label in CONDITIONS.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        name = self.value() or ""
        return getattr(queryset, name)() if name in CONDITIONS else queryset


@admin.register(OutgoingMail)
class OutgoingMailAdmin(OfficeAdmin):
    list_display = ("moment", "kind_in_words", "recipient", "sending", "attempts")
    list_filter = (agenda_filter(agenda.ITEMS), ConditionFilter, KindFilter)
    search_fields = ("recipient",)
    search_help_text = _("The address a mail goes to, or a part of it.")
    date_hierarchy = "made_at"
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("kinds/", wrap(self.kinds_view), name="members_outgoingmail_kinds"),
            path("<int:pk>/again/", wrap(require_POST(self.again_view)), name="members_outgoingmail_again"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        context = {
            "title": capfirst(_kind(row)) if row else "",
            "subtitle": None,
            "facts": _facts(row) if row else [],
            "words": _words(row) if row else None,
            "may_try_again": bool(row and row.condition == "given_up" and access.is_coordinator(request.user)),
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.get_object(request, str(pk))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))  # type: ignore[attr-defined]
        if not access.is_coordinator(request.user):
            raise PermissionDenied
        try:
            use_cases.try_mail_again(mail=row, at=timezone.now())
            messages.success(request, _("The mail is back in the queue, and will be sent within a minute."))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect("admin:members_outgoingmail_change", pk)

    def kinds_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": _("The words of each kind of mail"),
            "opts": self.opts,
            "kinds": _samples(timezone.now()),
        }
        return TemplateResponse(request, "admin/mail_kinds.html", context)

    @admin.display(description=_("written"), ordering="made_at")
    def moment(self, row: OutgoingMail) -> str:
        return date_format(timezone.localtime(row.made_at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("kind"), ordering="kind")
    def kind_in_words(self, row: OutgoingMail) -> str:
        return _kind(row)

    @admin.display(description=_("sending"))
    def sending(self, row: OutgoingMail) -> str:
        return str(CONDITIONS[row.condition])

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _kind(row: OutgoingMail) -> str:
    return str(mail.KINDS[row.kind].label) if row.kind in mail.KINDS else row.kind


def _facts(row: OutgoingMail) -> list[tuple[Any, str]]:
    """Return what is known of a mail besides its words: label and value, those without a value left out."""
    facts = [
        (_("to"), row.recipient),
        (_("language"), row.get_language_display()),
        (_("written at"), _moment(row.made_at)),
        (_("sending"), str(CONDITIONS[row.condition])),
        (_("sent at"), _moment(row.sent_at)),
        (_("attempts"), str(row.attempts)),
        (_("next attempt at"), _moment(row.next_attempt_at)),
        (_("error"), translation.gettext(row.error) if row.error else ""),
    ]
    return [(label, value) for label, value in facts if value]


def _moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""


def _words(row: OutgoingMail) -> mail.Words | None:
    try:
        return mail.words_without_key(row, at=row.sent_at or timezone.now())
    except mail.Pointless:
        return None


def _samples(at: datetime) -> list[tuple[Any, list[tuple[str, mail.Words]]]]:
    """Return the label of each kind of mail, and its words in each language with made-up facts."""
    return [
        (kind.label, [(code, mail.sample(name, code, at=at)) for code, _name in settings.LANGUAGES])
        for name, kind in mail.KINDS.items()
    ]
