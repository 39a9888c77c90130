"""Write the reminders of the day into the queue of mails, each once: for a daily timer."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from members import use_cases


class Command(BaseCommand):
    help = "Reminds of profiles to be confirmed, and of memberships and invitations that end; each a single time."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"reminders written: {use_cases.write_reminders(at=timezone.now())}")
