"""An erased person is gone from the bytes: of the database file and its log, of the folder of data, of a dump."""

import os
import subprocess
from pathlib import Path

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

import journal.queries
import journal.use_cases as journal_acts
from declarations.models import Signature
from declarations.tests import make
from komportal.tests.committing import CommittingTestCase
from komportal.tests.postgres import programs
from members.tests.make import AT, BY, application, browser, contact, member, organisation, proposal, representative
from members.use_cases import invite, send_next_mail, write_mail

EMAIL = "niepowtarzalna@huta.example"
# As they are written in a dump and in JSON, where a letter beyond ASCII could be escaped.
PLANTED = (
    "niepowtarzalna@huta",
    "Zofiaxq Wyjatkowaxq",
    "Zofiaxq Dawnaxq",
    "600100200777",
    "Mistrzynixq",
    "Agentxq/1.0",
)


class ErasingTest(CommittingTestCase):
    def setUp(self) -> None:
        self.mails = Path(settings.DATA_DIR) / "mail-of-erasing"
        file_backend = {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(self.mails),
        }
        self.enterContext(override_settings(**file_backend))

    def plant(self) -> None:
        firm = member("Huta Łabędy")
        user = representative(EMAIL, firm)
        for name in (PLANTED[2], PLANTED[1]):
            user.name = name
            journal_acts.keep(thing=user, **BY)
        contact(user, firm, name=PLANTED[1], function=PLANTED[4], phone=PLANTED[3], email=EMAIL, seen="members")
        for firm_of_invitation in ("Odlewnia", "Kuźnia"):
            invite(email=EMAIL, organisation=organisation(firm_of_invitation), role="owner", name=PLANTED[1], **BY)
        application(contact_name=PLANTED[1], contact_email=EMAIL, contact_phone=PLANTED[3])
        proposal(firm, by=user, description_pl="Nowy opis")
        write_mail(kind="profile_due", recipient=EMAIL, user=user, about=firm, at=AT)
        while send_next_mail(at=AT, due_by=AT):
            pass
        browser(user).get("/konto/")
        UserSession.objects.create(user=user, ip="192.0.2.7", user_agent=PLANTED[5], session_key="klucz")
        make.signed("deklaracja", firm)
        signature = Signature.objects.get()
        signature.person, signature.function = PLANTED[1], PLANTED[4]
        journal_acts.keep(thing=signature, **BY)

    def test_no_byte_of_an_erased_person_is_left(self) -> None:
        self.plant()
        self.assertEqual({each for each in PLANTED if each.encode() not in self.bytes()}, set())
        call_command("erase_person", EMAIL, "--signatures", stdout=open(os.devnull, "w"))
        self.assertEqual({each for each in PLANTED if each.encode() in self.bytes()}, set())
        self.assertIsNone(journal.queries.first_fault(journal.queries.head()))
        signature = Signature.objects.get()
        self.assertEqual((signature.signed_on, signature.organisation.name), (make.DAY, "Huta Łabędy"))

    def bytes(self) -> bytes:
        """Return what a thief of the database and of the folder of data would hold."""
        files = [path for path in self.mails.rglob("*") if path.is_file()]
        if connection.vendor == "sqlite":
            base = Path(connection.settings_dict["NAME"])
            files += [path for path in base.parent.glob(f"{base.name}*") if path.is_file()]
            dump = b""
        else:
            told = connection.get_connection_params()
            command = [programs() / "pg_dump", "-h", told["host"], "-U", told["user"], told["dbname"]]
            dump = subprocess.run(command, check=True, capture_output=True).stdout
        return dump + b"".join(path.read_bytes() for path in files)
