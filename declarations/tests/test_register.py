"""The register as one document: out and back the same bytes, and whatever is wrong in it changes nothing."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from django.db import connection, transaction
from django.utils import translation

import journal.queries
import journal.use_cases
import members.use_cases
from declarations import register, use_cases
from declarations.lifecycle import DeclarationState
from declarations.models import Declaration
from declarations.tests import make
from journal.models import Entry
from members.models import Contact, Group, GroupMembership, KeyFigure, Organisation, User
from members.tests.make import (
    AT,
    BY,
    application,
    certificate,
    coordinator,
    member,
    organisation,
    proposal,
    representative,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def full(kom_2014) -> str:
    """Return the document of a register with a row in every table and a declaration in every state."""
    firm = member("Huta Łabędy", until=date(2020, 1, 1), nip="5260001246", krs="0000000123")
    firm.name = "Huta Nowa „Łabędy”"
    members.use_cases.keep_organisation(organisation=firm, **BY)
    jan = representative("jan@example.org", firm, until=date(2020, 1, 1))
    certificate(firm, number="1/24", until=date(2027, 1, 1))
    proposal(firm, by=jan, certificates=[], competences_pl="cięcie\ngięcie")
    contact = Contact(user=jan, organisation=firm, name="Jan Żak", name_seen="public", email="jan@firma.example.org")
    journal.use_cases.keep(thing=contact, **BY)
    application("Odlewnia", nip="5260001246", statements=["Statut znamy."], recommended_by=[firm.slug], turnover=2)
    coordinator()
    group_membership = GroupMembership(group=Group.objects.get(), organisation=firm, since=date(2014, 1, 1))
    journal.use_cases.keep(thing=group_membership, **BY)
    make.draft("projekt", firm)
    make.cancelled("anulowana", firm, number="KŁ/7\n")
    make.terminated("zakonczona", firm, valid_until=date(2030, 1, 1))
    withdrawn = make.concluded("wycofana", firm, visibility="parties")
    use_cases.withdraw_signature(signature=withdrawn.signatures.get(), day=date(2015, 1, 1), reason="R", **BY)
    declined = make.opened("odmowa", firm)
    use_cases.decline_signature(signature=declined.signatures.get(), reason="R", **BY)
    scan = make.document(withdrawn, name="umowa – Łódź.pdf", visibility="parties")
    make.document(withdrawn, pages=2, supersedes=scan)
    make.examination(scan)
    make.trust_list()
    make.concluded("aneks", firm, relation="amends", base=withdrawn)
    make.statement("Jan Żak", event=make.SigningEvent.objects.first(), organisation=firm)
    make.statement("Jan Żak", organisation=firm, said_on=date(2014, 11, 7))
    make.picture(post=make.post("nowina", firm, withdrawn, make.SigningEvent.objects.first()))
    return register.export()


def emptied() -> None:
    """Empty every table of the register, last things first; the journal keeps its entries."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM members_user_groups")
        for table in reversed(register.TABLES):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table.model._meta.db_table)}")  # noqa: S608


def test_every_table_of_the_register_has_a_row_in_this_test(full):
    document = json.loads(full)
    assert [table.name for table in register.TABLES if not document[table.name]] == []
    assert {row["state"] for row in document["declarations"]} == set(DeclarationState.values)


def test_out_into_an_emptied_register_and_out_again_gives_the_same_bytes(full):
    emptied()
    assert json.loads(register.export())["organisations"] == []
    assert register.restore(full, **BY) > 0
    assert register.export() == full
    assert journal.queries.first_fault() is None


def test_a_document_read_back_where_it_came_from_changes_nothing(full):
    entries = Entry.objects.count()
    assert register.restore(full, **BY) == 0
    assert (register.export(), Entry.objects.count()) == (full, entries)


def test_a_document_read_a_second_time_changes_nothing(full):
    emptied()
    register.restore(full, **BY)
    entries = Entry.objects.count()
    assert register.restore(full, **BY) == 0
    assert Entry.objects.count() == entries


def test_a_changed_row_is_changed_and_journalled_and_the_rest_stays(full):
    entries = Entry.objects.count()
    assert register.restore(full.replace("0000000123", "0000000124"), **BY) == 1
    assert Organisation.objects.filter(krs="0000000124").exists()
    assert [entry.act for entry in Entry.objects.order_by("number")[entries:]] == ["import"]


def test_the_document_gives_nobody_a_password_or_a_right(full):
    assert json.loads(full)["persons"] == [{"email": "jan@example.org", "name": ""}]
    emptied()
    register.restore(full, **BY)
    person = User.objects.get()
    assert not (person.has_usable_password() or person.is_staff or person.is_superuser)


def test_what_a_person_hides_from_everybody_leaves_in_no_file_and_stays_where_it_is(full):
    (row,) = json.loads(full)["contacts"]
    assert (row["name"], row["email_seen"]) == ("Jan Żak", "hidden")
    assert not {"email", "phone", "function"} & set(row)
    assert "jan@firma.example.org" not in full
    register.restore(full.replace("Jan Żak", "Jan Żaba"), **BY)
    assert (Contact.objects.get().name, Contact.objects.get().email) == ("Jan Żaba", "jan@firma.example.org")


