"""The office's door to organisations, memberships, groups, key figures and accounts."""

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group as Permissions
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from journal.admin import Batch, BatchAdmin, JournalledAdmin, JournalledForm, PreviewAdmin
from journal.admin.filters import agenda_filter, day_filter, text_filter
from journal.forms import DayField
from members import agenda, use_cases
from members.exchange.doors import (
    GroupMembershipTable,
    GroupTable,
    KeyFigureTable,
    MembershipTable,
    OrganisationTable,
)
from members.identifiers import compact
from members.matching import alike
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
from members.text import check_visible, fold

# Rights are given by commands only: a page that edits groups is a page on which rights can be taken.
admin.site.unregister(Permissions)


class OrganisationForm(JournalledForm):
    """Warns before a second record of one organisation is made, and leads to the first."""

    is_another = forms.BooleanField(
        label=_("Save anyway: this is another organisation"), required=False, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if {"name", "short_name"} & set(self.changed_data):
            self._warn_of_similar()
        for name in ("nip", "regon", "krs"):
            number = compact(self.cleaned_data.get(name) or "")
            other = Organisation.objects.exclude(pk=self.instance.pk).filter(**{name: number}).first()
            if number and other:
                self.add_error(name, _with_links(_("This number belongs to: {links}."), [other]))
        return cleaned

    def _warn_of_similar(self) -> None:
        name, short_name = (self.cleaned_data.get(field) or "" for field in ("name", "short_name"))
        found = alike({name, short_name}, besides=self.instance.pk)
        # A short name is like many: only the very same one is worth a warning.
        similar = list(dict.fromkeys([*found[name].exact, *found[name].near, *found[short_name].exact]))
        if not similar:
            return
        self.fields["is_another"].widget = forms.CheckboxInput()
        if not self.cleaned_data.get("is_another"):
            words = _("The register has a similar organisation: {links}. If this is another one, tick the box.")
            self.add_error("is_another", _with_links(words, similar))


def _with_links(words: Any, organisations: list[Organisation]) -> str:
    links = format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        ((reverse("admin:members_organisation_change", args=[thing.pk]), thing.name) for thing in organisations),
    )
    return format_html(str(words), links=links)


def _belonging(organisations: Any, day: Any) -> Any:
    return organisations.filter(pk__in=Membership.objects.in_force(on=day).values("organisation"))


@admin.register(Organisation)
class OrganisationAdmin(OrganisationTable, BatchAdmin, PreviewAdmin):
    form = OrganisationForm
    previewed = (("description", _("description")),)
    list_display = ("name", "short_name", "kind", "city", "nip", "is_listed")
    list_filter = (
        agenda_filter(agenda.ITEMS),
        text_filter("city", _("town"), lambda rows, city: rows.in_city(city)),
        day_filter("member_on", _("member on the day"), _belonging),
        "kind",
        ("group_memberships__group", admin.RelatedOnlyFieldListFilter),
        "is_listed",
    )
    search_fields = ("search_text",)
    search_help_text = _("Name or town; case and Polish letters do not matter.")
    readonly_fields = ("slug",)
    batches = (
        Batch("list", _("List publicly"), partial(use_cases.list_organisation, is_listed=True)),
        Batch("unlist", _("Take off the public lists"), partial(use_cases.list_organisation, is_listed=False)),
    )
    fieldsets = (
        (None, {"fields": ("drawn_from", "name", "is_another", "short_name", "slug", "kind", "is_listed")}),
        (_("Seat and contact"), {"fields": ("city", "address", "website")}),
        (_("Identifiers"), {"fields": (("nip", "regon", "krs"),)}),
        (_("Description"), {"fields": ("description_pl", "description_en")}),
    )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return super().get_search_results(request, queryset, fold(search_term))

    def keep(self, thing: Organisation, request: HttpRequest) -> None:
        use_cases.keep_organisation(organisation=thing, by=request.user, at=timezone.now())  # type: ignore[arg-type]


MARKDOWN = _("Markdown: # heading, *emphasis*, - list. Where the English is missing, readers are shown the Polish.")
STANDARD = _("Left empty, the page says what the portal itself does, and that there is no text of yours yet.")


def _in_both_languages(text: str, title: Any, description: Any) -> tuple[Any, Any]:
    fields = ((f"{text}_pl", f"{text}_en"),)
    return title, {"fields": fields, "description": description, "classes": ("two-languages",)}


