"""What a list of the office can be narrowed by, besides the stock filters: a day, words, and an item of the agenda."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import DateField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Narrow = Callable[[Any, Any], QuerySet[Any]]


class TypedFilter(admin.SimpleListFilter):
    """A filter whose value is typed by the reader instead of chosen from a list."""

    template = "admin/typed_filter.html"
    input_type = "search"
    narrow: Narrow

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        # Django leaves out a filter without choices.
        return [("", "")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        kept = {name: value for name, value in changelist.get_filters_params().items() if name != self.parameter_name}
        yield {
            "value": self.value() or "",
            "kept": [(name, value) for name, values in kept.items() for value in _listed(values)],
            "all_url": changelist.get_query_string(remove=[self.parameter_name]),
        }

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = (self.value() or "").strip()
        return type(self).narrow(queryset, value) if value else queryset


class _DayFilter(TypedFilter):
    input_type = "date"

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        try:
            day = DateField(input_formats=["%Y-%m-%d"], required=False).clean((self.value() or "").strip())
        except ValidationError:
            messages.error(request, _("Give a day that exists, as YYYY-MM-DD, for example 2014-11-12."))
            return queryset.none()
        return type(self).narrow(queryset, day) if day else queryset


def text_filter(parameter: str, title: Promise, narrow: Callable[[Any, str], Any]) -> type[admin.SimpleListFilter]:
    """Return a filter that takes words and narrows the rows by them."""
    return type(
        "TextFilter",
        (TypedFilter,),
        {"parameter_name": parameter, "title": title, "narrow": staticmethod(narrow)},
    )


def day_filter(parameter: str, title: Promise, narrow: Callable[[Any, date], Any]) -> type[admin.SimpleListFilter]:
    """Return a filter that takes a day; a day that does not exist empties the list and is said to be wrong."""
    return type(
        "DayFilter",
        (_DayFilter,),
        {"parameter_name": parameter, "title": title, "narrow": staticmethod(narrow)},
    )


def agenda_filter(items: Iterable[Any]) -> type[admin.SimpleListFilter]:
    """Return a filter that shows exactly the rows that an item of the start page counts."""
    by_key = {item.key: item for item in items}

    class AgendaFilter(admin.SimpleListFilter):
        title = _("to be done")
        parameter_name = "agenda"

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            return [(item.key, item.label) for item in by_key.values() if item.model is model_admin.model]

        def queryset(self, request: HttpRequest, queryset: Any) -> Any:
            item = by_key.get(self.value() or "")
            return queryset.filter(pk__in=item.rows(timezone.localdate()).values("pk")) if item else queryset

    return AgendaFilter


def _listed(values: Any) -> list[str]:
    return [str(value) for value in values] if isinstance(values, list | tuple) else [str(values)]
