"""Many at once: of twelve who record one signature one succeeds, and the chain stays whole."""

import importlib
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

from django.apps import apps
from django.db import connection
from django.test import TransactionTestCase

import journal.queries
from declarations import use_cases
from declarations.lifecycle import IllegalTransition
from declarations.tests import make
from declarations.use_cases import Signing
from journal.models import Entry, Head
from journal.tests.emptying import entries_may_be_changed
from members.models import Organisation
from members.tests.make import BY, organisation

THREADS = 12


def at_once(act) -> list[str]:
    """Run an act in twelve threads, each with its own connection; return how each ended."""

    def one(number: int) -> str:
        try:
            act(number)
        except IllegalTransition:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


class ManyAtOnce(TransactionTestCase):
    def _fixture_teardown(self) -> None:
        # What these tests commit is emptied again, and what migrations made is put back for the tests that follow.
        with entries_may_be_changed():
            super()._fixture_teardown()
        Head.objects.create(pk=1)
        migration = importlib.import_module("declarations.migrations.0002_coordinators")
        migration.add_group(apps, SimpleNamespace(connection=connection))

    def test_twelve_threads_sign_one_party_and_one_succeeds(self) -> None:
        party = make.opened("d", organisation()).signatures.get()

        def sign(_number: int) -> None:
            use_cases.record_signatures(signings=[Signing(party)], signed_on=make.DAY, method="handwritten", **BY)

        ends = at_once(sign)
        self.assertEqual(sorted(ends), ["done"] + ["refused"] * (THREADS - 1))
        self.assertEqual(Entry.objects.filter(act="sign").count(), 1)
        self.assertIsNone(journal.queries.first_fault())

    def test_twelve_writers_keep_one_unbroken_chain(self) -> None:
        def add(number: int) -> None:
            for part in range(5):
                organisation(f"Firma {number}-{part}")

        self.assertEqual(at_once(add), ["done"] * THREADS)
        self.assertEqual(Organisation.objects.count(), 5 * THREADS)
        self.assertEqual(Entry.objects.count(), 5 * THREADS)
        self.assertIsNone(journal.queries.first_fault())
