"""Check the whole chain of the journal, keep the day of the check, and name the first bad entry."""

import argparse
import re

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from journal import use_cases
from journal.models import Entry


def _hash(text: str) -> str:
    """Return a hash as the journal writes it, however it was copied; refuse what cannot be one."""
    found = text.strip().lower()
    if not re.fullmatch("[0-9a-f]{64}", found):
        raise argparse.ArgumentTypeError(f"{text!r} is no hash: 64 characters 0-9 and a-f are expected")
    return found


class Command(BaseCommand):
    help = (
        "Checks the journal's chain of hashes against itself, the published heads and earlier checks; "
        "fails and names the first bad entry if it does not hold."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            type=_hash,
            metavar="HASH",
            help="a published head that was kept elsewhere and must be in the chain; may be given more than once",
        )

    def handle(self, *args, **options) -> None:
        check = use_cases.check_chain(at=timezone.now(), seen=self._progress if self.stderr.isatty() else None)
        if check.fault:
            raise CommandError(check.fault)
        self.stdout.write(f"The chain holds: {check.number} entries, head {check.hash}")
        missing = [head for head in options["head"] if not self._found(head, upto=check.number)]
        if missing:
            raise CommandError(
                f"The chain does not contain {', '.join(missing)}: if it was published here, "
                "the past was rewritten or its end cut off since"
            )

    def _found(self, head: str, *, upto: int) -> bool:
        entry = Entry.objects.filter(hash=head, number__lte=upto).first()
        if entry:
            day = timezone.localdate(entry.at)
            self.stdout.write(f"{head} is entry {entry.number} of {day}: nothing up to it was rewritten")
        return entry is not None

    def _progress(self, number: int) -> None:
        # The next words take the place of these.
        self.stderr.write(f"{number} entries", style_func=str, ending="\r")
