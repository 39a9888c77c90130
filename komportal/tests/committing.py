"""For tests that commit: what they leave is emptied again, and what migrations made is put back for the next ones."""

import importlib
from types import SimpleNamespace

from django.apps import apps
from django.db import connection
from django.test import TransactionTestCase

from journal.models import Head
from journal.tests.emptying import entries_may_be_changed

# The functions of migrations that made the groups and their rights.
RIGHTS = (
    importlib.import_module("declarations.migrations.0002_coordinators").add_group,
    importlib.import_module("declarations.migrations.0003_auditors").add_group,
    importlib.import_module("komportal.migrations.0002_people").grant,
)


class CommittingTestCase(TransactionTestCase):
    def _fixture_teardown(self) -> None:
        with entries_may_be_changed():
            super()._fixture_teardown()
        Head.objects.create(pk=1)
        for grant in RIGHTS:
            grant(apps, SimpleNamespace(connection=connection))
