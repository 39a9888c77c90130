"""The program that checks evidence files: it confirms what is sound and names whatever was changed."""

import ast
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from declarations import evidence, verify_evidence
from declarations.tests import make
from declarations.tests.test_evidence import NOBODY, taken, unpacked
from journal import chain
from journal.models import Entry
from members.models import Organisation
from members.tests.make import coordinator, member, organisation

pytestmark = pytest.mark.django_db

Files = dict[str, bytes]
TODAY = date(2026, 11, 24)


@pytest.fixture
def paper(db):
    partner = member("Partner")
    paper = make.concluded("d", partner, organisation("Druga"), visibility="public")
    make.examination(make.stored(paper, b"%PDF pierwszy", visibility="public"))
    make.stored(paper, b"%PDF drugi", visibility="coordinator")
    return make.fresh(paper)


@pytest.fixture
def of_declaration(paper) -> Files:
    return unpacked(taken(paper, coordinator()))


@pytest.fixture
def of_register(paper) -> Files:
    return unpacked(evidence.of_register(TODAY))


def packed(files: Files, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def listed_anew(files: Files) -> Files:
    """Return the files with a manifest that fits them, as a forger would make it."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = [
        {"path": name, "sha256": sha256(content).hexdigest(), "size": len(content)}
        for name, content in files.items()
        if name != "manifest.json"
    ]
    return files | {"manifest.json": json.dumps(manifest).encode()}


def found(files: Files, path: Path, head: str = "") -> str:
    """Return what differs, in the program's words; nothing where it confirms the file."""
    report, _about = verify_evidence.verify(str(packed(files, path / "dowody.zip")), head=head)
    return "\n".join(report.faults)


def edited(files: Files, name: str, change: Callable[[object], object]) -> Files:
    """Return the files with one JSON file changed, and a manifest that fits."""
    value = json.loads(files[name])
    change(value)
    return listed_anew(files | {name: json.dumps(value).encode()})


def journal_edited(files: Files, change: Callable[[list[dict]], object]) -> Files:
    lines = [json.loads(line) for line in files["journal.jsonl"].splitlines()]
    change(lines)
    written = b"".join(chain.canonical(line) + b"\n" for line in lines)
    return listed_anew(files | {"journal.jsonl": written})


# What is sound


def test_what_the_portal_makes_is_confirmed(of_declaration, of_register, paper, tmp_path):
    for files in (of_declaration, of_register, unpacked(taken(paper, NOBODY))):
        assert found(files, tmp_path) == ""
        assert found(listed_anew(files), tmp_path) == ""


def test_the_register_of_2014_is_confirmed_on_every_day(kom_2014, tmp_path):
    for day in (6, 7, 10, 12):
        assert found(unpacked(evidence.of_register(date(2014, 11, day))), tmp_path) == ""


def test_papers_in_every_state_are_confirmed(tmp_path):
    firm = member("Firma", until=date(2020, 5, 1))
    make.terminated("wypowiedziana", firm)
    make.cancelled("anulowana", firm)
    make.concluded("wygasla", firm, valid_until=date(2019, 1, 1))
    withdrawn = make.signed("wycofana", firm, organisation("Inna")).signatures.get(organisation=firm)
    make.use_cases.withdraw_signature(signature=withdrawn, day=date(2019, 1, 1), reason="x", **make.BY)
    draft = make.draft("projekt", firm, organisation("Zbędna"))
    make.use_cases.remove_party(party=draft.signatures.last(), **make.BY)
    moved, kept = organisation("Dawna"), organisation("Obecna")
    make.concluded("przeniesiona", moved)
    make.use_cases.merge_organisations(kept=kept, absorbed=moved, reason="x", **make.BY)
    for day in (date(2014, 11, 7), date(2018, 12, 31), date(2019, 1, 1), date(2019, 12, 31), date(2020, 5, 1), TODAY):
        assert found(unpacked(evidence.of_register(day)), tmp_path) == ""
    office = coordinator()
    for paper in make.Declaration.objects.all():
        assert found(unpacked(taken(paper, office)), tmp_path) == ""


def test_hashes_are_computed_as_the_journal_computes_them(paper):
    for line in evidence.lines.as_lines(Entry.objects.all(), with_facts=True):
        entry = json.loads(line)
        assert verify_evidence.entry_hash(entry) == entry["hash"] == Entry.objects.get(pk=entry["number"]).hash
    assert verify_evidence.GENESIS == chain.GENESIS
    for value in ({"ż": [1, None, True, "a\u2028"], "a": {}}, "ł", [], 1.5):
        assert verify_evidence.canonical(value) == chain.canonical(value)


# What was changed


@pytest.mark.parametrize("subject", ["of_declaration", "of_register"])
def test_one_changed_byte_anywhere_is_named(request, subject, tmp_path):
    files = request.getfixturevalue(subject)
    for name, content in files.items():
        middle = len(content) // 2
        changed = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        assert name in found(files | {name: changed}, tmp_path)


def test_one_changed_byte_of_the_packed_file_is_named(paper, tmp_path):
    path = tmp_path / "dowody.zip"
    whole = b"".join(taken(paper, coordinator()))
    place = whole.index(b"%PDF pierwszy")
    path.write_bytes(whole[:place] + b"#" + whole[place + 1 :])
    report, _about = verify_evidence.verify(str(path))
    assert "documents/01-" in report.faults[0]


@pytest.mark.parametrize("subject", ["of_declaration", "of_register"])
def test_a_dropped_an_added_and_a_renamed_file_are_named(request, subject, tmp_path):
    files = request.getfixturevalue(subject)
    for name in files:
        left = {each: content for each, content in files.items() if each != name}
        assert name in found(left, tmp_path)
        assert name in found(left | {f"{name}.bak": files[name]}, tmp_path)
    assert "dodany.txt" in found(files | {"dodany.txt": b""}, tmp_path)


def test_a_file_dropped_from_the_list_as_well_is_named(of_declaration, of_register, tmp_path):
    for files in (of_declaration, of_register):
        for name in files.keys() - {"manifest.json", "README.txt", "verify_evidence.py"}:
            left = {each: content for each, content in files.items() if each != name}
            assert found(listed_anew(left), tmp_path), name


def test_a_journal_in_another_order_is_named(of_declaration, of_register, tmp_path):
    for files in (of_declaration, of_register):
        swapped = journal_edited(files, lambda lines: lines.insert(1, lines.pop(2)))
        assert "stands after entry" in found(swapped, tmp_path)


def test_a_line_taken_out_of_the_whole_journal_is_named(of_register, tmp_path):
    assert "entry 3 is missing" in found(journal_edited(of_register, lambda lines: lines.pop(2)), tmp_path)
    assert "does not end" in found(journal_edited(of_register, lambda lines: lines.pop()), tmp_path)


def test_a_fact_of_the_journal_changed_is_named_even_with_a_new_hash(of_register, tmp_path):
    def change(lines: list[dict]) -> None:
        lines[0]["facts"]["name"] = [None, "Podstawiona"]

    def change_and_hash(lines: list[dict]) -> None:
        change(lines)
        lines[0]["hash"] = verify_evidence.entry_hash(lines[0])

    assert "entry 1 does not match its hash" in found(journal_edited(of_register, change), tmp_path)
    assert "entry 2 does not follow from entry 1" in found(journal_edited(of_register, change_and_hash), tmp_path)


def test_a_rewritten_journal_is_seen_by_a_head_known_from_elsewhere(of_register, tmp_path):
    published = Entry.objects.latest("number").hash

    def rewrite(lines: list[dict]) -> None:
        lines[0]["facts"]["website"] = [None, "https://example.org"]
        previous = chain.GENESIS
        for line in lines:
            line["previous"] = previous
            line["hash"] = previous = verify_evidence.entry_hash(line)

    forged = journal_edited(of_register, rewrite)
    manifest = json.loads(forged["manifest.json"])
    manifest["journal"]["hash"] = json.loads(forged["journal.jsonl"].splitlines()[-1])["hash"]
    forged["manifest.json"] = json.dumps(manifest).encode()
    assert found(forged, tmp_path) == ""
    assert published in found(forged, tmp_path, head=published)
    assert found(of_register, tmp_path, head=published) == ""


@pytest.mark.parametrize(
    "change",
    [
        lambda facts: facts.update(title="Inna"),
        lambda facts: facts.update(state="terminated"),
        lambda facts: facts["parties"][0].update(signed_on="2013-01-01"),
        lambda facts: facts["parties"][1].update(name_as_signed="Ktoś inny"),
        lambda facts: facts["parties"].pop(),
        lambda facts: facts["parties"].append(facts["parties"][0] | {"id": 99}),
        lambda facts: facts["documents"][0].update(sha256="0" * 64),
        lambda facts: facts["documents"][0].update(kind="annex"),
        lambda facts: facts["documents"].pop(),
        lambda facts: facts.update(opened_at="2020-01-01T00:00:00+00:00"),
        lambda facts: facts.update(title=["Inna"]),
        lambda facts: facts.pop("state"),
        lambda facts: facts["parties"].append(facts["parties"][0]),
    ],
)
def test_a_fact_of_the_declaration_that_the_journal_does_not_bear_out_is_named(of_declaration, tmp_path, change):
    assert found(edited(of_declaration, "declaration.json", change), tmp_path)


def test_a_document_put_in_place_of_another_is_named(of_declaration, tmp_path):
    name = next(name for name in of_declaration if name.startswith("documents/01-"))
    assert name in found(listed_anew(of_declaration | {name: b"%PDF podrobiony"}), tmp_path)

    def change(facts: dict) -> None:
        facts["documents"][0]["sha256"] = sha256(b"%PDF podrobiony").hexdigest()

    both = edited(of_declaration | {name: b"%PDF podrobiony"}, "declaration.json", change)
    assert "declarations.document" in found(both, tmp_path)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("register/partners.json", lambda rows: rows.pop()),
        ("register/partners.json", lambda rows: rows.append(rows[0] | {"organisation": "obca"})),
        ("register/members.json", lambda rows: rows.pop()),
        ("register/members.json", lambda rows: rows[0].update(since="2000-01-01")),
        ("register/organisations.json", lambda rows: rows[0].update(name="Inna")),
    ],
)
def test_a_list_that_the_rest_does_not_bear_out_is_named(of_register, tmp_path, name, change):
    assert found(edited(of_register, name, change), tmp_path)


