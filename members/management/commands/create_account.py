"""Make an account for a person: a representative, a coordinator, an auditor or an operator."""

import getpass
import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

import journal.use_cases as journal
from members import use_cases
from members.models import Organisation, Representative


class Command(BaseCommand):
    help = "Makes an account; a representative speaks for the organisation from today on."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="")
        parser.add_argument("--role", required=True, choices=use_cases.ROLES)
        parser.add_argument("--organisation", metavar="SLUG", help="whom a representative speaks for")
        roles = Representative.Role.values
        parser.add_argument("--as", dest="as_role", choices=roles, help="in which role; an owner if not said")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *args, **options) -> None:
        at = timezone.now()
        if (options["role"] == "representative") != bool(options["organisation"]):
            raise CommandError("--organisation goes with --role representative, and only with it")
        if options["as_role"] and not options["organisation"]:
            raise CommandError("--as goes with --organisation, and only with it")
        password = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else getpass.getpass()
        try:
            with journal.writing():
                user = use_cases.create_account(
                    email=options["email"],
                    name=options["name"],
                    role=options["role"],
                    password=password,
                    by=None,
                    at=at,
                )
                if options["organisation"]:
                    use_cases.appoint_representative(
                        email=user.email,
                        organisation=Organisation.objects.get(slug=options["organisation"]),
                        since=timezone.localdate(at),
                        role=options["as_role"] or Representative.Role.OWNER,
                        by=None,
                        at=at,
                    )
        except Organisation.DoesNotExist as error:
            raise CommandError(f"There is no organisation with the address {options['organisation']}") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{user.email} can log in as {options['role']}")
