"""What an organisation says of itself, as its people type it, and what the office decides about that."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from journal.forms import DayField
from journal.models import plain
from members.models import Certificate, Organisation
from members.pictures import LOGOS

LONGEST_TEXT = 4000
MOST_CERTIFICATES = 40
_LONG = ("description", "competences", "processes", "materials")
_MARKDOWN = _("Markdown: # heading, *emphasis*, - list. At most 4,000 characters.")
_CODES = _("Divided by commas, e.g. 25.62.Z, 28.41.Z.")


class SeenForm(forms.Form):
    """A form that says what it was drawn from, so that nothing changed since is overwritten unseen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def draw_from_what_is_shown(self) -> None:
        """Let the next attempt start from what the page shows now."""
        posted: Any = self.data
        self.data = posted.copy()
        self.data["seen"] = self.initial["seen"]  # type: ignore[index]


class ProfileForm(SeenForm, forms.ModelForm):
    """The whole profile besides the certificates; it fills a copy of the organisation, which nobody keeps."""

    upload = forms.FileField(
        label=_("New logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, at most 5 MB. It is made smaller where it is wider than 600 pixels."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    without_logo = forms.BooleanField(label=_("No logo"), required=False)

    class Meta:
        model = Organisation
        fields = [name for name in Organisation.PROFILE if name != "logo"]
        help_texts = {
            "description_pl": _MARKDOWN,
            "description_en": _MARKDOWN,
            "pkd_2007": _CODES,
            "pkd_2025": _CODES,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (f"{text}_{code}" for text in _LONG for code in ("pl", "en")):
            self.fields[name].validators.append(MaxLengthValidator(LONGEST_TEXT))
            self.fields[name].widget.attrs["rows"] = 8 if name.startswith("description") else 5

    def clean_upload(self) -> bytes | None:
        """Return the logo as it will be kept; refuses what is no picture."""
        upload = self.cleaned_data["upload"]
        return LOGOS.redrawn(upload) if upload else None


class CertificateForm(forms.ModelForm):
    class Meta:
        model = Certificate
        fields = Certificate.FACTS
        field_classes = {"since": DayField, "until": DayField}
        labels = {"name": _("Name"), "since": _("Valid since"), "until": _("Valid until")}
        help_texts = {"until": _("Empty where it does not expire.")}


class CertificateForms(forms.BaseFormSet):
    """The list of certificates, with empty lines for two more."""

    def facts(self) -> list[dict[str, Any]]:
        """Return the certificates that are to be in the list, as a proposal knows them."""
        kept = [form.instance for form in self.forms if form.cleaned_data and form not in self.deleted_forms]
        return [{name: plain(getattr(thing, name)) for name in Certificate.FACTS} for thing in kept]

    def clean(self) -> None:
        if any(self.errors):
            return
        named = [(facts["name"], facts["number"], facts["since"]) for facts in self.facts()]
        if len(set(named)) < len(named):
            raise ValidationError(_("One certificate stands in the list twice."))


CertificatesFormSet = forms.formset_factory(
    CertificateForm,
    formset=CertificateForms,
    extra=2,
    can_delete=True,
    can_delete_extra=False,
    max_num=MOST_CERTIFICATES,
    absolute_max=MOST_CERTIFICATES + 10,
    validate_max=True,
)


class DecisionForm(SeenForm):
    """What the office approves of a proposal, and its words to the organisation."""

    taken = forms.MultipleChoiceField(required=False)
    reason = forms.CharField(
        label=_("Words to the organisation"),
        required=False,
        max_length=2000,
        help_text=_("They go out with the mail about the decision. A rejection needs a reason."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, fields: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taken"].choices = [(field, field) for field in fields]  # type: ignore[attr-defined]

    @property
    def ticked(self) -> list[str]:
        """Return the fields that are ticked, as the form was drawn or sent."""
        return self["taken"].value() or []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "reject" in self.data:
            cleaned["taken"] = []
            if not cleaned.get("reason"):
                self.add_error("reason", _("A rejection needs its reason."))
        elif not cleaned.get("taken"):
            raise ValidationError(_("Tick what you approve, or reject the proposal."))
        return cleaned
