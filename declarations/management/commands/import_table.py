"""Read a table into the register from the command line, with the preview that the admin shows."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from declarations.exchange import TABLES
from members.exchange.doors import faults_of, numbers_of, preview_of
from members.exchange.formats import BadTable, read


class Command(BaseCommand):
    help = "Shows what a table (XLSX, CSV) would change; with --confirm changes it: all rows or none."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("name", choices=sorted(TABLES))
        parser.add_argument("file")
        parser.add_argument("--confirm", action="store_true", help="import, and do not only show")

    def handle(self, *args: Any, **options: Any) -> None:
        table = TABLES[options["name"]](by=None, at=timezone.now(), progress=self._progress)
        try:
            result = table.read(read(Path(options["file"]).read_bytes()), dry_run=not options["confirm"])
        except (OSError, BadTable) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        if result.has_errors() or result.has_validation_errors():
            for fault in faults_of(table, result):
                self.stderr.write(f"row {fault['line']} {fault['column']}: {fault['text']}")
            raise CommandError("Nothing was imported.")
        for row in preview_of(table, result)["rows"] if not options["confirm"] else ():
            changes = "; ".join(f"{label}: {before!r} -> {after!r}" for label, before, after in row["diff"])
            self.stdout.write(f"row {row['line']} {row['kind']}: {row['name']} {changes}")
        told = ", ".join(f"{name} {number}" for name, number in numbers_of(result).items())
        self.stdout.write(("Imported: " if options["confirm"] else "Nothing was imported yet (--confirm): ") + told)

    def _progress(self, number: int, of: int) -> None:
        if sys.stderr.isatty() and (number % 100 == 0 or number == of):
            print(f"\rrow {number} of {of}", end="\n" if number == of else "", file=sys.stderr, flush=True)
