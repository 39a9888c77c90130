"""What can be asked of the lists of partners, of declarations and of news."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration, SigningEvent
from journal.forms import AsOfForm, SearchField
from members.forms import RegisterForm


class PartnerForm(RegisterForm):
    """What the list of partners takes besides."""

    event = forms.ModelChoiceField(
        SigningEvent.objects.published(), to_field_name="slug", label=_("Event"), required=False, empty_label=_("all")
    )

    field_order = ("q", "kind", "city", "event", "year", "sort", "as_of", "page")
    further = ("event", "year", "sort")


class DeclarationListForm(AsOfForm):
    q = SearchField()
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *Declaration.Kind.choices])
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2200)

    field_order = ("q", "kind", "year", "as_of", "page")


class PostForm(AsOfForm):
    q = SearchField()
    tag = forms.CharField(label=_("Tag"), required=False, max_length=200, widget=forms.Select)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2200)

    field_order = ("q", "tag", "year", "as_of", "page")
    further = ("year", "as_of")

    def tell_tags(self, counts: list[tuple[str, int]], shown: dict[str, str]) -> None:
        """Offer the tags, each with how many posts carry it, in the words of the page's language."""
        asked = self.data.get("tag", "")
        known = [(tag, f"{shown.get(tag, tag)} ({count})") for tag, count in counts]
        # A tag that nothing carries stays asked, and is seen to be.
        other = [(asked, f"{asked} (0)")] if asked and asked not in dict(known) else []
        widget: Any = self.fields["tag"].widget
        widget.choices = [("", _("all")), *known, *other]
