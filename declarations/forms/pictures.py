"""What is told of a picture of an event or a post."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from declarations.models import Picture
from journal.forms import LineForm
from members.pictures import PHOTOGRAPHS, THUMBNAILS


def drawn(upload: Any) -> tuple[bytes, bytes]:
    """Return an uploaded picture in both sizes, the larger first; drawn once, however often it is asked."""
    if not hasattr(upload, "drawn"):
        upload.drawn = PHOTOGRAPHS.redrawn(upload), THUMBNAILS.redrawn(upload)
    return upload.drawn


class PictureForm(LineForm):
    """A new picture needs its file; of a stored one only the words change."""

    upload = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("PNG, JPEG or WebP, at most 25 MB. Its place, day and device are not kept."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    class Meta:
        model = Picture
        fields = ("position", "alt_pl", "alt_en", "credit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "upload" in self.fields:
            self.fields["upload"].disabled = True
            self.fields["upload"].widget = forms.HiddenInput()

    def clean_upload(self) -> Any:
        """Return the file with what was drawn of it; refuses what is no picture."""
        upload = self.cleaned_data["upload"]
        if upload:
            drawn(upload)
        return upload

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance._state.adding and "upload" not in self.errors and not self.cleaned_data.get("upload"):
            self.add_error("upload", _("Choose the picture."))
        return cleaned
