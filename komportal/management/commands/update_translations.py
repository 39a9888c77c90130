"""Refresh the Polish catalogue from code and templates and compile it; for developers, needs xgettext and polib."""

import contextlib
from typing import Any

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

CATALOGUE = settings.BASE_DIR / "locale" / "pl" / "LC_MESSAGES" / "django.po"
# What is not ours, and what nobody reads on the screen.
IGNORED = [".venv", "venv", "data", "node_modules", "static", "tests"]


class Command(BaseCommand):
    help = "Collects the messages of code and templates into the Polish catalogue, compiles it, tells what is left."
    # A message can be collected from code that does not pass the checks yet.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        # Better words for a message of Django or allauth: nothing of ours names it, so collecting would drop it.
        better = [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.occurrences and not entry.obsolete]
        with contextlib.chdir(settings.BASE_DIR):
            call_command(
                "makemessages",
                locale=["pl"],
                add_location="file",
                no_obsolete=True,
                ignore_patterns=IGNORED,
                verbosity=0,
            )
        catalogue = polib.pofile(str(CATALOGUE), wrapwidth=110)
        ours = {(entry.msgctxt, entry.msgid) for entry in catalogue}
        catalogue.extend(entry for entry in better if (entry.msgctxt, entry.msgid) not in ours)
        # The moment of collecting says nothing, and would change the file even where no message did.
        catalogue.metadata.pop("POT-Creation-Date", None)
        catalogue.save()
        catalogue.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
        left = [entry.msgid for entry in catalogue if entry.fuzzy or not entry.translated()]
        if left:
            raise CommandError("To translate:\n" + "\n".join(left))
        self.stdout.write(f"{len(catalogue)} messages, all translated")