def test_a_declaration_left_out_of_the_register_is_named(paper, tmp_path):
    make.concluded("druga", Organisation.objects.get(name="Druga"), side="member")
    files = unpacked(evidence.of_register(TODAY))
    left = {name: content for name, content in files.items() if not name.startswith("declarations/druga/")}
    assert "was signed by the day and is missing" in found(listed_anew(left), tmp_path)


def test_a_declaration_told_once_more_in_another_way_is_named(of_register, tmp_path):
    facts = json.loads(of_register["declarations/d/declaration.json"]) | {"title": "Inna", "documents": []}
    twice = of_register | {"declarations/a/declaration.json": json.dumps(facts).encode()}
    assert "told twice" in found(listed_anew(twice), tmp_path)


def test_facts_withheld_where_none_may_be_are_named(of_declaration, tmp_path):
    withheld = journal_edited(of_declaration, lambda lines: lines[0].update(facts=None))
    assert "withheld" in found(withheld, tmp_path)


# What was made to do harm


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../up.txt", "a/../../up", "C:\\x", "a\\b", "a//b", "folder/", "line\nbreak", "\u202etxt"]
)
def test_a_name_that_leads_out_of_the_folder_is_named_and_not_printed_raw(of_declaration, tmp_path, name):
    said = found(listed_anew(of_declaration | {name: b""}), tmp_path)
    assert "is no name for a file" in said
    assert all(line.isprintable() for line in said.split("\n"))


