"""The tables of the ground floor, and what all tables share: rows are found, compared and kept by the use-cases."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.resources import Diff, ModelResource
from import_export.results import Result, RowResult

import journal.use_cases as journal
from members import use_cases
from members.exchange.columns import Column, KeyColumn, Organisations, Shown, words
from members.exchange.formats import BadTable, Table
from members.models import Group, GroupMembership, KeyFigure, Membership, Organisation, User
from members.text import slug_of


class Differences(Diff):
    """What a row changes: label, before and after of each field that differs."""

    def __init__(self, resource: "TableResource", instance: Any, new: bool) -> None:
        self.columns = resource.get_import_fields()
        self.left = [""] * len(self.columns) if new else self._values(instance)

    def _values(self, instance: Any) -> list[str]:
        return [str(column.export(instance)) for column in self.columns]

    def compare_with(self, resource: Any, instance: Any) -> None:
        self.right = self._values(instance)

    def as_html(self) -> Any:
        """Return plain values, which the template escapes: what the library shows would be HTML of its own."""
        return [
            (column.label, before, after)
            for column, before, after in zip(self.columns, self.left, self.right, strict=True)
            if before != after
        ]


class TableResource(ModelResource):
    """One model as a table. Every row that says something new is kept by the use-case, hence journalled once."""

    # The columns that say which row of the register is meant.
    KEYS: ClassVar[tuple[str, ...]] = ()
    # What `export` and the names of rows need besides the row itself.
    RELATED: ClassVar[tuple[str, ...]] = ()

    class Meta:
        use_transactions = True
        use_bulk = False
        skip_unchanged = True
        clean_model_instances = True
        import_id_fields = ()

    def __init__(
        self, *, by: User | None = None, at: datetime | None = None, progress: Callable[[int, int], None] | None = None
    ) -> None:
        super().__init__()
        self.by, self.progress = by, progress
        # Given wherever rows are read; a table that only goes out needs none.
        self.moment: datetime = at or datetime.min
        self.table = Table()
        self.line = 0
        self.seen: dict[int, int] = {}
        self.said = sha256()
        for field in self.fields.values():
            if isinstance(field, KeyColumn):
                field.find = self.finder(field)

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: Any, readonly: bool) -> Column:
        return (KeyColumn if isinstance(django_field, ForeignKey) else Column)(django_field)

    def finder(self, column: KeyColumn) -> Callable[[str], int | None]:
        """Return how a cell of the column is understood: organisations by many names, all else by its address."""
        if column.of.related_model is Organisation:
            return lambda text: self.organisations.find(text)
        return lambda text: self._keys_by_slug(column.of.related_model).get(text)

    @cached_property
    def organisations(self) -> Organisations:
        return Organisations()

    def _keys_by_slug(self, model: Any) -> dict[str, int]:
        self._slugs: dict[Any, dict[str, int]] = getattr(self, "_slugs", {})
        if model not in self._slugs:
            self._slugs[model] = dict(model.objects.values_list("slug", "pk"))
        return self._slugs[model]

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related(*self.RELATED)

    # Out

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        return queryset.select_related(*self.RELATED) if self.RELATED else queryset

    # In

    @property
    def fingerprint(self) -> str:
        """Return a hash of all that the import said it would do: equal before and after, nothing else was done."""
        return self.said.hexdigest()

    def read(self, table: Table, *, dry_run: bool) -> Result:
        """Import a table: all rows or, where one is refused, none. Refuses headers not understood (BadTable)."""
        self._understand_headers(table)
        self.table = table
        return self.import_data(table, dry_run=dry_run, rollback_on_validation_errors=True)

    def _understand_headers(self, table: Table) -> None:
        columns = list(self.fields.values())
        known = {name: str(column.column_name) for column in reversed(columns) for name in column.names()}
        known |= {str(column.column_name): str(column.column_name) for column in columns}
        headers = table.headers or []
        meant = [known.get(header.casefold(), "") for header in headers]
        unknown = [header or _("(empty)") for header, name in zip(headers, meant, strict=True) if not name]
        _refuse(_("The table has columns that this list does not know: %(columns)s."), unknown)
        _refuse(_("The table has a column more than once: %(columns)s."), {m for m in meant if meant.count(m) > 1})
        _refuse(_("The table lacks columns: %(columns)s."), [name for name in self.KEYS if name not in meant])
        table.headers = meant

    def get_import_fields(self) -> list[Any]:
        return [field for field in super().get_import_fields() if not field.readonly]

    def get_user_visible_fields(self) -> list[Any]:
        return self.get_export_fields()

    def get_diff_class(self) -> Any:  # type: ignore[override]
        return Differences

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        self.line = self.table.lines[kwargs["row_number"] - 1]
        if self.progress:
            self.progress(kwargs["row_number"], len(self.table.lines))

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Any, bool]:
        thing = self.find(row)
        if thing.pk in self.seen:
            raise ValidationError(_("Row %(line)s is about the same.") % {"line": self.seen[thing.pk]})
        return thing, thing._state.adding

    def find(self, row: Any) -> Any:
        """Return what the row is about: a row of the register, or a new one."""
        key, wrong = {}, {}
        for name in self.KEYS:
            column = self.fields[name]
            try:
                key[column.attribute] = column.clean(row)
                if key[column.attribute] in (None, ""):
                    raise ValueError(_("This cannot be empty."))
            except ValueError as error:
                wrong[column.attribute] = ValidationError(str(error))
        if wrong:
            raise ValidationError(wrong)
        return self.get_queryset().filter(**key).first() or self._meta.model(**key)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not instance._state.adding and super().skip_row(instance, original, row, import_validation_errors)

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        # What can be read is judged by the use-case; here only a row with a cell that cannot, to tell all its faults.
        if import_validation_errors:
            super().validate_instance(instance, import_validation_errors, validate_unique)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        self.keep(instance)

    def keep(self, thing: Any) -> None:
        journal.keep(thing=thing, by=self.by, at=self.moment)

    def after_import_row(self, row: Any, row_result: RowResult, **kwargs: Any) -> None:
        self.seen[row_result.object_id] = self.line
        told: list[Any] = [self.line, row_result.import_type, [list(map(str, change)) for change in row_result.diff]]
        if row_result.is_update():
            told += [row_result.object_id, row_result.original.version]
        self.said.update(repr(told).encode())
        row_result.original = None


def _refuse(message: str, columns: Iterable[str]) -> None:
    if columns:
        raise BadTable(message % {"columns": ", ".join(sorted(columns))})


class OrganisationResource(TableResource):
    slug = Column(Organisation._meta.get_field("slug"), readonly=True)

    class Meta(TableResource.Meta):
        model = Organisation
        fields = (
            "slug",
            "name",
            "short_name",
            "kind",
            "city",
            "address",
            "website",
            "nip",
            "regon",
            "krs",
            "description_pl",
            "description_en",
            "pkd_2007",
            "pkd_2025",
            "chain_role",
            "size_class",
            "competences_pl",
            "competences_en",
            "processes_pl",
            "processes_en",
            "materials_pl",
            "materials_en",
            "mail_domain",
            "is_listed",
        )

    def find(self, row: Any) -> Organisation:
        """Return the organisation of the NIP, else of the address (slug), else of the exact name, or a new one."""
        nip, name = self._told("nip", row), self._told("name", row) or ""
        by_nip = self.organisations.by_nip.get(nip) if nip else None
        by_slug = self.organisations.by_slug.get(words(row.get("slug")).strip())
        if by_nip and by_slug and by_nip != by_slug:
            raise ValidationError({"nip": _("The NIP and the address of the page are those of two organisations.")})
        try:
            key = by_nip or by_slug or self.organisations.named(name)
        except ValueError as error:
            raise ValidationError({"name": str(error)}) from error
        thing = self.get_queryset().filter(pk=key).first() if key else None
        is_namesake = thing and nip and thing.nip and thing.nip != nip and not by_slug
        return thing if thing and not is_namesake else Organisation(slug=slug_of(name))

    def _told(self, name: str, row: Any) -> str | None:
        try:
            return self.fields[name].clean(row) if name in row else None
        except ValueError:
            return None  # Told when the cell is read.

    def keep(self, thing: Organisation) -> None:
        use_cases.keep_organisation(organisation=thing, by=self.by, at=self.moment)
        self.organisations.add(thing.pk, thing.slug, thing.nip, thing.name)


class MembershipResource(TableResource):
    KEYS = ("organisation", "since")
    RELATED = ("organisation",)
    organisation_name = Shown("organisation_name", gettext_lazy("name of the organisation"), "organisation__name")

    class Meta(TableResource.Meta):
        model = Membership
        fields = (
            "organisation",
            "organisation_name",
            "since",
            "until",
            "since_is_attested",
            "basis",
            "end_reason",
        )


class GroupMembershipResource(TableResource):
    KEYS = ("group", "organisation", "since")
    RELATED = ("group", "organisation")
    organisation_name = Shown("organisation_name", gettext_lazy("name of the organisation"), "organisation__name")

    class Meta(TableResource.Meta):
        model = GroupMembership
        fields = ("group", "organisation", "organisation_name", "since", "until", "since_is_attested")


class GroupResource(TableResource):
    class Meta(TableResource.Meta):
        model = Group
        fields = ("slug", "name_pl", "name_en", "short_name", "began_in", "about_pl", "about_en")


class KeyFigureResource(TableResource):
    RELATED = ("group",)

    class Meta(TableResource.Meta):
        model = KeyFigure
        fields = (
            "label_pl",
            "label_en",
            "value",
            "value_up_to",
            "unit_pl",
            "unit_en",
            "group",
            "as_of",
            "precision",
            "period_from",
            "period_to",
            "source",
            "is_target",
            "position",
        )
