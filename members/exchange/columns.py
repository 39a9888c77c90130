"""One column of a table each: what it is called, how a value is written into a cell and read from it."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export.fields import Field

from members.fields import IdentifierField
from members.models import FormerSlug, Organisation

YES = {"tak", "yes", "true", "prawda", "1", "t", "y"}
NO = {"nie", "no", "false", "fałsz", "0", "n"}
# What a spreadsheet makes of an official number that it takes for a quantity.
_QUANTITY = re.compile(r"([0-9]+)[.,]0+")
# Leading zeros are lost with it.
_DIGITS = {"nip": 10, "krs": 10, "regon": 9}


def words(cell: Any) -> str:
    """Return a cell as text; what no database can hold is refused (ValueError)."""
    match cell:
        case None:
            return ""
        case bool():
            return "tak" if cell else "nie"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
    text = str(cell)
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError(_("There is a character in this text that cannot be stored."))
    return text


def day(cell: Any) -> date | None:
    """Read a day: a date of a spreadsheet, YYYY-MM-DD or DD.MM.YYYY."""
    text = words(cell).strip()
    if not text:
        return None
    for shape in (r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})", r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"):
        found = re.fullmatch(shape, text, re.ASCII)
        try:
            if found:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            break
    raise ValueError(_("“%(text)s” is no day: write YYYY-MM-DD or DD.MM.YYYY.") % {"text": text[:40]})


def yes_or_no(cell: Any) -> bool | None:
    text = words(cell).strip().casefold()
    if text and text not in YES | NO:
        raise ValueError(_("“%(text)s” is neither yes nor no.") % {"text": text[:40]})
    return text in YES if text else None


def whole_number(cell: Any) -> int | None:
    text = words(cell).strip()
    if text and not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError(_("“%(text)s” is no whole number.") % {"text": text[:40]})
    return int(text) if text else None


class Column(Field):
    """A column that is a field of the model; its name is the field's, its label is understood as well."""

    def __init__(self, of: models.Field, **kwargs: Any) -> None:
        super().__init__(attribute=of.attname, column_name=of.name, **kwargs)
        self.of = of
        self.label = of.verbose_name

    def names(self) -> set[str]:
        """Return what the column may be called in a file, in small letters."""
        labels = set()
        for language in ("pl", "en"):
            with translation.override(language):
                labels.add(str(self.label).casefold())
        return labels | {str(self.column_name).casefold()}

    def export(self, instance: Any, **kwargs: Any) -> Any:
        value = self.get_value(instance)
        match value:
            case bool():
                return "tak" if value else "nie"
            case Decimal():
                # 95.00 is 95.
                return value.quantize(Decimal(1)) if value == int(value) else value.normalize()
            case date() | int():
                return value
            case None:
                return ""
        return str(value)

    def clean(self, row: Any, **kwargs: Any) -> Any:
        """Return what the cell says, as the model keeps it; what it cannot be is refused (ValueError)."""
        value = self.read(row[self.column_name])
        try:
            return None if value is None else self.of.to_python(value)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error

    def read(self, cell: Any) -> Any:
        if isinstance(self.of, models.BooleanField):
            return yes_or_no(cell)
        if isinstance(self.of, models.DateField):
            return day(cell)
        if isinstance(self.of, models.IntegerField):
            return whole_number(cell)
        if isinstance(self.of, IdentifierField):
            return self._identifier(cell)
        text = words(cell)
        return self._choice(text) if self.of.choices else text

    def _identifier(self, cell: Any) -> str:
        text = words(cell).strip()
        text = _QUANTITY.sub(r"\1", text) if _QUANTITY.fullmatch(text) else text
        return text.zfill(_DIGITS.get(self.of.name, 0)) if isinstance(cell, int | float) else text

    @cached_property
    def _choices(self) -> dict[str, str]:
        """Return the values by their own names and by their labels in either language, in small letters."""
        known: dict[str, str] = {}
        for language in ("pl", "en"):
            with translation.override(language):
                known |= {str(label).casefold(): value for value, label in self.of.flatchoices}
        return known | {str(value).casefold(): value for value, _label in self.of.flatchoices}

    def _choice(self, text: str) -> str:
        folded = text.strip().casefold()
        if folded and folded not in self._choices:
            known = ", ".join(str(value) for value, _label in self.of.flatchoices if value)
            raise ValueError(
                _("“%(text)s” is not among the known values: %(known)s.") % {"text": text[:40], "known": known}
            )
        return self._choices[folded] if folded else ""

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        value = None if self.readonly else self.clean(row, **kwargs)
        # An empty cell says nothing where the column knows no emptiness.
        if not self.readonly and (value is not None or self.of.null):
            setattr(instance, str(self.attribute), value)


class Shown(Column):
    """A column for the reader of the table: written, and not looked at when it is read back."""

    def __init__(self, name: str, label: Any, value: str) -> None:
        Field.__init__(self, attribute=value, column_name=name, readonly=True)
        self.label = label


class KeyColumn(Column):
    """A key to another row, which the table knows by its address (slug) or another name for it."""

    # Given by the table, which reads once what the rows are called.
    find: Callable[[str], int | None]

    def export(self, instance: Any, **kwargs: Any) -> Any:
        return getattr(getattr(instance, self.of.name), "slug", "")

    def clean(self, row: Any, **kwargs: Any) -> int | None:
        text = words(row[self.column_name]).strip()
        if not text:
            return None
        key = self.find(text)
        if key is None:
            raise ValueError(_("Nothing in the register is called “%(text)s”.") % {"text": text[:80]})
        return key


class Organisations:
    """By what a table may call an organisation: address, NIP or exact name, read once for all rows."""

    def __init__(self) -> None:
        self.by_slug: dict[str, int] = dict(FormerSlug.objects.values_list("slug", "organisation_id"))
        self.by_nip: dict[str, int] = {}
        self.by_name: dict[str, set[int]] = {}
        for key, *facts in Organisation.objects.values_list("pk", "slug", "nip", "name").iterator():
            self.add(key, *facts)

    def add(self, key: int, slug: str, nip: str | None, name: str) -> None:
        self.by_slug[slug] = key
        if nip:
            self.by_nip[nip] = key
        self.by_name.setdefault(name, set()).add(key)

    def named(self, name: str) -> int | None:
        """Return the organisation of this very name; two of them are refused (ValueError)."""
        keys = self.by_name.get(name, set())
        if len(keys) > 1:
            raise ValueError(
                _("%(count)s organisations are called “%(name)s”: give the NIP or the address of the page.")
                % {"count": len(keys), "name": name[:80]}
            )
        return next(iter(keys), None)

    def find(self, text: str) -> int | None:
        nip = Organisation._meta.get_field("nip").to_python(_QUANTITY.sub(r"\1", text)) or ""
        return self.by_slug.get(text) or self.by_nip.get(nip) or self.named(text)
