"""The office's door to contacts: it reads what people show it, and may show less of that to others, with a reason."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from declarations import access
from declarations.exchange import ContactTable
from journal.admin import JournalledAdmin
from members import use_cases
from members.forms import NarrowForm
from members.models import Contact
from members.text import fold


def _column(name: str) -> Any:
    """Return a column of the list: what the reader may see of a field, and who else sees it."""
    field: Any = Contact._meta.get_field(name)

    @admin.display(description=field.verbose_name)
    def shown(contact: Any) -> str:
        seen = getattr(contact, f"get_{name}_seen_display")()
        return format_html("{} <small>({})</small>", contact.shown.get(name) or "–", seen)

    return shown


@admin.register(Contact)
class ContactAdmin(ContactTable, JournalledAdmin):
    list_display = ("organisation", *map(_column, Contact.FIELDS))
    list_select_related = ("organisation",)
    # By the organisation alone: no question may find a person by what the person hides.
    search_fields = ("organisation__search_text",)
    search_help_text = _("Name or town; case and Polish letters do not matter.")

    def get_queryset(self, request: HttpRequest) -> Any:
        return access.contacts_of_today(super().get_queryset(request), timezone.localdate())

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return super().get_search_results(request, queryset, fold(search_term))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        rows = Contact.objects.filter(pk__in=[contact.pk for contact in changelist.result_list])
        shown = access.contact_fields_visible_to(request.user, rows, timezone.localdate())
        for contact in changelist.result_list:
            contact.shown = shown.get(contact, {})
        return changelist

    def get_export_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"by": request.user, "at": timezone.now()}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        contact: Any = self.get_object(request, object_id)
        if contact is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        may_narrow = access.is_coordinator(request.user)
        if not self.has_view_permission(request, contact) or request.method == "POST" and not may_narrow:
            raise PermissionDenied
        form = NarrowForm(request.POST if request.method == "POST" else None, contact=contact) if may_narrow else None
        if request.method == "POST" and form and form.is_valid() and self._is_narrowed(request, contact, form):
            return redirect("admin:members_contact_changelist")
        context = self.admin_site.each_context(request) | {
            "title": _("Show to fewer people"),
            "thing": contact,
            "facts": self._facts(request, contact),
            "form": form,
            "submit_label": _("Show to fewer people") if form else "",
            "back_url": reverse("admin:members_contact_changelist"),
        }
        status = 409 if form and form.errors else 200
        return TemplateResponse(request, "admin/act_form.html", context, status=status)

    def _facts(self, request: HttpRequest, contact: Contact) -> list[tuple[Any, str]]:
        own = Contact.objects.filter(pk=contact.pk)
        fields = access.contact_fields_visible_to(request.user, own, timezone.localdate()).get(contact, {})
        return [
            (contact._meta.get_field("organisation").verbose_name, str(contact.organisation)),  # type: ignore[union-attr]
            *((contact._meta.get_field(name).verbose_name, text) for name, text in fields.items()),  # type: ignore[union-attr]
        ]

    def _is_narrowed(self, request: HttpRequest, contact: Contact, form: NarrowForm) -> bool:
        try:
            use_cases.narrow_contact(
                contact=contact,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                **form.facts(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return False
        messages.success(request, _("Done and entered in the journal."))
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Shown to fewer by its own page, which asks itself.
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
