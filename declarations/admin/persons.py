"""The office's door to what is held on a person: read, told, and erased at request; it hangs on the accounts."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from declarations import access, queries, use_cases
from members.admin import UserAdmin
from members.models import User

admin.site.unregister(User)


class LookUpForm(forms.Form):
    """Whose data are looked up."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class EraseForm(forms.Form):
    """Why a person is erased, and how far."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("It stays in the journal: name nobody. For example: at the person’s request of 3 March 2026."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    signatures = forms.BooleanField(
        label=_("Erase the name from signatures as well"),
        required=False,
        help_text=_("Only where the name is no evidence any more. Day and organisation stay in any case."),
    )


@admin.register(User)
class PersonAdmin(UserAdmin):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.person_view)
        return [path("person/", view, name="members_user_person"), *super().get_urls()]

    def person_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for an address, show all that is held on it, and erase it at request."""
        if not access.may_handle_personal_data(request.user):
            raise Http404
        act = request.POST.get("act", "")
        form = LookUpForm(_asked(request))
        if not form.is_valid():
            return self._page(request, form, status=400 if form.errors else 200)
        person = queries.person_of(form.cleaned_data["email"])
        may_erase = access.may_erase(request.user, person.account)
        if act == "tell":
            return _told(person)
        erasing = EraseForm(request.POST if act == "erase" else None)
        if act == "erase" and not may_erase:
            raise Http404
        if act == "erase" and erasing.is_valid() and _is_erased(request, person, erasing):
            return redirect("admin:members_user_person")
        more = {
            "person": person,
            "held": queries.held_on(person, shows_hidden=False),
            "mentions": queries.mentions_of(person),
            "signatures": person.signatures.select_related("declaration", "organisation"),
            "without_owner": queries.left_without_owner(person, on=timezone.localdate()),
            "erasing": erasing if may_erase else None,
        }
        return self._page(request, form, status=400 if erasing.errors else 200, **more)

    def _page(self, request: HttpRequest, form: LookUpForm, *, status: int, **more: Any) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"title": _("Data held on a person"), "form": form}
        return render(request, "admin/person.html", context | more, status=status)


def _asked(request: HttpRequest) -> dict[str, str] | None:
    """Return the address that is asked about: typed, or of the account that a link names by its key."""
    if request.method == "POST":
        return {"email": request.POST.get("email", "")}
    try:
        account = User.objects.filter(key=UUID(request.GET.get("key", ""))).first()
    except ValueError:
        return None
    return {"email": account.email} if account else None


def _told(person: queries.Person) -> HttpResponse:
    held, mentions = queries.held_on(person, shows_hidden=False), queries.mentions_of(person)
    told = json.dumps(queries.disclosed(person, held, mentions), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="dane-osoby.json"'}
    return HttpResponse(told, content_type="application/json", headers=headers)


def _is_erased(request: HttpRequest, person: queries.Person, form: EraseForm) -> bool:
    try:
        use_cases.erase_person(
            email=person.email,
            **form.cleaned_data,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    messages.success(request, _("Erased. What was backed up before is erased with the backup."))
    return True
