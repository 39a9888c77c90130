"""What an evidence file holds and keeps back, that it is the same twice, and that it goes out without being held."""

import json
import tracemalloc
from datetime import date
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from declarations import access, evidence, files, use_cases
from declarations.evidence import EvidenceFile, FilesMissing, Reader
from declarations.models import Declaration, SigningEvent
from declarations.tests import make
from journal.models import Entry
from members.models import Organisation
from members.tests.make import BY, cluster, coordinator, member, organisation, representative

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
MB = 1024 * 1024


def taken(declaration: Declaration, user: object) -> EvidenceFile:
    return evidence.of_declaration(
        declaration,
        reader=Reader(
            sees_everything=access.sees_everything(user),
            declarations=access.declarations_visible_to(user, TODAY),
            documents=access.documents_visible_to(user, TODAY),
            events=access.events_visible_to(user),
            organisations=access.organisations_visible_to(user, TODAY, today=TODAY),
        ),
    )


def unpacked(file: EvidenceFile) -> dict[str, bytes]:
    with ZipFile(BytesIO(b"".join(file))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def told(file: EvidenceFile) -> dict:
    return json.loads(unpacked(file)["declaration.json"])


def lines(file: EvidenceFile) -> list[dict]:
    return [json.loads(line) for line in unpacked(file)["journal.jsonl"].splitlines()]


NOBODY = AnonymousUser()


@pytest.fixture
def paper(db) -> Declaration:
    """Return a public paper of an event in preparation, with a refusal, a public scan and its hidden version."""
    event = make.event("w-przygotowaniu", is_published=False)
    paper = make.draft("d", member("Partner"), organisation("Odmowna"), visibility="public", event=event)
    use_cases.open_declaration(declaration=paper, **BY)
    signing, refusing = paper.signatures.in_written_order()
    use_cases.record_signatures(
        signings=[use_cases.Signing(signing, person="Jan Żelazny", function="prezes")],
        signed_on=make.DAY,
        method="handwritten",
        **BY,
    )
    use_cases.decline_signature(signature=refusing, reason="Spór o pieniądze", **BY)
    use_cases.conclude_declaration(declaration=make.fresh(paper), **BY)
    hidden = make.stored(paper, b"%PDF pierwsza", visibility="coordinator", title="Wersja robocza")
    make.examination(hidden)
    public = make.stored(paper, b"%PDF druga", visibility="public", supersedes=hidden, file_name="Łódź „1”.pdf")
    make.examination(public, verdict="valid", report={"signatures": [{"signer": "Anna Nowak"}]})
    return make.fresh(paper)


def test_the_file_of_a_declaration_holds_papers_examinations_facts_journal_and_the_means_to_check_it(paper):
    public = paper.documents.get(visibility="public")
    assert list(unpacked(taken(paper, NOBODY))) == [
        "README.txt",
        "declaration.json",
        f"documents/01-{public.sha256[:12]}-lodz-1.pdf",
        "examinations/01-20261124T090000000000Z.json",
        "journal.jsonl",
        "verify_evidence.py",
        "manifest.json",
    ]


def test_the_office_gets_every_paper_and_every_fact(paper):
    found = taken(paper, coordinator())
    assert [document["visibility"] for document in told(found)["documents"]] == ["coordinator", "public"]
    first, second = told(found)["documents"]
    assert (first["supersedes"], second["supersedes"]) == (None, first["sha256"])
    assert [party["reason"] for party in told(found)["parties"]] == ["", "Spór o pieniądze"]
    assert told(found)["event"]["slug"] == "w-przygotowaniu"
    acts = [(line["object_type"].partition(".")[2], line["act"]) for line in lines(found)]
    assert ("signature", "decline") in acts
    assert acts.count(("document", "add")) == acts.count(("examination", "add")) == 2
    assert all(line["facts"] is not None for line in lines(found))


def test_a_reader_gets_what_the_page_shows_and_nothing_that_tells_of_the_rest(paper):
    found = taken(paper, NOBODY)
    facts = told(found)
    assert facts["event"] is None
    (document,) = facts["documents"]
    assert document["supersedes"] is None
    assert "visibility" not in document
    assert not {"reason"} & set(facts) | {"reason"} & set(facts["parties"][1])
    assert [(party["name_as_signed"], party["state"]) for party in facts["parties"]] == [
        ("Partner", "signed"),
        ("Odmowna", "declined"),
    ]
    # Who has a page is linked by it; the other is known by the name on the paper alone.
    assert [party["organisation"] for party in facts["parties"]] == [{"slug": "partner", "name": "Partner"}, None]
    everything = b"".join(unpacked(found).values()).decode()
    hidden = paper.documents.get(visibility="coordinator")
    for secret in (hidden.sha256, "Wersja robocza", "Spór", "w-przygotowaniu"):
        assert secret not in everything


def test_lines_of_the_journal_keep_their_hash_and_nothing_else_from_whoever_is_not_the_office(paper):
    found = lines(taken(paper, NOBODY))
    for line in found:
        entry = Entry.objects.get(hash=line["hash"])
        assert (line["act"], line["previous"]) == (entry.act, entry.previous)
        assert (line["facts"], line["actor"], line["number"]) == (None, None, None)
    documents = {line["object_key"] for line in found if line["object_type"] == "declarations.document"}
    assert documents == {str(paper.documents.get(visibility="public").pk)}
    assert json.loads(unpacked(taken(paper, NOBODY))["manifest.json"])["journal"]["number"] is None


def test_personal_values_stay_sealed_in_the_journal_even_for_the_office(paper):
    journal = unpacked(taken(paper, coordinator()))["journal.jsonl"].decode()
    assert '"sealed"' in journal
    for value in ("Żelazny", "Spór", "Nowak", "Wersja robocza"):
        assert value not in journal


def test_the_person_is_named_where_the_page_names_it(paper):
    assert told(taken(paper, NOBODY))["parties"][0]["person"] == "Jan Żelazny"


def test_a_base_that_the_reader_may_not_see_is_not_mentioned(paper):
    base = make.concluded("tajna", organisation("Inna"), visibility="coordinator")
    paper.relation, paper.base = "amends", base
    use_cases.keep_declaration(declaration=paper, **BY)
    for user, expected in ((NOBODY, ("", None)), (coordinator(), ("amends", "tajna"))):
        facts = told(taken(paper, user))
        assert (facts["relation"], facts["base"]) == expected


def test_an_invited_party_gets_the_open_paper_and_its_own_level_only():
    firm = organisation("Zaproszona")
    paper = make.opened("d", firm, visibility="parties")
    kept = {level: make.stored(paper, level.encode(), visibility=level) for level in ("parties", "coordinator")}
    found = told(taken(paper, representative("party@example.org", firm)))
    assert [document["sha256"] for document in found["documents"]] == [kept["parties"].sha256]
    assert found["state"] == "open"


def test_what_is_hidden_changes_no_byte_for_whoever_may_not_see_it(paper):
    before = b"".join(taken(paper, NOBODY))
    make.stored(paper, b"tajny", visibility="coordinator")
    make.stored(paper, b"dla stron", visibility="parties")
    make.concluded("tajna", Organisation.objects.get(name="Partner"), visibility="coordinator")
    make.draft("aneks", relation="amends", base=paper)
    assert b"".join(taken(paper, NOBODY)) == before


def test_the_file_is_the_same_twice_in_both_languages_and_whatever_was_read_in_between(paper):
    office = coordinator()
    one = b"".join(taken(paper, office))
    use_cases.record_download(document=paper.documents.first(), by=office, at=BY["at"])
    use_cases.record_evidence(declaration=paper, by=office, at=BY["at"])
    with translation.override("en"):
        assert b"".join(taken(paper, office)) == one


def test_nothing_of_the_machine_is_in_the_file(paper):
    with ZipFile(BytesIO(b"".join(taken(paper, NOBODY)))) as archive:
        for info in archive.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert (info.create_system, info.external_attr) == (3, 0o100644 << 16)
            assert (info.compress_type == ZIP_STORED) == info.filename.startswith("documents/")


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "CON", "", "a\\b:c.pdf", "\u202efdp.exe", "Ż" * 190 + ".pdf"])
def test_no_name_of_a_file_leads_out_of_the_folder_where_it_is_unpacked(name):
    paper = make.draft("d")
    make.stored(paper, title="Skan", file_name=name)
    (path,) = [path for path in unpacked(taken(paper, coordinator())) if path.startswith("documents/")]
    assert path.isascii()
    assert path.count("/") == 1
    assert len(path) < 110


