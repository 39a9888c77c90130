"""The shape of what is typed: nothing is saved over what was not seen, and a list is asked about a day."""

import re
from contextlib import suppress
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

STALE = _("Someone else has changed this record since you opened it.")


class DayField(forms.DateField):
    """A day written YYYY-MM-DD and nothing else; an impossible day is said to be one."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": _("Give a day that exists, as YYYY-MM-DD, for example 2014-11-12.")}

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if not isinstance(value, date) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value).strip()):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class SearchField(forms.CharField):
    """Words that a list is searched for; a list that is live answers while they are typed."""

    widget = forms.TextInput(attrs={"type": "search"})

    def __init__(self, *, help_text: Any = "") -> None:
        super().__init__(label=_("Search"), required=False, max_length=200, help_text=help_text)


class AsOfForm(forms.Form):
    """The day that a list is asked about, and the page of it."""

    as_of = DayField(label=_("As of"), required=False)
    page = forms.IntegerField(
        required=False, min_value=1, max_value=1_000_000, localize=False, widget=forms.HiddenInput, label=_("Page")
    )

    # The fields that are asked less often: they stand folded away, unless they were asked.
    further: tuple[str, ...] = ()

    @property
    def asks_further(self) -> bool:
        return any(self.data.get(name) for name in self.further)

    def value(self, name: str) -> Any:
        """Return what was asked, or nothing where it was not asked or not in order."""
        return self.cleaned_data.get(name) or None


class KeySelect(AutocompleteSelect):
    """A choice by typing that asks the database neither for what is no key nor for the label of a thing at hand."""

    # What the form's thing points at, where it was read together with the thing.
    at_hand: Model | None = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        # What is no key at all becomes one that nothing has: the stock widget would ask the database for it.
        value = super().value_from_datadict(data, files, name)
        return value if not value or re.fullmatch(r"[0-9]{1,18}", value) else "0"

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        if self.at_hand is None or [str(self.at_hand.pk)] != value:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, self.at_hand.pk, str(self.at_hand), True, len(options)))
        return [(None, options, 0)]


class JournalledForm(forms.ModelForm):
    """A form that carries the version it was drawn from, and refuses to save over a newer one.

    Both texts are shown; the second attempt is made from the version just seen, so nothing is lost and nothing hidden.
    """

    drawn_from = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_stale = False
        self.differences: list[dict[str, Any]] = []
        self.initial.setdefault("drawn_from", self.instance.version)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KeySelect):
                column: Any = self.instance._meta.get_field(name)
                widget.at_hand = getattr(self.instance, name) if column.is_cached(self.instance) else None

    @cached_property
    def changed_data(self) -> list[str]:
        # The version is no fact: a line in which nothing else differs is one that nobody touched.
        return [name for name in super().changed_data if name != "drawn_from"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk and self.cleaned_data.get("drawn_from") != self.instance.version:
            self._draw_anew(self.instance.version)
            self._refuse_stale()
        return cleaned

    def _draw_anew(self, version: int) -> None:
        """Let the next attempt start from the version that is shown now."""
        posted: Any = self.data
        self.data = posted.copy()
        self.data[self.add_prefix("drawn_from")] = str(version)  # type: ignore[index]

    def _refuse_stale(self) -> None:
        """Refuse what was typed and keep both texts."""
        self.is_stale = True
        typed = [name for name in self.changed_data if not self.fields[name].widget.is_hidden]
        self.differences = [self._difference(name) for name in typed]
        raise ValidationError(STALE, code="stale")

    def _stored(self, name: str) -> str:
        return _in_words(self.fields[name], self.initial.get(name))

    def _difference(self, name: str) -> dict[str, Any]:
        field = self.fields[name]
        return {
            "label": field.label or name,
            "stored": self._stored(name),
            "yours": _in_words(field, self.cleaned_data.get(name, self.data.get(self.add_prefix(name)))),
        }


class LineForm(JournalledForm):
    """A line below a form: stale by itself, and only where it was changed.

    A line that is gone meanwhile is shown once more with what was typed; sent again, it is left out.
    """

    # The version of what is no longer there.
    GONE = 0

    @property
    def is_gone(self) -> bool:
        return bool(self.data.get(self.add_prefix("id"))) and self.instance._state.adding

    @property
    def is_left_out(self) -> bool:
        return self.is_gone and self.cleaned_data.get("drawn_from") == self.GONE

    def clean(self) -> dict[str, Any] | None:
        if self.is_gone:
            if not self.is_left_out:
                self._draw_anew(self.GONE)
                self._refuse_stale()
            return self.cleaned_data
        if not self.changed_data and self.instance.pk:
            self._draw_anew(self.instance.version)
            return self.cleaned_data
        return super().clean()

    def _stored(self, name: str) -> str:
        return str(_("(no longer in the list)")) if self.is_gone else super()._stored(name)


class LinesFormSet(forms.BaseInlineFormSet):
    """Lines below a form, drawn again as they were sent, with those among them that are gone meanwhile."""

    def get_queryset(self) -> Any:
        if not self.is_bound or "forms" not in self.__dict__:
            return super().get_queryset()
        # Django pairs lines with stored rows by their order, which only holds while no row is missing.
        return [form.instance if form.instance.pk else None for form in self.initial_forms]

    def _should_delete_form(self, form: Any) -> bool:
        return form.is_left_out or super()._should_delete_form(form)  # type: ignore[misc]


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelChoiceField) and value and not isinstance(value, Model):
        # What was typed may be no key at all, and is then shown as it is.
        with suppress(ValidationError):
            value = field.to_python(value)
    elif isinstance(field, forms.ChoiceField):
        value = dict(field.choices).get(value, value)  # type: ignore[arg-type]
    elif isinstance(value, bool):
        value = _("yes") if value else _("no")
    return "" if value is None else str(value)
