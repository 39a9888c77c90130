"""The office's door to the cluster's own profile and figures."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.admin import JournalledAdmin, PreviewAdmin
from members import use_cases
from members.exchange.doors import (
    KeyFigureTable,
)
from members.models import (
    Cluster,
    KeyFigure,
)

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
        (
            _("Joining the cluster"),
            {"fields": ("recommendations", ("statements_pl", "statements_en")), "classes": ("two-languages",)},
        ),
        _in_both_languages("accessibility", _("Accessibility statement"), STANDARD),
        (
            _("Accessibility statement under the act"),
            {
                "fields": (
                    ("conformity", "answers_for_it"),
                    ("published_on", "updated_on"),
                    ("stated_on", "reviewed_on"),
                    ("building_pl", "building_en"),
                ),
                "description": _("The page then has the form that the ministry’s technical conditions ask for."),
                "classes": ("two-languages",),
            },
        ),
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
