"""The table of what is held on persons: no column is forgotten, and none is invented."""

import pytest
from django.apps import apps

from declarations.personal import TABLES
from journal.models import Journalled

MODELS = {model._meta.label_lower: model for model in apps.get_models()}


def test_every_table_is_classified():
    assert set(TABLES) == set(MODELS)


@pytest.mark.parametrize("label", MODELS)
def test_every_column_is_personal_or_not(label):
    kept = TABLES[label]
    named = [*kept.personal.split(), *kept.rest.split(), *kept.unshown.split()]
    columns = [field.name for field in MODELS[label]._meta.get_fields() if field.concrete]
    assert sorted(named) == sorted(columns)


@pytest.mark.parametrize("label", [label for label, model in MODELS.items() if issubclass(model, Journalled)])
def test_what_the_journal_seals_is_personal(label):
    assert MODELS[label].PERSONAL <= set(TABLES[label].personal.split())
