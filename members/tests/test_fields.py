"""Columns keep numbers compact and names composed, and refuse what cannot be seen."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from members.models import Group, KeyFigure, Organisation
from members.tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["5420112234", "542-011-22-34", "PL 542 011 22 34", "pl5420112234"])
def test_an_identifier_is_kept_compact_and_found_as_people_write_it(typed):
    organisation = make.organisation(nip=typed)
    assert Organisation.objects.get(pk=organisation.pk).nip == "5420112234"
    assert Organisation.objects.get(nip=typed) == organisation


def test_organisations_without_a_number_do_not_collide():
    make.organisation("A", nip="", regon=None, krs=" - ")
    make.organisation("B", nip="", regon=None, krs=" - ")
    assert Organisation.objects.filter(nip=None, regon=None, krs=None).count() == 2


@pytest.mark.parametrize("field", ["nip", "regon", "krs"])
def test_a_number_belongs_to_one_organisation(field):
    number = {"nip": "5420112234", "regon": "123456785", "krs": "0000012345"}[field]
    make.organisation("A", **{field: number})
    with pytest.raises(ValidationError) as refusal:
        make.organisation("B", **{field: f" {number[:3]}-{number[3:]}"})
    assert set(refusal.value.message_dict) == {field}
    other = make.organisation("C")
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=other.pk).update(**{field: number})


def test_a_name_is_kept_composed_and_found_either_way():
    organisation = make.organisation("Ło\u0301dz\u0301")
    assert Organisation.objects.get(name="Łódź") == organisation
    assert Organisation.objects.get(name="Ło\u0301dz\u0301").name == "Łódź"


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Organisation, "name"),
        (Organisation, "short_name"),
        (Organisation, "city"),
        (Group, "name_pl"),
        (Group, "name_en"),
        (KeyFigure, "label_pl"),
        (KeyFigure, "source"),
    ],
)
def test_a_text_that_would_read_in_another_direction_is_refused(model, field):
    with pytest.raises(ValidationError) as refusal:
        model(**{field: "Huta \u202eydębał"}).full_clean()
    assert "U+202E" in str(refusal.value.message_dict[field])
