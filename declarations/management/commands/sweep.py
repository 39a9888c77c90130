"""Remove from the store what interrupted uploads and removed rows have left there."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from declarations import use_cases

_MOST_HOURS = 10 * 365 * 24


class Command(BaseCommand):
    help = (
        "Removes unfinished uploads, stored files and pictures that no row names, and previews of such files;"
        " never a file that a row names, never a young one."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--older-than",
            type=int,
            default=24,
            metavar="HOURS",
            help="leave what is younger alone (24); 0 only while the portal is stopped: it may take a running upload",
        )
        parser.add_argument("--dry-run", action="store_true", help="tell what would be removed, remove nothing")

    def handle(self, *args, **options) -> None:
        hours = options["older_than"]
        if not 0 <= hours <= _MOST_HOURS:
            raise CommandError(f"--older-than takes hours from 0 to {_MOST_HOURS}")
        swept = use_cases.sweep_store(before=timezone.now() - timedelta(hours=hours), dry_run=options["dry_run"])
        removed = "would be removed" if options["dry_run"] else "removed"
        for path in swept.removed:
            self.stdout.write(f"{removed}: {path}")
        self.stdout.write(f"{len(swept.removed)} files {removed}, {swept.size} bytes")
        if swept.refused:
            raise CommandError(f"{len(swept.refused)} files could not be removed")
