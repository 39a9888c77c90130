"""Tell everything that is held on one person, as JSON on standard output."""

import json

from django.core.management.base import BaseCommand, CommandError

from declarations import queries


class Command(BaseCommand):
    help = "Prints all data held on the person with an e-mail address; no password, key or other secret is among them."

    def add_arguments(self, parser) -> None:
        parser.add_argument("email")

    def handle(self, *args, **options) -> None:
        person = queries.person_of(options["email"])
        told = queries.disclosed(person, queries.held_on(person), queries.mentions_of(person))
        if not told["held"] and not told["named_in"]:
            raise CommandError("nothing is held on this address")
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