def test_a_document_holds_no_key_of_a_private_link(full):
    assert "sha256" not in json.loads(full)["applications"][0]


def test_two_figures_that_differ_in_their_years_only_are_two(kom_2014):
    first = KeyFigure.objects.get(label_pl__startswith="Nowe miejsca pracy")
    first.pk, first.period_from, first.period_to, first.value = None, 2014, 2016, Decimal("12.5")
    first._state.adding = True
    journal.use_cases.keep(thing=first, **BY)
    document = register.export()
    emptied()
    register.restore(document, **BY)
    assert register.export() == document


def test_the_document_is_canonical(full):
    document = json.loads(full)
    assert full == json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    assert document["key_figures"][0]["as_of"] == "2014-11-12"
    assert '"value": "95"' in full


# What is wrong, and what is said of it


def refused(text: str) -> str:
    entries, before = Entry.objects.count(), register.export()
    with pytest.raises(register.BadRegister) as refusal:
        register.restore(text, **BY)
    assert (Entry.objects.count(), register.export()) == (entries, before)
    return str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "\ufeff{}",
        "[" * 100_000,
        '{"a":' * 100_000,
        '"\ud800"',
        "9" * 10_000,
        "null",
        "[]",
        "{}",
        '{"format": "kom-register/2"}',
        '{"format": ["kom-register/1"]}',
        '{"format": "kom-register/1", "organisations": {}}',
        '{"format": "kom-register/1", "organisations": null}',
        '{"format": "kom-register/1", "users": []}',
    ],
    ids=lambda text: ascii(text[:40]),
)
def test_what_is_no_register_document_is_refused(text):
    assert refused(text)


ORGANISATION = {"slug": "a", "name": "A", "kind": "enterprise"}
DECLARATION = {"slug": "d", "title": "D", "kind": "agreement"}
KEY_FIGURE = {"label_pl": "X", "value": "1", "as_of": "2014-11-12", "is_target": False, "position": 1, "source": "Y"}
KEY_FIGURE |= {"group": None, "period_from": None, "period_to": None}
MOMENT = "2026-11-24T09:00:00+00:00"
PROPOSAL = {"organisation": "a", "made_at": MOMENT, "changes": {"city": ["", "Łódź"]}}
SIGNATURE = {"declaration": "d", "organisation": "a", "side": "partner", "position": 1, "name_as_signed": "A"}


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"organisations": [[]]}, "organisations, row 1: a row is an object"),
        ({"organisations": [ORGANISATION, {"name": "B"}]}, "organisations, row 2: missing fields: slug"),
        ({"organisations": [ORGANISATION | {"rank": 1}]}, "organisations, row 1: unknown fields: rank"),
        ({"organisations": [ORGANISATION | {"id": 1}]}, "unknown fields: id"),
        ({"organisations": [ORGANISATION | {"kind": "circus"}]}, "organisations, row 1: kind: "),
        ({"organisations": [ORGANISATION | {"nip": "1234567890"}]}, "nip: This is not a valid NIP"),
        ({"organisations": [ORGANISATION, ORGANISATION | {"name": "B"}]}, "row 2: the same row stands in the table"),
        ({"organisations": [ORGANISATION | {"name": None}]}, "name: this cannot be empty"),
        ({"organisations": [ORGANISATION | {"name": 7}]}, "name: this is of the wrong type"),
        ({"organisations": [ORGANISATION | {"name": "A\0"}]}, "NUL"),
        ({"persons": [{"email": "a@example.org", "is_superuser": True}]}, "unknown fields: is_superuser"),
        ({"declarations": [DECLARATION | {"event": "nie-ma"}]}, "declarations, row 1: event: no row is named “nie-ma”"),
        ({"declarations": [DECLARATION | {"dated_on": "7.11.2014"}]}, "dated_on: a day is written YYYY-MM-DD"),
        ({"declarations": [DECLARATION | {"dated_on": "2014-02-30"}]}, "day"),
        ({"declarations": [DECLARATION | {"opened_at": "2014-11-07T10:00:00"}]}, "opened_at: a moment is written"),
        ({"declarations": [DECLARATION | {"state": "signed"}]}, "declarations, row 1: "),
        ({"declarations": [DECLARATION | {"state": "terminated"}]}, "needs the day of its end"),
        ({"signatures": [SIGNATURE | {"state": "signed"}]}, "signatures, row 1: A signature needs its day"),
        ({"signatures": [SIGNATURE | {"state": "withdrawn"}]}, "signatures, row 1: "),
        ({"signatures": [SIGNATURE | {"signed_on": "2014-11-07"}]}, "signatures, row 1: A signature needs"),
        ({"signatures": [SIGNATURE | {"position": True}]}, "position: this is of the wrong type"),
        ({"signatures": [SIGNATURE | {"position": -1}]}, "position: "),
        ({"signatures": [SIGNATURE | {"position": 10**30}]}, "position: "),
        ({"key_figures": [{"label_pl": "X", "value": "1e9"}]}, "key_figures, row 1: missing fields"),
        ({"organisations": [ORGANISATION | {"logo": "../../etc/passwd"}]}, "organisations, row 1: "),
        ({"profile_proposals": [PROPOSAL | {"changes": {"city": "Łódź"}}]}, "profile_proposals, row 1: changes: "),
        ({"profile_proposals": [PROPOSAL | {"changes": {"city": ["", "a\0"]}}]}, "NUL"),
        ({"profile_proposals": [PROPOSAL | {"changes": {"city": ["", "\ud800"]}}]}, "profile_proposals, row 1: "),
        ({"profile_proposals": [PROPOSAL | {"taken": ["website"]}]}, "profile_proposals, row 1: "),
        ({"applications": [{"name": "A", "made_at": MOMENT, "statements": [[float("inf")]]}]}, "statements: "),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_table_and_what_is_wrong(tables, words):
    document = {"format": register.FORMAT, "organisations": [ORGANISATION], "declarations": [DECLARATION]} | tables
    assert words in refused(json.dumps(document))


