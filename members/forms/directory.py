"""What a reader may ask of the members' directory."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journal.forms import AsOfForm, SearchField


class DirectoryForm(AsOfForm):
    """Words, and values that the organisations of the directory have; it is about today."""

    as_of = None  # type: ignore[assignment]
    q = SearchField(help_text=_("Name, town, competence, process, material, certificate."))
    city = forms.ChoiceField(label=_("Town"), required=False)
    chain_role = forms.ChoiceField(label=_("Value chain"), required=False)
    size_class = forms.ChoiceField(label=_("Size class"), required=False)
    pkd = forms.ChoiceField(label=_("PKD division"), required=False)
    certificate = forms.ChoiceField(label=_("Certificate"), required=False)
    group = forms.ChoiceField(label=pgettext_lazy("of members", "Group"), required=False)

    field_order = ("q", "city", "chain_role", "size_class", "pkd", "certificate", "group", "page")

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, values in choices.items():
            self.fields[name].choices = [("", _("all")), *values]  # type: ignore[attr-defined]
            # What no organisation has cannot be chosen; an address that asks for it is told so.
            if not values and name not in self.data:
                del self.fields[name]
