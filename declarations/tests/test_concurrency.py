"""Many at once: of twelve who record one signature one succeeds, and the chain stays whole."""

from concurrent.futures import ThreadPoolExecutor

from django.core.exceptions import ValidationError
from django.db import connection

import journal.queries
from declarations import use_cases
from declarations.lifecycle import IllegalTransition
from declarations.tests import make
from declarations.use_cases import Signing
from journal.models import Entry
from komportal.tests.committing import CommittingTestCase
from members.models import Organisation
from members.tests.make import BY, coordinator, organisation

THREADS = 12


def at_once(act) -> list[str]:
    """Run an act in twelve threads, each with its own connection; return how each ended."""

    def one(number: int) -> str:
        try:
            return act(number) or "done"
        except IllegalTransition:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


class ManyAtOnce(CommittingTestCase):
    def test_twelve_threads_sign_one_party_and_one_succeeds(self) -> None:
        party = make.opened("d", organisation()).signatures.get()

        def sign(_number: int) -> None:
            use_cases.record_signatures(signings=[Signing(party)], signed_on=make.DAY, method="handwritten", **BY)

        ends = at_once(sign)
        self.assertEqual(sorted(ends), ["done"] + ["refused"] * (THREADS - 1))
        self.assertEqual(Entry.objects.filter(act="sign").count(), 1)
        self.assertIsNone(journal.queries.first_fault())

    def test_of_twelve_corrections_from_one_page_one_is_made_and_the_others_are_told(self) -> None:
        signature = make.concluded("d", organisation()).signatures.get()
        address = f"/admin/declarations/declaration/{signature.declaration_id}/parties/{signature.pk}/correct/"
        told = {"name_as_signed": signature.name_as_signed, "method": "handwritten", "signed_on": "2014-11-07"}
        told |= {"reason": "Pomyłka", "drawn_from": str(signature.version)}
        browsers = [make.browser(coordinator(f"office{number}@example.org")) for number in range(THREADS)]

        def correct(number: int) -> str:
            answer = browsers[number].post(address, told | {"person": f"Osoba {number}"})
            return {302: "done", 409: "told"}[answer.status_code]

        self.assertEqual(sorted(at_once(correct)), ["done"] + ["told"] * (THREADS - 1))
        self.assertEqual(Entry.objects.filter(act="correct").count(), 1)

    def test_of_twelve_clicks_on_one_form_one_makes_an_organisation_and_the_others_lead_to_it(self) -> None:
        told = {"name": "Huta Łabędy", "kind": "enterprise", "is_listed": "on", "drawn_from": "1"}
        told["form_key"] = "0c5c5a0e-6c39-4e5f-8d4e-4b8a34b1d0a7"
        user = coordinator()
        browsers = [make.browser(user) for _number in range(THREADS)]

        def click(number: int) -> str:
            return browsers[number].post("/admin/members/organisation/add/", told).url

        made = "/admin/members/organisation/{}/change/"
        ends = at_once(click)
        firm = Organisation.objects.get()
        self.assertEqual(Entry.objects.about(firm).count(), 1)
        self.assertEqual(
            sorted(ends), sorted(["/admin/members/organisation/"] + [made.format(firm.pk)] * (THREADS - 1))
        )

    def test_of_twelve_documents_that_replace_one_version_one_does_and_the_others_are_told(self) -> None:
        paper = make.concluded("d", organisation())
        first, *others = (make.stored(paper, b"%%PDF-1.7 %d" % number) for number in range(THREADS + 1))

        def replace(number: int) -> str:
            others[number].supersedes = first
            try:
                use_cases.keep_document(document=others[number], **BY)
            except ValidationError as refusal:
                return ", ".join(refusal.message_dict)
            return "done"

        self.assertEqual(sorted(at_once(replace)), ["done"] + ["supersedes"] * (THREADS - 1))
        self.assertEqual(paper.documents.exclude(supersedes=None).count(), 1)

    def test_twelve_writers_keep_one_unbroken_chain(self) -> None:
        def add(number: int) -> None:
            for part in range(5):
                organisation(f"Firma {number}-{part}")

        self.assertEqual(at_once(add), ["done"] * THREADS)
        self.assertEqual(Organisation.objects.count(), 5 * THREADS)
        self.assertEqual(Entry.objects.count(), 5 * THREADS)
        self.assertIsNone(journal.queries.first_fault())
