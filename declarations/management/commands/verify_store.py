"""Compare every file of the store with the rows that name it."""

import json
from collections.abc import Callable
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from declarations import files, queries
from declarations.models import Document


class Command(BaseCommand):
    help = (
        "Reads every stored file and tells which are missing, changed or unreadable (then it fails), and which have"
        " no row (what interrupted uploads leave: the command sweep removes them)."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", help="write the answer as JSON")

    def handle(self, *args, **options) -> None:
        expected = queries.stored_files()
        report = files.compare(expected.keys(), told=self._progress(expected))
        if options["json"]:
            documents = Document.objects.values("sha256").distinct().count()
            self.stdout.write(json.dumps({"documents": documents, "files": len(expected), **asdict(report)}, indent=2))
        else:
            for fault, names in asdict(report).items():
                for name in names:
                    self.stdout.write(f"{fault}: {name}")
            self.stdout.write(f"{len(expected)} files compared, {len(report.orphans)} orphans")
        if report.missing or report.changed or report.unreadable:
            raise CommandError(
                f"{len(report.missing)} files missing, {len(report.changed)} changed,"
                f" {len(report.unreadable)} unreadable"
            )

    def _progress(self, sizes: dict[str, int]) -> Callable[[str], None]:
        """Return what writes how far we are to a terminal, once per percent; to anything else it writes nothing."""
        whole = sum(sizes.values()) or 1
        read = done = shown = 0

        def told(sha256: str) -> None:
            nonlocal read, done, shown
            read, done = read + sizes[sha256], done + 1
            percent, is_last = 100 * read // whole, done == len(sizes)
            if percent > shown or is_last:
                shown = percent
                ending = "\n" if is_last else ""
                self.stderr.write(f"\r{percent:3} %, {done} of {len(sizes)} files", str, ending)

        return told if self.stderr.isatty() else lambda sha256: None
