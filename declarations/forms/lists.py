"""What can be asked of the list of declarations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration
from journal.forms import AsOfForm


class DeclarationListForm(AsOfForm):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *Declaration.Kind.choices])
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2200)

    field_order = ("q", "kind", "year", "as_of", "page")
