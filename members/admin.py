"""The office's door to organisations, memberships, groups, key figures and accounts."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group as Permissions
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.admin import JournalledAdmin, JournalledForm
from members import use_cases
from members.models import (
    Cluster,
    Group,
    GroupMembership,
    KeyFigure,
    Membership,
    Organisation,
    Representative,
    User,
)

# Rights are given by commands only: a page that edits groups is a page on which rights can be taken.
admin.site.unregister(Permissions)


@admin.register(Organisation)
class OrganisationAdmin(JournalledAdmin):
    list_display = ("name", "short_name", "kind", "city", "nip", "is_listed")
    list_filter = ("kind", "is_listed")
    search_fields = ("search_text",)
    search_help_text = _("Name or town; case and Polish letters do not matter.")
    readonly_fields = ("slug",)
    fieldsets = (
        (None, {"fields": ("drawn_from", "name", "short_name", "slug", "kind", "is_listed")}),
        (_("Seat and contact"), {"fields": ("city", "address", "website")}),
        (_("Identifiers"), {"fields": (("nip", "regon", "krs"),)}),
        (_("Description"), {"fields": ("description_pl", "description_en")}),
    )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return queryset.matching(search_term), False

    def keep(self, thing: Organisation, request: HttpRequest) -> None:
        use_cases.keep_organisation(organisation=thing, by=request.user, at=timezone.now())  # type: ignore[arg-type]


@admin.register(Cluster)
class ClusterAdmin(JournalledAdmin):
    list_display = ("name", "coordinator", "began_in")
    list_select_related = ("organisation", "coordinator")
    autocomplete_fields = ("organisation", "coordinator")

    def keep(self, thing: Cluster, request: HttpRequest) -> None:
        use_cases.keep_cluster(cluster=thing, by=request.user, at=timezone.now())  # type: ignore[arg-type]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Cluster.objects.exists()


class PeriodAdmin(JournalledAdmin):
    """What all periods share: the days first, the organisation found by typing."""

    date_hierarchy = "since"
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("organisation",)
    search_fields: ClassVar[tuple[str, ...]] = ("organisation__search_text",)
    list_select_related: ClassVar[tuple[str, ...]] = ("organisation",)


@admin.register(Membership)
class MembershipAdmin(PeriodAdmin):
    list_display = ("organisation", "since", "until", "since_is_attested", "basis")


@admin.register(Group)
class GroupAdmin(JournalledAdmin):
    list_display = ("name_pl", "short_name", "began_in")
    search_fields = ("name_pl", "name_en", "short_name")
    prepopulated_fields = {"slug": ("name_pl",)}


@admin.register(GroupMembership)
class GroupMembershipAdmin(PeriodAdmin):
    list_display = ("organisation", "group", "since", "until")
    list_filter = ("group",)
    list_select_related = ("organisation", "group")
    autocomplete_fields = ("organisation", "group")


@admin.register(KeyFigure)
class KeyFigureAdmin(JournalledAdmin):
    list_display = ("label_pl", "value_in_words", "period_in_words", "source", "is_target")
    list_filter = ("is_target",)
    search_fields = ("label_pl", "label_en")
    autocomplete_fields = ("group",)


class RepresentativeForm(JournalledForm):
    """Names a person by e-mail: an account is made where there is none."""

    email = forms.EmailField(label=_("e-mail address"))
    name = forms.CharField(label=_("full name"), required=False, max_length=200)

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
    list_display = ("user", "organisation", "since", "until")
    list_select_related = ("user", "organisation")
    search_fields = ("organisation__search_text", "user__email", "user__name")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(
            request, obj, change, **kwargs | {"form": JournalledForm if obj else RepresentativeForm}
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        person = ("user",) if obj else ("email", "name")
        return (*person, "organisation", "since", "until", "drawn_from")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # Another person or another organisation is another representation.
        return ("user", "organisation") if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.user = use_cases.account_of(
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        self.keep(obj, request)


@admin.register(User)
class UserAdmin(JournalledAdmin):
    """For the operator alone: the coordinator's group holds no right over accounts."""

    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    fields = ("drawn_from", "email", "name", "is_active", "is_staff", "is_superuser", "last_login")
    readonly_fields = ("is_staff", "is_superuser", "last_login")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
