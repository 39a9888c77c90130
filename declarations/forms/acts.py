"""What an act of the lifecycle needs to be told."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from declarations import lifecycle
from declarations.models import Declaration, Signature
from journal.forms import DayField


class ActForm(forms.Form):
    """What an act of the lifecycle asks for: a day, a reason, both or nothing."""

    def __init__(self, *args: Any, edge: lifecycle.Edge, thing: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edge, self.thing = edge, thing
        if "day" in edge.asks:
            self.fields["day"] = DayField(label=_("Day"))
        if "reason" in edge.asks or "reason?" in edge.asks:
            self.fields["reason"] = forms.CharField(
                label=_("Reason"), required="reason" in edge.asks, widget=forms.Textarea(attrs={"rows": 3})
            )

    def facts(self) -> dict[str, Any]:
        """Return what the use-case is told besides the thing."""
        return self.cleaned_data


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class CorrectionForm(ActForm):
    """What stands on the paper, as it was copied, to be put right; only what differs is told to the use-case."""

    def __init__(self, *args: Any, thing: Declaration | Signature, **kwargs: Any) -> None:
        names = lifecycle.correctable(thing)
        super().__init__(*args, thing=thing, initial=model_to_dict(thing) | _hidden_values(thing, names), **kwargs)
        self.fields = {**_fields_of(type(thing), names), **self.fields}
        self.fields["drawn_from"] = forms.IntegerField(widget=forms.HiddenInput, initial=thing.version)

    def clean(self) -> dict[str, Any] | None:
        if self.cleaned_data.get("drawn_from") != self.thing.version:
            raise forms.ValidationError(
                _("Someone else has changed this record since you opened it. Compare and send the form again."),
                code="stale",
            )
        if not self.errors and not self.facts()["facts"]:
            raise forms.ValidationError(_("Nothing here differs from what the register says."), code="same")
        return super().clean()

    def facts(self) -> dict[str, Any]:
        names = set(self.changed_data) - {"reason", "drawn_from"}
        return {
            "facts": {name: self.cleaned_data[name] for name in names},
            "reason": self.cleaned_data["reason"],
        }


def _hidden_values(thing: Declaration | Signature, names: tuple[str, ...]) -> dict[str, Any]:
    # model_to_dict leaves out what plain forms may not edit, and that is just what a correction is for.
    columns: list[Any] = [thing._meta.get_field(name) for name in names]
    return {column.name: column.value_from_object(thing) for column in columns}


def _fields_of(model: Any, names: tuple[str, ...]) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for name in names:
        column = model._meta.get_field(name)
        field = DayField(label=capfirst(column.verbose_name)) if _is_day(column) else column.formfield()
        field.required = name in lifecycle.FOLLOWS_FROM_ACTS or not column.blank
        fields[name] = field
    return fields


def _is_day(column: Any) -> bool:
    return column.get_internal_type() == "DateField"


@dataclass(frozen=True)
class SignRow:
    """One line of the form that records signatures: a party, and who signed for it."""

    party: Signature
    chosen: forms.BoundField
    person: forms.BoundField
    function: forms.BoundField


class SignForm(forms.Form):
    """Several invited parties that signed on one day by one method."""

    day = DayField(label=_("Day of signature"))
    method = forms.ChoiceField(label=_("Method"), choices=Signature.Method.choices)

    def __init__(self, *args: Any, parties: list[Signature], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = parties
        for party in parties:
            self.fields[f"chosen_{party.pk}"] = forms.BooleanField(required=False)
            self.fields[f"person_{party.pk}"] = forms.CharField(required=False, max_length=200, initial=party.person)
            self.fields[f"function_{party.pk}"] = forms.CharField(
                required=False, max_length=200, initial=party.function
            )

    @property
    def rows(self) -> list[SignRow]:
        return [
            SignRow(party, self[f"chosen_{party.pk}"], self[f"person_{party.pk}"], self[f"function_{party.pk}"])
            for party in self.parties
        ]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.chosen():
            raise forms.ValidationError(_("Tick at least one party that signed."))
        return cleaned

    def chosen(self) -> list[tuple[Signature, str, str]]:
        """Return the ticked parties with person and function."""
        told = self.cleaned_data
        return [
            (party, told.get(f"person_{party.pk}", ""), told.get(f"function_{party.pk}", ""))
            for party in self.parties
            if told.get(f"chosen_{party.pk}")
        ]
