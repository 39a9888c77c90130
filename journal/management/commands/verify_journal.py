"""Check the whole chain of the journal and name the first bad entry."""

from django.core.management.base import BaseCommand, CommandError

from journal import queries
from journal.models import Head


class Command(BaseCommand):
    help = "Checks the journal's chain of hashes; fails and names the first bad entry if it does not hold."

    def handle(self, *args, **options) -> None:
        fault = queries.first_fault()
        if fault:
            raise CommandError(f"Entry {fault.number}: {fault.what}")
        head = Head.objects.get(pk=1)
        self.stdout.write(f"The chain holds: {head.number} entries, head {head.hash}")