def test_the_list_of_files_names_the_register_and_tells_each_hash(paper):
    cluster("Klaster & Co.")
    found = unpacked(taken(paper, NOBODY))
    manifest = json.loads(found["manifest.json"])
    assert (manifest["register"], manifest["slug"], manifest["is_complete"]) == ("Klaster & Co.", "d", False)
    assert {file["path"]: file["size"] for file in manifest["files"]} == {
        path: len(content) for path, content in found.items() if path != "manifest.json"
    }
    assert "Klaster & Co." in found["README.txt"].decode()


def test_without_one_of_its_papers_there_is_no_file(paper):
    lost = paper.documents.get(visibility="coordinator")
    files.path_of(lost.sha256).unlink()
    with pytest.raises(FilesMissing) as missing:
        taken(paper, coordinator())
    assert missing.value.hashes == [lost.sha256]
    # Who may not see the lost paper is not told of it.
    assert unpacked(taken(paper, NOBODY))


def test_a_changed_paper_is_named(paper):
    changed = paper.documents.get(visibility="public")
    files.path_of(changed.sha256).write_bytes(b"%PDF inna")
    found = taken(paper, NOBODY)
    manifest = json.loads(unpacked(found)["manifest.json"])
    assert manifest["damaged"] == found.damaged == [told(found)["documents"][0]["path"]]


def test_a_paper_lost_while_the_file_goes_out_breaks_it_off(paper):
    stream = iter(taken(paper, NOBODY))
    files.path_of(paper.documents.get(visibility="public").sha256).unlink()
    sent = b""
    with pytest.raises(OSError):
        for chunk in stream:
            sent += chunk
    assert b"PK\x05\x06" not in sent


