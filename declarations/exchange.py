"""The door for tables of what was signed: events, declarations and parties out; invited parties back in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations import access, use_cases
from declarations.lifecycle import IllegalTransition
from declarations.models import Declaration, Signature, SigningEvent
from members.exchange.columns import Column, Shown
from members.exchange.doors import ExportDoor, ImportDoor
from members.exchange.tables import (
    GroupMembershipResource,
    MembershipResource,
    OrganisationResource,
    TableResource,
)
from members.models import Contact


class ActColumn(Column):
    """What an act has made of a party: written for the reader; a table that says otherwise is refused."""

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        value = self.clean(row, **kwargs)
        if value not in (None, "", self.get_value(instance)):
            raise ValueError(_("This follows from acts and is changed by them only, not by an import."))


def _acted(name: str) -> ActColumn:
    column: Any = Signature._meta.get_field(name)
    return ActColumn(column)


class SignatureResource(TableResource):
    KEYS = ("declaration", "organisation", "side")
    RELATED = ("declaration", "organisation", "represented_by")
    declaration_title = Shown("declaration_title", gettext_lazy("title of the declaration"), "declaration__title")
    organisation_name = Shown("organisation_name", gettext_lazy("name of the organisation"), "organisation__name")
    state = _acted("state")
    signed_on = _acted("signed_on")
    method = _acted("method")
    withdrawn_on = _acted("withdrawn_on")

    class Meta(TableResource.Meta):
        model = Signature
        fields = (
            "declaration",
            "declaration_title",
            "position",
            "organisation",
            "organisation_name",
            "side",
            "name_as_signed",
            "second_name",
            "represented_by",
            "person",
            "function",
            "state",
            "signed_on",
            "method",
            "withdrawn_on",
        )

    def import_instance(self, instance: Signature, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        # The name as signed follows from the organisation where the table leaves it empty.
        instance.clean()

    def keep(self, thing: Signature) -> None:
        """Keep an invited party; one that has answered is refused with the reason."""
        if thing.position is None:
            last = thing.declaration.signatures.aggregate(last=Max("position"))["last"]
            thing.position = (last or 0) + 1
        try:
            use_cases.keep_party(party=thing, by=self.by, at=self.moment)
        except IllegalTransition as refusal:
            raise ValidationError(str(refusal)) from refusal


class SeenColumn(Column):
    """A field of a contact, as far as whoever takes the table away may see it."""

    # Given by the table, which asks once for all rows.
    shown: dict[Contact, dict[str, str]]

    def export(self, instance: Any, **kwargs: Any) -> str:
        return self.shown.get(instance, {}).get(self.of.name, "")


def _seen(name: str) -> SeenColumn:
    column: Any = Contact._meta.get_field(name)
    return SeenColumn(column, readonly=True)


class ContactResource(TableResource):
    RELATED = ("organisation",)
    organisation_name = Shown("organisation_name", gettext_lazy("name of the organisation"), "organisation__name")
    name = _seen("name")
    function = _seen("function")
    email = _seen("email")
    phone = _seen("phone")

    class Meta(TableResource.Meta):
        model = Contact
        fields = ("organisation", "organisation_name", *Contact.FIELDS)

    def filter_export(self, queryset: QuerySet[Contact], **kwargs: Any) -> QuerySet[Contact]:
        shown = access.contact_fields_visible_to(self.by, queryset, timezone.localdate(self.moment))
        for column in self.fields.values():
            if isinstance(column, SeenColumn):
                column.shown = shown
        return super().filter_export(queryset, **kwargs)


class EventResource(TableResource):
    RELATED = ("host",)

    class Meta(TableResource.Meta):
        model = SigningEvent
        fields = (
            "slug",
            "title_pl",
            "title_en",
            "day",
            "city",
            "venue",
            "host",
            "announcement_pl",
            "announcement_en",
            "report_pl",
            "report_en",
            "is_published",
        )


class DeclarationResource(TableResource):
    RELATED = ("event",)

    class Meta(TableResource.Meta):
        model = Declaration
        fields = (
            "slug",
            "title",
            "kind",
            "number",
            "dated_on",
            "valid_from",
            "valid_until",
            "event",
            "visibility",
            "state",
            "terminated_on",
            "text",
        )


class SignatureTable(ImportDoor):
    resource_classes = (SignatureResource,)


class EventTable(ExportDoor):
    resource_classes = (EventResource,)


class DeclarationTable(ExportDoor):
    resource_classes = (DeclarationResource,)


class ContactTable(ExportDoor):
    resource_classes = (ContactResource,)


# What can be read back, by the names that the command knows.
TABLES: dict[str, type[TableResource]] = {
    "organisations": OrganisationResource,
    "memberships": MembershipResource,
    "group_memberships": GroupMembershipResource,
    "signatures": SignatureResource,
}
