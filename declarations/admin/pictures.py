"""The office's door to the pictures of events and of news: added and described below what they show."""

from contextlib import suppress
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from declarations import use_cases
from declarations.forms import PictureForm, drawn
from declarations.models import Picture
from journal.admin import JournalledAdmin, LinesAdmin


class PictureInline(LinesAdmin, admin.StackedInline):
    model = Picture
    form = PictureForm
    fields = ("drawn_from", "shown", "upload", ("alt_pl", "alt_en"), ("credit", "position"))
    readonly_fields = ("shown",)
    extra = 1
    view_on_site = False

    @admin.display(description=_("stored picture"))
    def shown(self, picture: Picture) -> str:
        if not picture.pk:
            return "–"
        address = reverse("picture", args=[picture.small_sha256])
        size = (picture.width, picture.height)
        return format_html('<img class="stored" src="{}" width="{}" height="{}" alt="">', address, *size)


class PicturesAdmin(JournalledAdmin):
    """Adds to the page of a thing the saving of its pictures."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # Drawing takes seconds, and the form would do it while it keeps everybody else from writing.
        for name, upload in request.FILES.items():
            if name.startswith("pictures-"):
                with suppress(ValidationError):
                    drawn(upload)
        return super().changeform_view(request, *args, **kwargs)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is not Picture:
            super().save_formset(request, form, formset, change)
            return
        uploads = {id(line.instance): line.cleaned_data.get("upload") for line in formset.forms}
        for picture in formset.save(commit=False):
            upload = uploads[id(picture)]
            if upload is None:
                self.keep(picture, request)
                continue
            large, small = drawn(upload)
            told: dict[str, Any] = {"by": request.user, "at": timezone.now()}
            use_cases.add_picture(picture=picture, large=large, small=small, **told)
        for picture in formset.deleted_objects:
            self.drop(picture, request)