def test_large_papers_go_out_piece_by_piece():
    paper = make.draft("d")
    for number in range(3):
        make.stored(paper, bytes([number]) * 20 * MB)
    file = taken(paper, coordinator())
    size = largest = 0
    tracemalloc.start()
    for chunk in file:
        size, largest = size + len(chunk), max(largest, len(chunk))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 60 * MB
    assert largest < 3 * MB
    assert peak < 10 * MB


def queries_for(declaration: Declaration, user: object) -> int:
    with CaptureQueriesContext(connection) as queries:
        b"".join(taken(declaration, user))
    return len(queries)


def test_the_file_takes_the_same_few_queries_however_many_parties_and_papers_there_are(paper):
    office = coordinator()
    access.sees_everything(office)  # Rights are asked for once.
    few = queries_for(paper, office), queries_for(paper, NOBODY)
    for number in range(15):
        firm = organisation(f"Firma {number}")
        make.examination(make.stored(paper, str(number).encode(), visibility="public"))
        make.draft(f"kolejna-{number}", firm)
        paper.signatures.create(organisation=firm, position=number + 3, name_as_signed=firm.name, represented_by=firm)
    assert (queries_for(paper, office), queries_for(paper, NOBODY)) == few
    assert max(few) <= 12


# The whole register


def register(day: date) -> dict[str, bytes]:
    return unpacked(evidence.of_register(day))


def test_the_file_of_the_register_has_the_lists_of_the_day(kom_2014):
    partners = {
        day: [row["name"] for row in json.loads(register(date(2014, 11, day))["register/partners.json"])]
        for day in (6, 10, 12)
    }
    assert [len(names) for names in partners.values()] == [0, 11, 16]
    members = json.loads(register(date(2014, 11, 12))["register/members.json"])
    assert {row["name"]: row["since"] for row in members}["ChM"] == "2014-11-07"
    organisations = json.loads(register(date(2014, 11, 12))["register/organisations.json"])
    assert {row["name"] for row in organisations} >= {*partners[12], "SALAG", "Centrum Promocji Innowacji i Rozwoju"}


def test_the_file_of_the_register_has_each_declaration_signed_by_the_day(kom_2014):
    folders = {
        day: {path.split("/")[1] for path in register(date(2014, 11, day)) if path.startswith("declarations/")}
        for day in (6, 10, 12)
    }
    dated = Declaration.objects.order_by("dated_on").values_list("slug", flat=True)
    assert list(folders.values()) == [set(), {dated[0]}, set(dated)]


def test_partners_of_every_level_are_there_and_marked():
    both = organisation("Oba")
    make.concluded("jawna", both, visibility="members", signed_on=date(2020, 1, 1))
    make.concluded("tajna", both, organisation("Ukryta"), visibility="coordinator", valid_from=date(2019, 1, 1))
    rows = json.loads(register(TODAY)["register/partners.json"])
    assert [(row["name"], row["is_public"], row["since"]) for row in rows] == [
        ("Oba", True, "2019-01-01"),
        ("Ukryta", False, "2019-01-01"),
    ]


def test_the_file_of_the_register_has_the_whole_journal_up_to_the_last_change(paper):
    use_cases.record_download(document=paper.documents.first(), **BY)
    member("Ostatnia")
    last = Entry.objects.latest("number")
    one = b"".join(evidence.of_register(TODAY))
    use_cases.record_download(document=paper.documents.first(), **BY)
    use_cases.record_evidence(declaration=paper, **BY)
    found = register(TODAY)
    journal = [json.loads(line) for line in found["journal.jsonl"].splitlines()]
    assert [line["number"] for line in journal] == list(range(1, last.number + 1))
    assert "download" in {line["act"] for line in journal}
    assert json.loads(found["manifest.json"])["journal"] == {"number": last.number, "hash": last.hash}
    assert b"".join(evidence.of_register(TODAY)) == one


def test_what_is_done_while_the_register_goes_out_is_not_mixed_in(paper):
    before = b"".join(evidence.of_register(TODAY))
    stream = iter(evidence.of_register(TODAY))
    paper.visibility = "coordinator"
    use_cases.keep_declaration(declaration=paper, **BY)
    member("Nowa")
    assert b"".join(stream) == before


def test_an_empty_register_has_an_evidence_file_too():
    found = register(TODAY)
    assert json.loads(found["register/partners.json"]) == json.loads(found["register/members.json"]) == []
    assert found["journal.jsonl"] == b""


def test_the_register_takes_the_same_few_queries_however_many_declarations_there_are(paper):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            register(TODAY)
        return len(found)

    few = queries()
    for number in range(8):
        make.stored(make.concluded(f"kolejna-{number}", member(f"Firma {number}")), str(number).encode())
    assert queries() == few
    assert few <= 16


def test_an_event_in_preparation_is_told_once_it_is_published(paper):
    event = SigningEvent.objects.get()
    event.is_published = True
    make.journal.keep(thing=event, **BY)
    assert told(taken(paper, NOBODY))["event"]["slug"] == "w-przygotowaniu"
