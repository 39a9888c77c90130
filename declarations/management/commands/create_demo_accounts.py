"""Make the four accounts with which a newcomer looks around, and print how to log in."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

import journal.use_cases as journal
import members.use_cases
from declarations import access
from members.access import NOBODY
from members.models import Organisation, User

# Who each account is, and on whose behalf: a member firm, a partner, and a member firm until the day before.
ACCOUNTS = (
    ("coordinator@example.org", "coordinator", ""),
    ("member@example.org", "representative", "member"),
    ("partner@example.org", "representative", "partner"),
    ("former@example.org", "representative", "former"),
)


class Command(BaseCommand):
    help = "Makes demo accounts on a machine of one's own; refuses to do so on a public address."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--password", help="one password for all; without it a random one is made")

    def handle(self, *args, **options) -> None:
        if settings.HTTPS:
            raise CommandError("Demo accounts are for a machine of your own, not for a public address")
        at = timezone.now()
        today = timezone.localdate(at)
        password = options["password"] or _kept_password()
        firms = list(Organisation.objects.filter(memberships__isnull=False).distinct().in_polish_order())
        partners = list(access.partners_visible_to(NOBODY, today).in_polish_order())
        if len(firms) < 2 or not partners:
            raise CommandError("There is nobody to speak for yet: run load_kom_2014 first")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        speaks_for = {"member": firms[0], "partner": partners[0], "former": firms[1]}
        for email, role, whom in ACCOUNTS:
            account = User.objects.filter(email=email).first()
            if account:
                known = password if account.check_password(password) else "its own password"
                self.stdout.write(f"  {email:<26} {known}   (made earlier)")
                continue
            with journal.writing():
                members.use_cases.create_account(email=email, role=role, password=password, by=None, at=at)
                if whom:
                    members.use_cases.appoint_representative(
                        email=email,
                        organisation=speaks_for[whom],
                        since=today - timedelta(days=30),
                        until=today - timedelta(days=1) if whom == "former" else None,
                        by=None,
                        at=at,
                    )
            words = f"{whom or role} {speaks_for[whom].name if whom else ''}".strip()
            self.stdout.write(f"  {email:<26} {password}   ({words})")


def _kept_password() -> str:
    """Return the password printed at the first run: whoever starts the portal again wants to log in again."""
    file = settings.DATA_DIR / "demo-password"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(9), encoding="utf-8")
    return file.read_text(encoding="utf-8")