def test_a_name_twice_is_named(of_declaration, tmp_path):
    path = packed(of_declaration, tmp_path / "dowody.zip")
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("README.txt", "inny")
    report, _about = verify_evidence.verify(str(path))
    assert "README.txt: is there twice" in report.faults


def test_a_bomb_is_refused_before_it_is_unpacked(of_declaration, tmp_path):
    bomb = found(of_declaration | {"bomba": b"\0" * 30_000_000}, tmp_path)
    assert "unpacks to more" in bomb


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"format": "kom-evidence/1", "files": 1, "kind": "declaration", "slug": 1, "register": 1, "base_url": 1}',
        b'{"format": "kom-evidence/2"}',
        b'{"format": NaN}',
        b'{"a": 1, "a": 2}',
    ],
)
def test_a_manifest_of_another_shape_is_refused_in_words(of_declaration, tmp_path, manifest):
    assert found(of_declaration | {"manifest.json": manifest}, tmp_path).startswith("the file: ")


@pytest.mark.parametrize("line", [b"\n", b"[]\n", b"{}\n", b"x", b'{"facts": {}, "facts": null}\n', b"[" * 100_000])
def test_a_journal_of_another_shape_is_refused_in_words(of_declaration, tmp_path, line):
    assert found(listed_anew(of_declaration | {"journal.jsonl": line}), tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"no zip" * 1000, struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, 9, 9, 0)]
)
def test_what_is_no_zip_is_refused_in_words(tmp_path, content):
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    assert verify_evidence.main([str(path)]) == 1


def test_every_cut_of_the_file_is_refused(paper, tmp_path):
    whole, path = b"".join(taken(paper, NOBODY)), tmp_path / "x.zip"
    for part in range(1, 20):
        path.write_bytes(whole[: len(whole) * part // 20])
        assert verify_evidence.main([str(path)]) == 1


# As a program


def test_the_program_runs_by_itself_out_of_the_file(of_register, tmp_path):
    path = packed(of_register, tmp_path / "dowody.zip")
    program = tmp_path / "verify_evidence.py"
    program.write_bytes(of_register["verify_evidence.py"])

    def run(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-I", "-S", str(program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path)
        return done.returncode, done.stdout + done.stderr

    code, words = run(str(path))
    assert (code, words.splitlines()[-1][:10]) == (0, "CONFIRMED:")
    head = Entry.objects.latest("number").hash
    assert f"The head you gave is entry {Entry.objects.count()}." in run(str(path), "--head", head)[1]
    assert run(str(path), "--head", "f" * 64)[0] == 1
    assert [run()[0], run("nie-ma.zip")[0], run(str(path), "--head", "x")[0]] == [2, 2, 2]
    packed(of_register | {"README.txt": b"inny"}, path)
    code, words = run(str(path))
    assert (code, words.splitlines()[-1]) == (1, "NOT CONFIRMED. Differences: 1.")


def test_the_program_needs_no_newer_python_than_it_says_and_no_library():
    tree = ast.parse(Path(verify_evidence.__file__).read_text(), feature_version=(3, 8))
    imported = {
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names
