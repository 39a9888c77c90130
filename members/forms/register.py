"""What a reader may ask of a list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from journal.forms import AsOfForm
from members.models import Organisation


class RegisterForm(AsOfForm):
    """What every list of organisations takes."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *Organisation.Kind.choices])
    city = forms.CharField(label=_("Town"), required=False, max_length=100)
    year = forms.IntegerField(label=_("Since the year"), required=False, min_value=1900, max_value=2200)

    field_order = ("q", "kind", "city", "year", "as_of", "page")
