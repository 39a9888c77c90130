"""Publish the end of the journal's chain as the head of today; a timer runs it once a day."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from journal import use_cases


class Command(BaseCommand):
    help = "Publishes the head of the journal, once a day; refuses if the chain does not hold since the last one."

    def handle(self, *args, **options) -> None:
        try:
            head = use_cases.publish_head(at=timezone.now())
        except use_cases.BrokenChain as error:
            raise CommandError(f"Nothing was published: the chain does not hold. {error}") from error
        self.stdout.write(f"Head of {head.day}: {head.hash}" if head else "The journal is empty: no head to publish")
