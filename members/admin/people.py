"""The office's door to representatives, and the operator's to accounts."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group as Permissions
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.admin import JournalledAdmin, JournalledForm, refused
from members import access, queries, use_cases
from members.admin.memberships import PeriodAdmin
from members.models import (
    Representative,
    User,
)
from members.text import check_visible

# Rights are given by commands only: a page that edits groups is a page on which rights can be taken.
admin.site.unregister(Permissions)


class RepresentativeForm(JournalledForm):
    """Names a person by e-mail: an account is made where there is none."""

    email = forms.EmailField(label=_("e-mail address"), max_length=254)
    name = forms.CharField(label=_("full name"), required=False, max_length=200, validators=[check_visible])

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        # The account is no field of the form, so the model's law about it is asked for here.
        user = User.objects.filter(email=self.cleaned_data.get("email", "")).first()
        if user and self.instance.organisation_id and not self.errors:
            self.instance.user = user
            try:
                self.instance.validate_constraints()
            except forms.ValidationError as error:
                self._update_errors(error)  # type: ignore[attr-defined]


@admin.register(Representative)
class RepresentativeAdmin(PeriodAdmin):
    list_display = ("user", "organisation", "role", "since", "until")
    list_filter = (*PeriodAdmin.list_filter, "role")
    list_select_related = ("user", "organisation")
    search_fields = ("organisation__search_text", "user__email", "user__name")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(
            request, obj, change, **kwargs | {"form": JournalledForm if obj else RepresentativeForm}
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        person = ("user",) if obj else ("email", "name")
        return (*person, "organisation", "role", "since", "until", "drawn_from")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # Another person or another organisation is another representation.
        return ("user", "organisation") if obj else ()

    def tools_of(self, request: HttpRequest, thing: Representative) -> list[tuple[Any, str]]:
        url = f"{reverse('admin:members_user_person')}?key={thing.user.key}"
        own = [(_("Data held on this person"), url)] if access.is_coordinator(request.user) else []
        return [*own, *super().tools_of(request, thing)]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.user = use_cases.account_of(
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        self.keep(obj, request)
        self._warn_of_nobody(obj, request)

    def keep(self, thing: Representative, request: HttpRequest) -> None:
        use_cases.keep_representative(representative=thing, by=request.user, at=timezone.now())  # type: ignore[arg-type]

    def drop(self, thing: Representative, request: HttpRequest) -> None:
        use_cases.remove_representative(representative=thing, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        self._warn_of_nobody(thing, request)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        try:
            return super().delete_view(request, object_id, extra_context)
        except ValidationError as refusal:
            return refused(request, refusal)

    def _warn_of_nobody(self, thing: Representative, request: HttpRequest) -> None:
        if not queries.people_of(thing.organisation, on=timezone.localdate()).exists():
            words = _("Nobody speaks for “%(name)s” now: invite an owner.")
            messages.warning(request, words % {"name": thing.organisation})


@admin.register(User)
class UserAdmin(JournalledAdmin):
    """For the operator alone: the coordinator's group holds no right over accounts."""

    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    fields = ("drawn_from", "email", "name", "language", "is_active", "is_staff", "is_superuser", "last_login")
    readonly_fields = ("is_staff", "is_superuser", "last_login")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
