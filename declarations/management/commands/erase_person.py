"""Erase what is held on one person."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from declarations import use_cases


class Command(BaseCommand):
    help = (
        "Erases the account, contacts, invitations, mails and names of the person with an e-mail address; the journal's"
        " chain holds. Copies made before, such as backups, are not reached."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("email")
        parser.add_argument("--signatures", action="store_true", help="erase the name from signatures too")
        parser.add_argument("--reason", default="", help="kept in the journal; name nobody")

    def handle(self, *args, **options) -> None:
        told = {name: options[name] for name in ("email", "signatures", "reason")}
        try:
            use_cases.erase_person(**told, by=None, at=timezone.now())
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        self.stdout.write("erased; what was backed up before is erased with the backup")
