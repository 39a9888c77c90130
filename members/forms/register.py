"""What a reader may ask of a list."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journal.forms import AsOfForm, SearchField
from members.models import Group, Organisation
from members.text import sort_key

ORDERS = (("", _("by name")), ("newest", _("newest first")), ("oldest", _("longest first")))
# More of them would weigh more than the list itself; any other town can still be typed.
MOST_TOWNS = 100
EDITIONS = (("", "2025"), ("2007", "2007"))


class RegisterForm(AsOfForm):
    """What every list of organisations takes."""

    q = SearchField()
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *Organisation.Kind.choices])
    city = forms.CharField(
        label=_("Town"), required=False, max_length=100, widget=forms.TextInput(attrs={"list": "towns"})
    )
    year = forms.IntegerField(label=_("Since the year"), required=False, min_value=1900, max_value=2200)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=ORDERS)

    field_order: tuple[str, ...] = ("q", "kind", "city", "year", "sort", "as_of", "page")

    further: tuple[str, ...] = ("year", "sort")
    # How many rows there are of each town, as the form offers them.
    towns: dict[str, int] = {}

    def tell_counts(self, *, kinds: list[tuple[Organisation.Kind, int]], towns: dict[str, int]) -> None:
        """Say beside each choice how many rows it would keep, whatever else was asked."""
        counts: dict[str, int] = {kind.value: count for kind, count in kinds}
        kind: Any = self.fields["kind"]
        kind.choices = [
            ("", _("all")),
            *((each, f"{each.label} ({counts.get(each, 0)})") for each in Organisation.Kind),
        ]
        largest = sorted(filter(None, towns), key=lambda name: -towns[name])[:MOST_TOWNS]
        self.towns = {name: towns[name] for name in sorted(largest, key=sort_key)}


class MemberForm(RegisterForm):
    """What the catalogue of member firms takes besides."""

    does = forms.CharField(label=_("What it does"), required=False, max_length=200)
    group = forms.ModelChoiceField(
        Group.objects.all(), to_field_name="slug", label=_("Group"), required=False, empty_label=_("all")
    )
    size = forms.ChoiceField(
        label=pgettext_lazy("of an organisation", "Size"),
        required=False,
        choices=[("", _("all")), *Organisation.SizeClass.choices],
    )
    pkd = forms.CharField(
        label=_("PKD division"),
        required=False,
        validators=[RegexValidator(r"^[0-9]{2}$", _("Give a division as two digits, for example 25."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 2}),
    )
    edition = forms.ChoiceField(label=_("Edition of PKD"), required=False, choices=EDITIONS)

    field_order = ("q", "does", "kind", "group", "city", "size", "pkd", "edition", "year", "sort", "as_of", "page")
    further = ("size", "pkd", "edition", "year", "sort")
