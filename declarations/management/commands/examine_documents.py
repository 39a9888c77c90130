"""Examine the electronic signatures inside stored files, as a nightly timer does."""

import logging
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from declarations import use_cases
from declarations.models import Document

_LOG = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Examines the signatures inside the files that were never examined; with --all inside all current ones, as is "
        "worth doing after a trusted list was loaded. Earlier reports stay."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--all", action="store_true", help="examine every document that no newer one replaces")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = {"successor": None} if options["all"] else {"examinations": None}
        documents = Document.objects.filter(**asked).order_by("pk")
        found: Counter[str] = Counter()
        for document in documents.iterator():
            outcome = self._outcome(document)
            found[outcome] += 1
            self.stdout.write(f"{document.pk} {document.sha256[:12]}: {outcome}")
        self.stdout.write(
            ", ".join(f"{outcome} {number}" for outcome, number in sorted(found.items())) or "nothing to do"
        )
        if found["broke down"]:
            raise CommandError(f"{found['broke down']} documents could not be examined; the log says why")

    def _outcome(self, document: Document) -> str:
        try:
            return use_cases.examine_document(document=document, by=None, at=timezone.now()).verdict
        except Exception:
            # Of many documents one must not keep the others from being examined.
            _LOG.exception("document %s could not be examined", document.pk)
            return "broke down"
