"""A pasted list of signatories, and what was made of it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from declarations import pasting
from declarations.models import Signature
from members.matching import key_of, kind_of
from members.models import Organisation
from members.text import check_visible


class PasteForm(forms.Form):
    """A list of signatories as it came in a mail or stands in an article."""

    text = forms.CharField(
        label=_("List of signatories"),
        help_text=_(
            "One party in a line. Bullets, numbers and commas may stay; “represented by …” is understood as well."
        ),
        widget=forms.Textarea(attrs={"rows": 16}),
        strip=False,
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(text.encode()) > pasting.MOST_BYTES:
            raise forms.ValidationError(_("The list is longer than 50 KB. Paste it in parts."))
        lines = pasting.lines_of(text)
        if not lines:
            raise forms.ValidationError(_("There is no name in this text."))
        if len(lines) > pasting.MOST_LINES:
            told = {"count": len(lines), "most": pasting.MOST_LINES}
            raise forms.ValidationError(
                _("The list has %(count)s lines, and at most %(most)s can be read at once. Paste it in parts."),
                params=told,
            )
        long = [line for line in lines if max(len(line.name), len(line.represented_by)) > 300]
        if long:
            too_long = _("Line %(number)s (“%(start)s…”) is too long for a name: 300 characters are the most.")
            params = {"number": long[0].number, "start": long[0].name[:40]}
            raise forms.ValidationError(too_long, params=params)
        return text


@dataclass(frozen=True)
class PreviewRow:
    """One line of the preview: what is proposed, and the fields in which the coordinator may change it."""

    proposal: Any
    fields: dict[str, forms.BoundField]


class PreviewForm(forms.Form):
    """What a pasted list would add, with everything that was guessed open to change."""

    def __init__(self, *args: Any, proposals: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = proposals
        self.parties: list[Signature] = []
        for proposal in proposals:
            if proposal.can_be_added:
                for name, field in _preview_fields(proposal).items():
                    self.fields[f"{name}_{proposal.line.number}"] = field

    @property
    def rows(self) -> list[PreviewRow]:
        return [
            PreviewRow(
                proposal, {name: self[f"{name}_{number}"] for name in PREVIEWED if f"{name}_{number}" in self.fields}
            )
            for proposal in self.proposals
            for number in [proposal.line.number]
        ]

    @property
    def adds_something(self) -> bool:
        return bool(self.fields)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.new: dict[str, Organisation] = {}
        taken: dict[tuple[str, str], int] = {}
        for proposal in self.proposals:
            number = proposal.line.number
            told = {name: self.cleaned_data.get(f"{name}_{number}") or "" for name in PREVIEWED}
            if not told["use"]:
                self._forgive(number)
            elif f"organisation_{number}" not in self.errors:
                party = self._party(proposal, told)
                self._refuse_second(proposal, party, taken)
                self.parties.append(party)
        if not self.parties and not self.errors:
            raise forms.ValidationError(_("Tick at least one line."))
        return cleaned

    def _forgive(self, number: int) -> None:
        """Forget what is wrong in a line that is left out."""
        for name in PREVIEWED:
            self.errors.pop(f"{name}_{number}", None)

    def _refuse_second(self, proposal: Any, party: Signature, taken: dict[tuple[str, str], int]) -> None:
        organisation, number = party.organisation, proposal.line.number
        before = taken.setdefault((str(organisation.pk or key_of(organisation.name)), party.side), number)
        if (organisation.pk, party.side) in proposal.on_paper:
            self.add_error(f"organisation_{number}", _("This organisation is already a party on this side."))
        elif before != number:
            same = _("This is the same organisation on the same side as in line %(number)s.")
            self.add_error(f"organisation_{number}", forms.ValidationError(same, params={"number": before}))

    def _party(self, proposal: Any, told: dict[str, Any]) -> Signature:
        line, chosen = proposal.line, told["organisation"]
        facts = {"name": proposal.new.get(chosen, ""), "kind": told["kind"], "city": told["city"]}
        party = Signature(
            organisation=self._organisation(chosen, proposal.known, facts),
            side=told["side"],
            name_as_signed=line.name,
            second_name=proposal.second_name(chosen),
            person=told["person"],
            function=told["function"],
        )
        if told["representing"]:
            facts = {"name": line.represented_by, "kind": kind_of(line.represented_by)}
            party.represented_by = self._organisation(told["representing"], proposal.representing, facts)
        return party

    def _organisation(self, chosen: str, known: list[Organisation], facts: dict[str, str]) -> Organisation:
        """Return the organisation chosen, or the new one: one of that name however many lines speak of it."""
        if chosen.isdecimal():
            return next(thing for thing in known if str(thing.pk) == chosen)
        return self.new.setdefault(key_of(facts["name"]), Organisation(**facts))


PREVIEWED = ("use", "organisation", "side", "kind", "city", "representing", "person", "function")


def _preview_fields(proposal: Any) -> dict[str, forms.Field]:
    """Return the fields of one line; what cannot matter for it has none."""
    line = proposal.line
    unsure = [] if proposal.chosen else [("", _("– choose –"))]
    fields: dict[str, forms.Field] = {
        "use": forms.BooleanField(label=_("Add"), required=False, initial=not line.is_heading),
        "organisation": _choice(
            _("Organisation"), [*unsure, *_known(proposal.known), *_new(proposal.new)], proposal.chosen
        ),
        "side": _choice(_("Side"), Signature.Side.choices, proposal.side),
    }
    if proposal.new:
        fields["kind"] = _choice(_("Kind"), Organisation.Kind.choices, proposal.kind)
        fields["city"] = _written(_("Town"), 100, proposal.city)
    if line.represented_by:
        nobody = ("", _("do not record: {name}").format(name=line.represented_by))
        choices = [nobody, *_known(proposal.representing), *_new(proposal.representing_new)]
        fields["representing"] = _choice(_("Represented by"), choices, proposal.representing_chosen, required=False)
    if line.person or line.function:
        fields["person"] = _written(_("Person"), 200, line.person)
        fields["function"] = _written(_("Function"), 200, line.function)
    return fields


def _known(organisations: list[Organisation]) -> list[tuple[str, str]]:
    return [(str(thing.pk), f"{thing.name} ({thing.city})" if thing.city else thing.name) for thing in organisations]


def _new(names: dict[str, str]) -> list[tuple[str, str]]:
    return [(choice, _("new: {name}").format(name=name)) for choice, name in names.items()]


def _choice(label: Any, choices: Any, initial: str, *, required: bool = True) -> forms.ChoiceField:
    field = forms.ChoiceField(label=label, choices=choices, initial=initial, required=required)
    field.error_messages["invalid_choice"] = _("The register has changed since: choose again.")
    return field


def _written(label: Any, most: int, initial: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, initial=initial, validators=[check_visible])
