"""Load a country's list of qualified trust services, by which electronic signatures are judged."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from declarations import use_cases


class Command(BaseCommand):
    help = (
        "Loads an EU trusted list (ETSI TS 119 612, XML) of one country from a file. Nothing is fetched, so its origin "
        "is yours to check: download it over https from the country's supervisory body, or give --signed-by with the "
        "certificate that the European list of lists names for it. The newest list of each country judges. "
        "Every list is read at each examination of a signed file: load those of the countries whose signatures you get."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file")
        parser.add_argument(
            "--signed-by", metavar="PEM", help="refuse a list not signed with the key of this certificate"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            upload = ContentFile(Path(options["file"]).read_bytes())
            signed_by = Path(options["signed_by"]).read_text() if options["signed_by"] else ""
            loaded = use_cases.load_trust_list(upload=upload, signed_by=signed_by, by=None, at=at)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(f"{options['file']}: {' '.join(error.messages)}") from error
        told = f"{loaded}, {loaded.services} services"
        self.stdout.write(f"loaded: {told}" if loaded.loaded_at == at else f"loaded already, nothing changed: {told}")
