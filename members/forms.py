"""The shape of what a reader may ask of a list; forms validate, they never act."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Organisation


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


class AsOfForm(forms.Form):
    """The day that a list is asked about, and the page of it."""

    as_of = DayField(label=_("As of"), required=False)
    page = forms.IntegerField(
        required=False, min_value=1, max_value=1_000_000, localize=False, widget=forms.HiddenInput, label=_("Page")
    )

    def value(self, name: str) -> Any:
        """Return what was asked, or nothing where it was not asked or not in order."""
        return self.cleaned_data.get(name) or None


class RegisterForm(AsOfForm):
    """What every list of organisations takes."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *Organisation.Kind.choices])
    city = forms.CharField(label=_("Town"), required=False, max_length=100)
    year = forms.IntegerField(label=_("Since the year"), required=False, min_value=1900, max_value=2200)

    field_order = ("q", "kind", "city", "year", "as_of", "page")
