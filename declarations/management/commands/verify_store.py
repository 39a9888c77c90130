"""Compare every file of the store with the rows that name it."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from declarations import files
from declarations.models import Document


class Command(BaseCommand):
    help = "Reads every stored file and tells which are missing, changed or without a row; fails if any is."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", help="write the answer as JSON")

    def handle(self, *args, **options) -> None:
        expected = set(Document.objects.values_list("sha256", flat=True))
        report = files.compare(expected)
        if options["json"]:
            self.stdout.write(json.dumps({"documents": len(expected), **asdict(report)}, indent=2))
        else:
            for fault, names in asdict(report).items():
                for name in names:
                    self.stdout.write(f"{fault}: {name}")
            self.stdout.write(f"{len(expected)} files compared")
        # A file without a row is what an interrupted upload leaves: told, but no damage.
        if report.missing or report.changed:
            raise CommandError(f"{len(report.missing)} files missing, {len(report.changed)} changed")
