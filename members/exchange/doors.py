"""What the admin adds to a list: export of the rows it shows; import in two steps, a preview and its confirmation."""

import re
import secrets
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.transaction import set_rollback
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from import_export.admin import ExportMixin, ImportMixin
from import_export.forms import ExportForm
from import_export.results import Result, RowResult
from import_export.tmp_storages import BaseStorage

import journal.use_cases as journal
from members import access
from members.exchange import tables
from members.exchange.formats import FORMATS, MEGABYTE, MOST_BYTES, BadTable, read
from members.exchange.tables import TableResource

DAY_IN_SECONDS = 24 * 60 * 60
# Five milliseconds a row, in which nobody else can write: what takes longer is no work for a browser.
MOST_ROWS_AT_ONCE = 3_000
# A preview of every row of a long table would be a page that no browser likes.
ROWS_SHOWN = 500
KINDS = {
    RowResult.IMPORT_TYPE_NEW: gettext_lazy("new"),
    RowResult.IMPORT_TYPE_UPDATE: gettext_lazy("changed"),
    RowResult.IMPORT_TYPE_SKIP: gettext_lazy("unchanged"),
}


class FolderStorage(BaseStorage):
    """Keeps an uploaded table from its preview to its confirmation, under a random name, for a day at most."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(settings.DATA_DIR) / "imports"

    def save(self, data: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        oldest = timezone.now().timestamp() - DAY_IN_SECONDS
        for file in self.folder.iterdir():
            if file.stat().st_mtime < oldest:
                file.unlink(missing_ok=True)
        self.name = secrets.token_hex(16)
        self._path.write_bytes(data)
        self._path.chmod(0o600)

    def read(self) -> bytes:
        return self._path.read_bytes()

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)

    @property
    def _path(self) -> Path:
        if not re.fullmatch("[0-9a-f]{32}", self.name or ""):
            raise FileNotFoundError(self.name)
        return self.folder / self.name


class FormatForm(ExportForm):
    """In which form a list goes out."""

    def __init__(self, formats: Any, resources: Any, **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        del self.fields["resource"]
        self.fields["format"] = forms.ChoiceField(
            label=gettext_lazy("Format"),
            choices=[(str(number), kind().get_title()) for number, kind in enumerate(formats)],
            widget=forms.RadioSelect,
            initial="0",
        )


class TableForm(forms.Form):
    """The file whose rows are to be read."""

    import_file = forms.FileField(
        label=gettext_lazy("File: XLSX or CSV"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"})
    )

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than %(size)s MB.") % {"size": MOST_BYTES // MEGABYTE})
        return file


class ExportDoor(ExportMixin):
    """Export of exactly the rows that a list shows under its filters."""

    export_form_class = FormatForm
    export_formats = FORMATS

    def has_export_permission(self, request: HttpRequest) -> bool:
        return access.sees_everything(request.user)

    def get_export_queryset(self, request: HttpRequest) -> Any:
        return self.get_changelist_instance(request).queryset  # type: ignore[attr-defined]

    def get_export_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {}

    def export_action(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            return redirect(_list_url(self))

    def init_request_context_data(self, request: HttpRequest, form: Any) -> dict[str, Any]:
        count = self.get_export_queryset(request).count()
        return super().init_request_context_data(request, form) | {"count": count, "back_url": _list_url(self)}


class ImportDoor(ExportDoor, ImportMixin):
    """Import beside the export: first the preview of what each row would change, then just that or nothing."""

    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
    import_formats = FORMATS
    tmp_storage_class = FolderStorage

    def has_import_permission(self, request: HttpRequest) -> bool:
        return access.is_coordinator(request.user)

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
        if not (form.is_bound and form.is_valid()):
            return self._import_page(request, form)
        return self._import_preview(request, form, form.cleaned_data["import_file"].read())

    def _import_preview(self, request: HttpRequest, form: TableForm, data: bytes) -> HttpResponse:
        table = self._import_table(request)
        try:
            source = read(data)
            if len(source.lines) > MOST_ROWS_AT_ONCE:
                raise BadTable(_too_long())
            result = table.read(source, dry_run=True)
        except BadTable as refusal:
            form.add_error("import_file", str(refusal))
            return self._import_page(request, form)
        if result.has_errors() or result.has_validation_errors():
            return self._import_page(request, form, faults=faults_of(table, result))
        storage = self.tmp_storage_class()
        storage.save(data)
        return self._import_page(
            request, form, token=self._import_token(request, storage, table), **preview_of(table, result)
        )

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import what was previewed: where the register changed since and more or less would be done, preview anew."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        try:
            told = signing.loads(request.POST.get("token", ""), salt=_salt(self), max_age=DAY_IN_SECONDS)
            if told["user"] != request.user.pk:
                raise PermissionDenied
            storage = self.tmp_storage_class(name=told["file"])
            data = storage.read()
        except (signing.BadSignature, FileNotFoundError):
            messages.error(request, _("This preview is over: it was confirmed already, or is older than a day."))
            return redirect(reverse(f"admin:{_name(self)}_import"))
        table, source = self._import_table(request), read(data)
        with journal.writing():
            result = table.read(source, dry_run=False)
            is_as_previewed = table.fingerprint == told["fingerprint"]
            set_rollback(not is_as_previewed)
        storage.remove()
        if not is_as_previewed:
            messages.warning(request, _("Nothing was imported: the register has changed since the preview."))
            return self._import_preview(request, TableForm(), data)
        return self._imported(request, result)

    def _imported(self, request: HttpRequest, result: Result) -> HttpResponseRedirect:
        messages.success(
            request, _("Imported and entered in the journal: new %(new)s, changed %(changed)s.") % numbers_of(result)
        )
        return HttpResponseRedirect(_list_url(self))

    def _import_table(self, request: HttpRequest) -> TableResource:
        resource: Any = self.resource_classes[0]
        return resource(by=request.user, at=timezone.now())

    def _import_token(self, request: HttpRequest, storage: FolderStorage, table: TableResource) -> str:
        told = {"user": request.user.pk, "file": storage.name, "fingerprint": table.fingerprint}
        return signing.dumps(told, salt=_salt(self))

    def _import_page(self, request: HttpRequest, form: TableForm, **more: Any) -> HttpResponse:
        admin: Any = self
        columns = [(field.column_name, field.label) for field in self._import_table(request).get_export_fields()]
        context = admin.admin_site.each_context(request) | {
            "title": _("Import: %(things)s") % {"things": admin.opts.verbose_name_plural},
            "opts": admin.opts,
            "form": form,
            "columns": columns,
            "back_url": _list_url(self),
            "confirm_url": reverse(f"admin:{_name(self)}_process_import"),
            **more,
        }
        status = 422 if form.errors or more.get("faults") else 200
        return TemplateResponse(request, self.import_template_name, context, status=status)


def _too_long() -> str:
    return _(
        "The table has more than %(rows)s rows, too many for a page: divide it, or have it read on the server by the"
        " command import_table."
    ) % {"rows": MOST_ROWS_AT_ONCE}


def _name(door: Any) -> str:
    return f"{door.opts.app_label}_{door.opts.model_name}"


def _list_url(door: Any) -> str:
    return reverse(f"admin:{_name(door)}_changelist")


def _salt(door: Any) -> str:
    return f"import of {_name(door)}"


# What a page or a terminal is told of a result


def numbers_of(result: Result) -> dict[str, int]:
    """Return how many rows are new, changed and unchanged."""
    kinds = {"new": RowResult.IMPORT_TYPE_NEW, "changed": RowResult.IMPORT_TYPE_UPDATE}
    return {name: result.totals[kind] for name, kind in (kinds | {"unchanged": RowResult.IMPORT_TYPE_SKIP}).items()}


def preview_of(table: TableResource, result: Result) -> dict[str, Any]:
    """Return the rows as they would be imported, those that change something first, and their numbers."""
    rows = [
        {
            "line": line,
            "kind": KINDS[row.import_type],
            "is_quiet": row.is_skip(),
            "name": row.object_repr,
            "diff": row.diff,
        }
        for line, row in zip(table.table.lines, result.rows, strict=True)
    ]
    rows.sort(key=lambda row: row["is_quiet"])
    return {"rows": rows[:ROWS_SHOWN], "left_out": max(0, len(rows) - ROWS_SHOWN), "numbers": numbers_of(result)}


def faults_of(table: TableResource, result: Result) -> list[dict[str, Any]]:
    """Return what is wrong with the table, by row and column."""
    labels = {column.attribute: column.column_name for column in table.fields.values()}
    faults = [
        {"line": table.table.lines[row.number - 1], "column": labels.get(name, ""), "text": text}
        for row in result.invalid_rows
        for name, texts in row.error_dict.items()
        for text in texts
    ]
    faults += [
        {"line": table.table.lines[number - 1], "column": "", "text": _("The database refuses this row.")}
        for number, _errors in result.row_errors()
    ]
    return sorted(faults, key=lambda fault: fault["line"])[:ROWS_SHOWN]


class OrganisationTable(ImportDoor):
    resource_classes = (tables.OrganisationResource,)


class MembershipTable(ImportDoor):
    resource_classes = (tables.MembershipResource,)


class GroupMembershipTable(ImportDoor):
    resource_classes = (tables.GroupMembershipResource,)


class GroupTable(ExportDoor):
    resource_classes = (tables.GroupResource,)


class KeyFigureTable(ExportDoor):
    resource_classes = (tables.KeyFigureResource,)
