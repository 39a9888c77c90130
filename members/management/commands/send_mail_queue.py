"""Send the mails that are due, each once: for a timer, besides the portal's own thread; two at once do no harm."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from members import use_cases


class Command(BaseCommand):
    help = "Sends the mails that are due; what cannot be sent waits for a later run."

    def handle(self, *args: Any, **options: Any) -> None:
        began = timezone.now()
        sent = kept = 0
        while mail := use_cases.send_next_mail(at=timezone.now(), due_by=began):
            sent += mail.sent_at is not None
            kept += mail.sent_at is None
        if options["verbosity"]:
            self.stdout.write(f"{sent} sent, {kept} not sent")
