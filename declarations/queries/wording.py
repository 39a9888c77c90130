"""What a declaration and a party are on a day, in words."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from declarations.lifecycle import DeclarationState, SignatureState
from declarations.models import Declaration, Signature


def declaration_in_words(declaration: Declaration, *, on: date) -> Promise | str:
    """Say what a declaration is on a day: its state as people decided it and what follows from the calendar."""
    match declaration.state:
        case DeclarationState.OPEN:
            awaited = getattr(declaration, "invited_count", None)
            if not awaited:
                return _("open for signature")
            return format_lazy(
                "{text}",
                text=ngettext_lazy(
                    "open for signature, awaiting %(count)d party",
                    "open for signature, awaiting %(count)d parties",
                    awaited,
                )
                % {"count": awaited},
            )
        case DeclarationState.TERMINATED if declaration.terminated_on and declaration.terminated_on <= on:
            return on_day(_("terminated on {day}"), declaration.terminated_on)
        case DeclarationState.CONCLUDED | DeclarationState.TERMINATED:
            first_signed_on = getattr(declaration, "first_signed_on", None)
            if first_signed_on and first_signed_on > on:
                return on_day(_("not signed before {day}"), first_signed_on)
            if declaration.valid_from and declaration.valid_from > on:
                return on_day(_("concluded, in force from {day}"), declaration.valid_from)
            if declaration.valid_until and declaration.valid_until < on:
                return on_day(_("lapsed on {day}"), declaration.valid_until)
            if declaration.valid_until:
                return on_day(_("in force until {day}"), declaration.valid_until)
            return pgettext_lazy("declaration", "in force")
    return declaration.get_state_display()


def party_in_words(signature: Signature, *, by: date | None = None) -> Promise | str:
    """Say what a party has done (by the day, if one is given): signed, declined, withdrawn or not yet answered."""
    if by and signature.signed_on and signature.signed_on > by:
        return _("had not signed by this day")
    is_withdrawn = signature.withdrawn_on and not (by and signature.withdrawn_on > by)
    if signature.signed_on and not is_withdrawn:
        return on_day(_("signed on {day}"), signature.signed_on)
    return withdrawal_in_words(signature) or signature.get_state_display()


def withdrawal_in_words(signature: Signature) -> Promise | str:
    """Say that and when a signature was withdrawn; empty for any other."""
    if signature.state == SignatureState.WITHDRAWN:
        return on_day(_("withdrawn on {day}"), signature.withdrawn_on)
    return ""


def on_day(words: Any, day: Any) -> Promise:
    """Put a day, written out in the reader's language, into words that leave a place for `{day}`."""
    return format_lazy(words, day=date_format(day, "j E Y"))
