"""What is told of a file."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from declarations import files
from declarations.models import Document
from journal.forms import LineForm


class DocumentForm(LineForm):
    """A new document needs its file; of a stored one only the description changes."""

    upload = forms.FileField(label=_("PDF file"), required=False)

    class Meta:
        model = Document
        fields = ("kind", "title", "language", "visibility")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Most files are scans, and most of them need no other name: choosing the file is enough.
        if "kind" in self.fields:
            self.initial["kind"] = self.initial.get("kind") or Document.Kind.SCAN
            self.fields["title"].required = False
            self.fields["title"].help_text = _("Left empty, the kind stands for it.")

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
        if not self.cleaned_data.get("title") and "kind" in self.cleaned_data:
            self.cleaned_data["title"] = capfirst(Document.Kind(self.cleaned_data["kind"]).label)
        if self.instance._state.adding and "upload" not in self.errors and not self.cleaned_data.get("upload"):
            self.add_error("upload", _("Choose the PDF file."))
        return cleaned
