"""The shape of what is asked of lists of declarations, and of what an act needs to be told."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from declarations import files, lifecycle
from declarations.models import Declaration, Document, Signature
from members.forms import AsOfForm, DayField


class DeclarationListForm(AsOfForm):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *Declaration.Kind.choices])
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2200)

    field_order = ("q", "kind", "year", "as_of", "page")


class ActForm(forms.Form):
    """What an act of the lifecycle asks for: a day, a reason, both or nothing."""

    def __init__(self, *args: Any, edge: lifecycle.Edge, thing: Declaration | Signature, **kwargs: Any) -> None:
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
        field = DayField(label=column.verbose_name, required=not column.null) if _is_day(column) else column.formfield()
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


class DocumentForm(forms.ModelForm):
    """A new document needs its file; of a stored one only the description changes."""

    upload = forms.FileField(label=_("PDF file"), required=False)

    class Meta:
        model = Document
        fields = ("kind", "title", "language", "visibility")

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if not upload:
            return None
        if self.instance.pk:
            raise forms.ValidationError(_("A stored file is never replaced: add the new one as another document."))
        files.check_pdf(upload)
        declaration = self.instance.declaration_id
        if declaration and Document.objects.filter(declaration=declaration, sha256=files.hash_of(upload)).exists():
            raise forms.ValidationError(_("This declaration already has this very file."))
        return upload

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance._state.adding and "upload" not in self.errors and not self.cleaned_data.get("upload"):
            self.add_error("upload", _("Choose the PDF file."))
        return cleaned
