"""Tells the office, of every number that a text quotes, what the register says to it."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations import queries
from declarations.queries import Checked
from journal.admin import PreviewAdmin


class ClaimsAdmin(PreviewAdmin):
    """Checks the previewed texts against the register as of the day of the thing; it warns and refuses nothing."""

    readonly_fields = ("claims",)

    @admin.display(description=gettext_lazy("numbers in the text"))
    def claims(self, thing: Any) -> str:
        claims = self._checked(thing) if thing.pk else []
        return render_to_string("admin/_claims.html", {"claims": claims, "day": thing.day, "is_new": not thing.pk})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for checked in self._checked(form.instance):
            if not checked.holds:
                told = {"quote": checked.claim.quote, "count": checked.count}
                messages.warning(request, _("“%(quote)s”: the register counts %(count)s on that day.") % told)

    def _checked(self, thing: Any) -> list[Checked]:
        texts = [f"{text}_{code}" for text, _label in self.previewed for code, _name in settings.LANGUAGES]
        return queries.checked_claims([getattr(thing, name) for name in texts], on=thing.day)