@admin.register(Cluster)
class ClusterAdmin(PreviewAdmin):
    list_display = ("name", "coordinator", "began_in")
    list_select_related = ("organisation", "coordinator")
    autocomplete_fields = ("organisation", "coordinator")
    previewed = (
        ("about", _("home page")),
        ("footer", _("footer of every page")),
        ("accessibility", _("accessibility statement")),
        ("privacy", _("privacy notice")),
    )
    fieldsets = (
        (_("Profile"), {"fields": ("drawn_from", "organisation", "coordinator", "began_in")}),
        (_("Contact"), {"fields": (("contact_email", "contact_phone"),)}),
        _in_both_languages("about", _("Home page"), MARKDOWN),
        _in_both_languages("footer", _("Footer"), _("Stands at the bottom of every page.")),
        _in_both_languages("accessibility", _("Accessibility statement"), STANDARD),
        _in_both_languages("privacy", _("Privacy notice"), STANDARD),
    )

    def keep(self, thing: Cluster, request: HttpRequest) -> None:
        use_cases.keep_cluster(cluster=thing, by=request.user, at=timezone.now())  # type: ignore[arg-type]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Cluster.objects.exists()

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        # Every page of the admin asks this for its side column: whether a cluster may be added is left to its own list.
        may_change, may_view = self.has_change_permission(request), self.has_view_permission(request)
        return {"add": False, "change": may_change, "delete": False, "view": may_view}


class PeriodAdmin(JournalledAdmin):
    """What all periods share: the days first, the organisation found by typing."""

    date_hierarchy = "since"
    list_filter: ClassVar[tuple[Any, ...]] = (
        agenda_filter(agenda.ITEMS),
        day_filter("on", _("in force on the day"), lambda rows, day: rows.in_force(on=day)),
    )
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("organisation",)
    search_fields: ClassVar[tuple[str, ...]] = ("organisation__search_text",)
    list_select_related: ClassVar[tuple[str, ...]] = ("organisation",)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        # Names of organisations are kept folded, those of persons as they are.
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        return found | super().get_search_results(request, queryset, fold(search_term))[0], may_repeat


class EndForm(forms.Form):
    """When memberships end, and why."""

    day = DayField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=300, validators=[check_visible])


@admin.register(Membership)
class MembershipAdmin(MembershipTable, BatchAdmin, PeriodAdmin):
    batches = (Batch("end", _("End memberships"), use_cases.end_membership, EndForm),)
    list_display = ("organisation", "since", "until", "since_is_attested", "basis")


@admin.register(Group)
class GroupAdmin(GroupTable, JournalledAdmin):
    list_display = ("name_pl", "short_name", "began_in")
    search_fields = ("name_pl", "name_en", "short_name")
    prepopulated_fields = {"slug": ("name_pl",)}


@admin.register(GroupMembership)
class GroupMembershipAdmin(GroupMembershipTable, PeriodAdmin):
    list_display = ("organisation", "group", "since", "until")
    list_filter = (*PeriodAdmin.list_filter, "group")
    list_select_related = ("organisation", "group")
    autocomplete_fields = ("organisation", "group")


@admin.register(KeyFigure)
class KeyFigureAdmin(KeyFigureTable, JournalledAdmin):
    # In the order of the table: the results first, then the targets.
    list_display = ("result_or_target", "label_pl", "amount", "period", "source")
    list_display_links = ("label_pl",)
    list_filter = ("is_target",)
    search_fields = ("label_pl", "label_en")
    autocomplete_fields = ("group",)
    fieldsets = (
        (None, {"fields": ("drawn_from", "is_target", ("label_pl", "label_en"))}),
        (_("Value"), {"fields": (("value", "value_up_to"), ("unit_pl", "unit_en"))}),
        (_("Day or period"), {"fields": (("as_of", "precision"), ("period_from", "period_to"))}),
        (_("Source and place"), {"fields": ("source", "group", "position")}),
    )

    @admin.display(description=_("result or target"), ordering="is_target")
    def result_or_target(self, figure: KeyFigure) -> str:
        return str(_("target") if figure.is_target else _("result"))

    @admin.display(description=_("value"), ordering="value")
    def amount(self, figure: KeyFigure) -> str:
        return f"{figure.value_in_words} {figure.unit}"

    @admin.display(description=_("day or period"), ordering="as_of")
    def period(self, figure: KeyFigure) -> str:
        return figure.period_in_words


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
