"""Check the whole chain of the journal, keep the day of the check, and name the first bad entry."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from journal import use_cases


class Command(BaseCommand):
    help = "Checks the journal's chain of hashes; fails and names the first bad entry if it does not hold."

    def handle(self, *args, **options) -> None:
        check = use_cases.check_chain(at=timezone.now())
        if check.fault:
            raise CommandError(check.fault)
        self.stdout.write(f"The chain holds: {check.number} entries, head {check.hash}")
