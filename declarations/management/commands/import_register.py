"""Read a register document back: all of it, or nothing."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from declarations import files, queries, register


class Command(BaseCommand):
    help = "Reads what export_register wrote; running it again changes nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", help="the document, or - for standard input")

    def handle(self, *args, **options) -> None:
        try:
            text = sys.stdin.read() if options["file"] == "-" else Path(options["file"]).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        try:
            changed = register.restore(text, by=None, at=timezone.now())
        except register.BadRegister as error:
            raise CommandError(f"Nothing was imported. {error}") from error
        self.stdout.write(f"{changed} rows added or changed")
        missing = files.missing(queries.stored_files())
        if missing:
            self.stderr.write(
                f"{len(missing)} documents have no file in the store yet: copy the folder of documents of the register"
                " that was exported, then run verify_store"
            )
