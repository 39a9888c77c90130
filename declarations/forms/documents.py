"""What is told of a file."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from declarations import files, intake
from declarations.models import Document, Visibility
from journal.forms import LineForm, LinesFormSet

# What most files are. The new version of another file is what that one is, unless it is said otherwise.
USUAL = {"kind": Document.Kind.SCAN, "language": "pl", "visibility": Visibility.MEMBERS}


class ReplacedField(forms.ModelChoiceField):
    """Which document a new version replaces: told apart by title, day and file name."""

    def label_from_instance(self, document: Any) -> str:
        return f"{document.title} ({timezone.localdate(document.uploaded_at)}, {document.file_name})"


class DocumentForm(LineForm):
    """A new document needs its file; of a stored one only the description changes.

    `documents` are all documents of the declaration: among them the form finds those that can be replaced.
    """

    supersedes = ReplacedField(
        label=_("Replaces"),
        queryset=Document.objects.none(),
        required=False,
        help_text=_("The earlier version stays, open to those who could read it before."),
        error_messages={
            "invalid_choice": _("Choose a current document of this declaration: this one was replaced, or is gone.")
        },
    )
    upload = forms.FileField(
        label=_("PDF or a picture of a scan"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(Document.MediaType.values)}),
    )

    class Meta:
        model = Document
        fields = ("kind", "title", "language", "visibility", "supersedes", "text_alternative")

    def __init__(self, *args: Any, documents: Sequence[Document] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" not in self.fields:
            return
        if self.instance.pk:
            # A stored file is never replaced, so nothing is asked for in its place.
            self.fields["upload"].disabled = True
            self.fields["upload"].widget = forms.HiddenInput()
        can_replace = self._offer(documents)
        # Most files are scans, and most of them need no other name: choosing the file is enough.
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Left empty, the kind or the replaced document stands for it.")
        self.fields["text_alternative"].widget.attrs["rows"] = 3
        for name, usual in USUAL.items() if self.instance._state.adding else ():
            self.initial[name] = "" if can_replace else self.initial.get(name) or usual
            if can_replace:
                self._leave_open(name)

    def _offer(self, documents: Sequence[Document]) -> bool:
        """Offer the current documents to be replaced, besides this one; return whether there are any."""
        field: Any = self.fields["supersedes"]
        replaced = {each.supersedes_id for each in documents} - {self.instance.supersedes_id}
        offered = [each for each in documents if each.pk not in {*replaced, self.instance.pk}]
        field.queryset = Document.objects.filter(pk__in=[each.pk for each in offered])
        field.choices = [("", "–"), *((each.pk, field.label_from_instance(each)) for each in offered)]
        can_replace = bool(offered) and self.instance.pk not in replaced
        if not can_replace:
            field.widget = forms.HiddenInput()
        return can_replace

    def _leave_open(self, name: str) -> None:
        field: Any = self.fields[name]
        choices = [choice for choice in field.choices if choice[0]]
        open_choice = format_lazy(_("{usual}, or as the replaced one"), usual=dict(choices)[USUAL[name]])
        field.required, field.choices = False, [("", open_choice), *choices]

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if not upload:
            return None
        intake.check(upload)
        declaration = self.instance.declaration_id
        if declaration and Document.objects.filter(declaration=declaration, sha256=files.hash_of(upload)).exists():
            raise forms.ValidationError(_("This declaration already has this very file."))
        return upload

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self._fill_in(self.cleaned_data)
        if self.instance._state.adding and "upload" not in self.errors and not self.cleaned_data.get("upload"):
            self.add_error("upload", _("Choose the file."))
        return cleaned

    def _fill_in(self, told: dict[str, Any]) -> None:
        """Say of a new version what was said of the replaced one, so that it is not more open by accident."""
        replaced = told.get("supersedes") if self.instance._state.adding else None
        for name, usual in USUAL.items():
            if told.get(name) == "":
                told[name] = getattr(replaced, name, usual)
        if not told.get("title") and "kind" in told:
            told["title"] = replaced.title if replaced else capfirst(Document.Kind(told["kind"]).label)


class DocumentLines(LinesFormSet):
    """The documents of a declaration; each line knows the others, which it may replace."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        documents = super().get_queryset() if self.instance.pk else ()
        return super().get_form_kwargs(index) | {"documents": documents}
