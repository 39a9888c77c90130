"""What an application to join the cluster says, in words, and who else in the register has its numbers."""

from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import formats
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from members.identifiers import NUMBERS, key_sha256
from members.models import Application, Organisation
from members.querysets import OrganisationQuerySet

# In the order of the form; what is left empty is not shown.
SHOWN = (
    "name",
    "kind",
    *NUMBERS,
    "city",
    "address",
    "website",
    "staff",
    "turnover",
    "balance",
    "size_class",
    "chain_role",
    "about",
)
OF_THE_CONTACT = ("contact_name", "contact_email", "contact_phone")

Fact = tuple[str | Promise, str]


def application_by_key(key: str) -> Application | None:
    """Return the application whose private link has the key; an earlier key of it opens nothing."""
    return Application.objects.filter(key_sha256=key_sha256(key)).first()


def application_facts(application: Application) -> list[Fact]:
    """Return what an application says of the organisation: labels and words, in the order of the form."""
    return [*_facts(application, SHOWN), *_recommenders(application)]


def contact_facts(application: Application) -> list[Fact]:
    """Return whom the applicant named as the contact person."""
    return _facts(application, OF_THE_CONTACT)


def application_in_words(application: Application, name: str) -> str:
    """Return what an application says in one of its columns, or nothing: an amount without zeros that mean nothing."""
    column: Any = Application._meta.get_field(name)
    value = getattr(application, name)
    if value is None or value == "":
        return ""
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, int | Decimal):
        return formats.number_format(Decimal(value).normalize(), use_l10n=True, force_grouping=True)
    return str(value)


def organisations_with_its_numbers(application: Application) -> OrganisationQuerySet:
    """Return the organisations of the register with a number of the applicant's; they may be members not listed."""
    numbers = _same_numbers(application)
    return Organisation.objects.filter(numbers) if numbers else Organisation.objects.none()


def other_applications(application: Application) -> QuerySet[Application]:
    """Return the other applications of an organisation with one of the same numbers, decided or not, newest first."""
    numbers = _same_numbers(application)
    others = Application.objects.exclude(pk=application.pk)
    return others.filter(numbers) if numbers else others.none()


def _same_numbers(application: Application) -> Q | None:
    known = [Q(**{name: getattr(application, name)}) for name in NUMBERS if getattr(application, name)]
    return reduce(or_, known) if known else None


def _facts(application: Application, names: tuple[str, ...]) -> list[Fact]:
    columns = {column.name: column for column in Application._meta.fields}
    told = [(capfirst(columns[name].verbose_name), application_in_words(application, name)) for name in names]
    return [(label, words) for label, words in told if words]


def _recommenders(application: Application) -> list[Fact]:
    """Return the recommending firms by the names they have today; one that is gone is told by its address of then."""
    slugs = application.recommended_by
    names = dict(Organisation.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}
    return [(_("Recommended by"), ", ".join(names.get(slug, slug) for slug in slugs))] if slugs else []
