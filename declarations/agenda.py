"""What waits to be done about declarations, parties and signing events: one queryset for each number and list."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from declarations.lifecycle import DeclarationState
from declarations.models import Declaration, Document, Signature, SigningEvent
from members.agenda import NOTICE, Item


def _has_signed_file() -> Exists:
    return Exists(Document.objects.filter(declaration=OuterRef("pk"), kind__in=Document.SIGNED))


def _has_result() -> Exists:
    return Exists(Signature.objects.on_paper().filter(declaration__event=OuterRef("pk")))


ITEMS = (
    Item(
        "open",
        _("declarations open for signature"),
        Declaration,
        lambda on: Declaration.objects.filter(state=DeclarationState.OPEN),
        dated_by="opened_at",
    ),
    Item(
        "invited",
        _("parties invited that have not answered"),
        Signature,
        lambda on: Signature.objects.awaiting().filter(declaration__state=DeclarationState.OPEN),
        dated_by="declaration__opened_at",
    ),
    Item(
        "no-scan",
        _("concluded declarations without a signed file"),
        Declaration,
        lambda on: Declaration.objects.made_public().exclude(_has_signed_file()),
        dated_by="dated_on",
    ),
    Item(
        "no-person",
        _("signatures of an unknown person"),
        Signature,
        lambda on: Signature.objects.on_paper().filter(person=""),
    ),
    Item(
        "validity-ends",
        _("declarations whose validity ends within 90 days"),
        Declaration,
        lambda on: Declaration.objects.in_force(on=on).filter(valid_until__range=(on, on + NOTICE)),
        dated_by="valid_until",
    ),
    Item(
        "no-result",
        _("signing events past their day without a signature"),
        SigningEvent,
        lambda on: SigningEvent.objects.filter(day__lt=on).exclude(_has_result()),
        dated_by="day",
    ),
)
