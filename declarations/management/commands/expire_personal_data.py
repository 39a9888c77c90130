"""Remove personal data that were kept for as long as the settings say: for a daily timer."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from declarations import use_cases


class Command(BaseCommand):
    help = "Removes old invitations, applications that came to nothing, mails, and what is known of ended sessions."

    def handle(self, *args, **options) -> None:
        removed = use_cases.expire_personal_data(at=timezone.now())
        self.stdout.write(", ".join(f"{count} {what}" for what, count in removed.items()) + " removed")
