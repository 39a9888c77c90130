"""The coordinator's office as a whole: its guarded door and its start page, which says what waits to be done."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

import declarations.agenda
import members.agenda
from declarations import access, register
from journal.models import Check
from members.agenda import Counted

ITEMS = (*declarations.agenda.ITEMS, *members.agenda.ITEMS)


class Office(AdminSite):
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        # Else /admin/login/ takes a bare password, past the rate limits and the second factor.
        return secure_admin_login(super().login)(request, extra_context)

    def get_urls(self) -> list[Any]:
        return [path("register.json", self.admin_view(self.register_json), name="register_json"), *super().get_urls()]

    def register_json(self, request: HttpRequest) -> HttpResponse:
        """Hand out the whole register as the document that import_register reads back."""
        if not access.sees_everything(request.user):
            raise Http404
        response = HttpResponse(register.export(), content_type="application/json")
        name = f"register-{timezone.localdate():%Y-%m-%d}.json"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        today = timezone.localdate()
        items = [item for item in ITEMS if self._registry[item.model].has_view_permission(request)]
        context = {
            "today": today,
            "agenda": [(counted, _rows_url(counted)) for counted in members.agenda.counted(items, on=today)],
            "check": Check.objects.first(),
            "may_handle_personal_data": access.may_handle_personal_data(request.user),
        }
        return super().index(request, context | (extra_context or {}))


def _rows_url(counted: Counted) -> str:
    """Return the address of the list that holds exactly the rows that were counted."""
    model = counted.item.model._meta
    return reverse(f"admin:{model.app_label}_{model.model_name}_changelist") + f"?agenda={counted.item.key}"