@pytest.mark.parametrize("value", ["1e9", "NaN", "sNaN", "Infinity", "1,5", "٩٥", "1.005", "1" * 40, ""])
def test_a_number_is_digits_and_a_point_and_is_never_rounded(value):
    document = {"format": register.FORMAT, "key_figures": [KEY_FIGURE | {"value": value}]}
    assert refused(json.dumps(document)).startswith("key_figures, row 1: value: ")


def test_a_reason_comes_back_in_polish():
    with translation.override("pl"):
        assert refused('{"format": "kom-register/1", "organisations": {}}') != "Each table is a list of rows."


# Everything wrong in every field: nothing but BadRegister ever comes out.

JUNK = [None, [], {}, True, -1, 0, 1.5, float("inf"), 10**30, "", "\0", "\ud800", "x" * 100_000, "0001-01-01", "²"]


class Undone(Exception):
    """Takes back what a harmless value changed, so that each value meets the same register."""


def mutated(document: dict) -> Iterator[tuple[str, str]]:
    """Yield documents of one row, of each table and state, that differ from the given one in one field; with a name."""
    for table in (table.name for table in register.TABLES):
        for row in {row.get("state"): row for row in document[table]}.values():
            for name, junk in product(row, JUNK):
                text = json.dumps({"format": register.FORMAT, table: [row | {name: junk}]})
                yield f"{table}.{name}={junk!r:.20}", text


def test_whatever_stands_in_a_field_is_read_or_refused_with_its_table_and_row_named(full):
    surprises = []
    for name, text in mutated(json.loads(full)):
        table = name.split(".")[0]
        try:
            with transaction.atomic():
                register.restore(text, by=None, at=AT)
                # What was taken is then as the document says.
                assert register.restore(text, by=None, at=AT) == 0, name
                raise Undone
        except Undone:
            continue
        except register.BadRegister as refusal:
            if not str(refusal).startswith(f"{table}, row 1: "):
                surprises.append(f"{name}: {refusal}")
        except Exception as error:  # the test is about what else may come out
            surprises.append(f"{name}: {error!r:.200}")
    assert not surprises, "\n".join(surprises)
    assert register.export() == full


def test_a_fault_in_the_last_row_takes_back_the_first(full):
    emptied()
    document = json.loads(full)
    document["documents"][-1]["sha256"] = "../../etc/passwd"
    assert "documents, row 1" in refused(json.dumps(document))
    assert not Organisation.objects.exists()


def test_rows_that_the_document_does_not_name_stay(full):
    organisation("Dopisana później")
    assert register.restore(full, **BY) == 0
    assert Organisation.objects.filter(name="Dopisana później").exists()


def test_rows_are_read_after_those_of_their_table_that_they_point_at(full):
    document = json.loads(full)
    for order in (document, document | {name: rows[::-1] for name, rows in document.items() if name != "format"}):
        emptied()
        register.restore(json.dumps(order), **BY)
        assert register.export() == full


def test_rows_that_point_at_one_another_in_a_ring_are_refused(full):
    document = json.loads(full)
    first, second = document["documents"]
    first["supersedes"] = f"{second['declaration']}/{second['sha256']}"
    second["supersedes"] = f"{first['declaration']}/{first['sha256']}"
    emptied()
    with pytest.raises(register.BadRegister, match="no row is named"):
        register.restore(json.dumps(document), **BY)


def test_stored_versions_are_not_turned_into_a_ring(full):
    document = json.loads(full)
    first, second = sorted(document["documents"], key=lambda row: row["supersedes"] or "")
    first["supersedes"] = f"{second['declaration']}/{second['sha256']}"
    assert "cannot replace a later version of itself" in refused(json.dumps(document))


def test_a_document_from_before_wordings_were_kept_gives_each_opened_paper_its_wording(full):
    document = json.loads(full)
    del document["wordings"]
    emptied()
    register.restore(json.dumps(document), **BY)
    for paper in Declaration.objects.exclude(opened_at=None):
        assert [wording.sha256 for wording in paper.wordings.all()] == [paper.wording_sha256()]
