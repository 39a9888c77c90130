"""Write the evidence file of the whole register as of a day."""

import argparse
import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

import journal.use_cases as journal
from declarations import evidence
from declarations.evidence import EvidenceFile, FilesMissing
from journal.forms import DayField

STEP = 50 * 1024 * 1024  # bytes between two words on how far we are


def _day(text: str) -> date:
    try:
        return DayField().clean(text)  # type: ignore[return-value]
    except ValidationError as error:
        raise argparse.ArgumentTypeError(error.messages[0]) from error


class Command(BaseCommand):
    help = (
        "Writes one ZIP with the lists as of a day, every declaration signed by it with its papers, and the whole"
        " journal; the program inside checks it. Refuses a file that exists."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help="the day; today where none is given")
        parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="the ZIP to be written")

    def handle(self, *args, **options) -> None:
        output: Path = options["output"]
        if output.exists():
            raise CommandError(f"{output} exists; give another name")
        try:
            # Nobody writes meanwhile: lists, declarations and the end of the journal are of one moment.
            with journal.writing():
                file = evidence.of_register(options["as_of"] or timezone.localdate())
            size = self._write(file, output)
        except FilesMissing as missing:
            raise CommandError(f"{missing} {', '.join(missing.hashes)}") from missing
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error}") from error
        self.stdout.write(f"{output}: {size} bytes, last entry {file.about['journal']['hash']}")
        if file.damaged:
            raise CommandError(f"Papers in it are not what the register knows: {', '.join(file.damaged)}")

    def _write(self, file: EvidenceFile, output: Path) -> int:
        """Write under a passing name and give the final one at the end: what has it is whole and survives a power cut.

        The file holds confidential papers, so nobody but its owner may read it.
        """
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}-")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                told = self._progress()
                for chunk in file:
                    out.write(chunk)
                    told(out.tell())
                out.flush()
                os.fsync(out.fileno())
                size = out.tell()
            temporary.rename(output)
        finally:
            temporary.unlink(missing_ok=True)
        folder = os.open(output.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return size

    def _progress(self) -> Callable[[int], None]:
        shown = 0

        def told(written: int) -> None:
            nonlocal shown
            if written >= shown + STEP:
                shown = written
                self.stderr.write(f"{written // (1024 * 1024)} MB", str)

        return told
