"""What can be asked of the lists of partners and of declarations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration, SigningEvent
from journal.forms import AsOfForm
from members.forms import RegisterForm


class PartnerForm(RegisterForm):
    """What the list of partners takes besides."""

    event = forms.ModelChoiceField(
        SigningEvent.objects.published(), to_field_name="slug", label=_("Event"), required=False, empty_label=_("all")
    )

    field_order = ("q", "kind", "city", "event", "year", "sort", "as_of", "page")
    further = ("event", "year", "sort")


class DeclarationListForm(AsOfForm):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *Declaration.Kind.choices])
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2200)

    field_order = ("q", "kind", "year", "as_of", "page")
