"""Write the whole register to standard output as canonical JSON."""

from django.core.management.base import BaseCommand

from declarations import register


class Command(BaseCommand):
    help = "Writes the register as canonical sorted JSON: the same state gives the same bytes."

    def handle(self, *args, **options) -> None:
        self.stdout.write(register.export(), ending="")
