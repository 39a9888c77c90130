"""What an organisation says when it applies to join the cluster, and what the office says when it decides."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from journal.forms import DayField
from members.forms.profiles import LONGEST_TEXT
from members.identifiers import NUMBERS, check_krs, check_nip, check_regon, compact, size_class
from members.lifecycle import Edge
from members.models import Application, Organisation
from members.text import check_visible

Kind = Organisation.Kind
SIZES = ("staff", "turnover", "balance")


class TrapForm(forms.Form):
    """A form of the public pages, with a trap: people do not see it, programs that fill in all there is do."""

    topic = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def is_a_programs(self) -> bool:
        return bool(self.data.get("topic"))


class NumberField(forms.CharField):
    """An official number, read without the blanks and dashes it is written with."""

    def __init__(self, **how: Any) -> None:
        super().__init__(required=False, **how)

    def to_python(self, value: Any) -> str:
        return compact(super().to_python(value) or "")


class ApplicationForm(TrapForm, forms.ModelForm):
    """The whole application; it fills an application that nobody has kept yet."""

    # With which form it is sent: twice the same form is one application.
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    nip = NumberField(label="NIP", validators=[check_nip])
    regon = NumberField(label="REGON", validators=[check_regon], help_text=_("9 or 14 digits."))
    krs = NumberField(label="KRS", validators=[check_krs], help_text=_("10 digits, with the leading zeros."))
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Application
        fields = (
            "name",
            "kind",
            *NUMBERS,
            "city",
            "address",
            "website",
            *SIZES,
            "chain_role",
            "about",
            "contact_name",
            "contact_email",
            "contact_phone",
        )
        # A decimal comma where readers write one.
        localized_fields = ("turnover", "balance")
        help_texts = {
            "staff": _(
                "Full-time, on average over the last closed year, together with linked and partner enterprises."
            ),
            "turnover": _("In millions: 12.5 means 12,500,000 euros."),
            "about": _("At most 4,000 characters. Once you belong, it is the first description in your profile."),
            "contact_email": _("The link by which you confirm the application goes there, and all news of it."),
        }

    def __init__(
        self, *args: Any, statements: list[str], firms: list[Organisation], needed: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.firms = {firm.slug: firm for firm in firms}
        self.fields["kind"].choices = [("", "---------"), *_kinds()]  # type: ignore[attr-defined]
        for name in ("about", "contact_name", "contact_email"):
            self.fields[name].required = True
        self.fields["about"].validators.append(MaxLengthValidator(LONGEST_TEXT))
        self.fields["about"].widget.attrs["rows"] = 6
        for name, token in TOKENS.items():
            self.fields[name].widget.attrs["autocomplete"] = token
        for name in NUMBERS:
            self.fields[name].widget.attrs["inputmode"] = "numeric"
        for name in ("turnover", "balance"):
            self.fields[name].validators.append(MinValueValidator(0))
            self.fields[name].widget.attrs["inputmode"] = "decimal"
        self._add_recommendations(needed)
        # Named after its words: a box ticked beside other words is not ticked beside these.
        self.statements = {f"statement_{_digest(words)}": words for words in statements}
        for name, words in self.statements.items():
            self.fields[name] = forms.BooleanField(label=words)

    def _add_recommendations(self, needed: int) -> None:
        choices = [("", "---------"), *((slug, firm.name) for slug, firm in self.firms.items())]
        # Nobody can name more firms than there are.
        numbers = range(1, min(needed, len(self.firms)) + 1)
        self.recommendations = [f"recommendation_{number}" for number in numbers]
        for number, name in zip(numbers, self.recommendations, strict=True):
            label = _("Recommending member firm %(number)s") % {"number": number}
            self.fields[name] = forms.ChoiceField(label=label, choices=choices)

    # How the page shows it

    @property
    def recommendation_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.recommendations]

    @property
    def statement_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.statements]

    @property
    def hidden(self) -> list[str]:
        """Return all that was typed as hidden inputs, for the page on which it is read before it is sent."""
        return [self[name].as_hidden() for name in self.fields if name != "topic"]

    # What is in order

    def clean_contact_email(self) -> str:
        return self.cleaned_data["contact_email"].lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not {"nip", "krs"} & self.errors.keys() and not (cleaned.get("nip") or cleaned.get("krs")):
            self.add_error("nip", _("Give the NIP or the KRS number: one of them at least."))
        self._clean_size(cleaned)
        self._clean_recommendations(cleaned)
        self.instance.statements = list(self.statements.values())
        return cleaned

    def _clean_size(self, cleaned: dict[str, Any]) -> None:
        typed = {name: cleaned.get(name) for name in SIZES}
        missing = [name for name, value in typed.items() if value is None and name not in self.errors]
        if missing and (cleaned.get("kind") == Kind.ENTERPRISE or len(missing) < len(SIZES)):
            for name in missing:
                self.add_error(name, _("The size class follows from all three numbers: give this one too."))
        elif None not in typed.values():
            self.instance.size_class = size_class(**typed)  # type: ignore[arg-type]

    def _clean_recommendations(self, cleaned: dict[str, Any]) -> None:
        named: list[str] = []
        for name in self.recommendations:
            slug = cleaned.get(name)
            if slug and slug in named:
                self.add_error(name, _("Name another firm: each recommendation is of a different one."))
            elif slug and _have_a_number_in_common(self.firms[slug], cleaned):
                self.add_error(name, _("No organisation recommends itself."))
            elif slug:
                named.append(slug)
        self.instance.recommended_by = named


TOKENS = {
    "name": "organization",
    "website": "url",
    "contact_name": "name",
    "contact_email": "email",
    "contact_phone": "tel",
}


def _kinds() -> Iterable[tuple[str, Any]]:
    return [(value, label) for value, label in Kind.choices if value != Kind.CLUSTER]


def _digest(words: str) -> str:
    return sha256(words.encode()).hexdigest()[:16]


def _have_a_number_in_common(firm: Organisation, cleaned: dict[str, Any]) -> bool:
    return any(cleaned.get(name) and cleaned[name] == getattr(firm, name) for name in NUMBERS)


class LinkForm(TrapForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The one given in the application."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ApplicationActForm(forms.Form):
    """What an act of the office on an application asks for: a resolution with its day, a reason, or nothing.

    `known` are the organisations of the register that the applicant may be, as (key, words).
    """

    def __init__(self, *args: Any, edge: Edge, known: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reason" in edge.asks:
            self.fields["reason"] = forms.CharField(
                label=_("Reason"),
                max_length=2000,
                help_text=_("The applicant will read it."),
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        if "resolution" in edge.asks:
            self._ask_for_resolution()
            self._ask_which_of(known)

    def _ask_for_resolution(self) -> None:
        self.fields["resolution"] = forms.CharField(
            label=_("Number of the resolution"),
            max_length=100,
            help_text=_("The number alone, e.g. 5/2026."),
            validators=[check_visible],
        )
        self.fields["day"] = DayField(label=_("Day of the resolution"))
        self.fields["since"] = DayField(
            label=_("Member since"), required=False, help_text=_("Empty: since the day of the resolution.")
        )

    def _ask_which_of(self, known: list[tuple[str, str]]) -> None:
        if known:
            self.fields["organisation"] = forms.ChoiceField(
                label=_("The applicant is in the register as"),
                choices=known,
                widget=forms.RadioSelect,
                help_text=_("An organisation that is in the register already gets from the application what it lacks."),
            )
