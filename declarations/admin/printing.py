"""The door to what is printed: the letter of a declaration, an attendance list, the register of signatories."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from declarations import access, printing
from declarations.models import Declaration, SigningEvent
from declarations.printing import CannotPrint, Sheet
from journal.admin import JournalledAdmin
from journal.forms import DayField

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAYS: dict[str, tuple[str, Callable[[Sheet], bytes]]] = {
    "pdf": ("application/pdf", printing.as_pdf),
    "xlsx": (XLSX, printing.as_xlsx),
}
# Of a file; what file systems refuse in it, and as much of a title as is still a name.
NOT_IN_A_NAME = set('\\/:*?"<>|')
LONGEST_NAME = 100


class PrintForm(forms.Form):
    """As of which day a table is printed, and as what; without the latter nothing is printed yet."""

    as_of = DayField(label=_("As of"), required=False)
    way = forms.ChoiceField(choices=[(way, way) for way in WAYS], required=False, widget=forms.HiddenInput)


@method_decorator(require_safe, name="letter_view")
class LetterAdmin(JournalledAdmin):
    """Adds to the pages of a declaration the PDF to sign."""

    def tools_of(self, request: HttpRequest, thing: Declaration) -> list[tuple[Any, str]]:
        letter = [(_("Print (PDF)"), reverse("admin:declarations_declaration_letter", args=[thing.pk]))]
        return [*(letter if access.sees_everything(request.user) else []), *super().tools_of(request, thing)]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.letter_view)
        return [path("<int:pk>/letter/", view, name="declarations_declaration_letter"), *super().get_urls()]

    def letter_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        declaration = Declaration.objects.select_related("event").filter(pk=pk).first()
        if declaration is None or not access.sees_everything(request.user):
            raise Http404
        try:
            return _file(printing.letter(declaration), declaration.title, "pdf")
        except CannotPrint as reason:
            messages.error(request, str(reason))
            return redirect("admin:declarations_declaration_change", pk)


@method_decorator(require_safe, name="attendance_view")
class AttendanceAdmin(JournalledAdmin):
    """Adds to the pages of a signing event the list that lies at the door."""

    def tools_of(self, request: HttpRequest, thing: SigningEvent) -> list[tuple[Any, str]]:
        listed = [(_("Attendance list"), reverse("admin:declarations_signingevent_attendance", args=[thing.pk]))]
        return [*(listed if access.sees_everything(request.user) else []), *super().tools_of(request, thing)]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.attendance_view)
        return [path("<int:pk>/attendance/", view, name="declarations_signingevent_attendance"), *super().get_urls()]

    def attendance_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        event = SigningEvent.objects.filter(pk=pk).first()
        if event is None or not access.sees_everything(request.user):
            raise Http404
        page = {
            "title": _("Attendance list"),
            "back_label": event,
            "hint": _("The parties expected as things stand on the day, and blank rows for further guests."),
            "back_url": reverse("admin:declarations_signingevent_change", args=[pk]),
        }
        return _sheet(self, request, page, event.day, lambda on: printing.attendance(event, on=on))


@method_decorator(require_safe, name="register_view")
class SignatoriesAdmin(JournalledAdmin):
    """Adds to the list of parties the register of signatories as of a day."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        register = [(_("Register of signatories"), reverse("admin:declarations_signature_register"))]
        tools = register if access.sees_everything(request.user) else []
        return super().changelist_view(request, {"list_tools": tools} | (extra_context or {}))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.register_view)
        return [path("register/", view, name="declarations_signature_register"), *super().get_urls()]

    def register_view(self, request: HttpRequest) -> HttpResponse:
        if not access.sees_everything(request.user):
            raise Http404
        page = {
            "title": _("Register of signatories"),
            "hint": _("Every signature in force on the day, over all declarations, confidential ones too."),
            "back_label": _("Parties"),
            "back_url": reverse("admin:declarations_signature_changelist"),
        }
        return _sheet(self, request, page, timezone.localdate(), lambda on: printing.signatories(on=on))


def _sheet(
    door: JournalledAdmin, request: HttpRequest, page: dict[str, Any], day: date, made: Callable[[date], Sheet]
) -> HttpResponse:
    """Ask for the day, and answer with the table as of it; `day` is the one proposed."""
    form = PrintForm(request.GET if request.GET else None, initial={"as_of": day})
    if form.is_valid() and form.cleaned_data["way"]:
        on, way = form.cleaned_data["as_of"] or day, form.cleaned_data["way"]
        sheet = made(on)
        try:
            return _file(WAYS[way][1](sheet), f"{sheet.title} {on.isoformat()}", way)
        except CannotPrint as reason:
            messages.error(request, str(reason))
            return redirect(request.path)
    context = door.admin_site.each_context(request) | page | {"form": form}
    return render(request, "admin/print_form.html", context, status=400 if form.errors else 200)


def _file(content: bytes, title: str, way: str) -> HttpResponse:
    """Hand out what was printed under its title; that nobody stores it, the admin sees to."""
    name = " ".join("".join(char for char in title if char.isprintable() and char not in NOT_IN_A_NAME).split())
    response = HttpResponse(content, content_type=WAYS[way][0])
    response["Content-Disposition"] = content_disposition_header(True, f"{name[:LONGEST_NAME]}.{way}") or ""
    return response
