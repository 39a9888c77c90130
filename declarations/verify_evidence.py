"""Checks an evidence file: that it is whole and unchanged, and that its journal says what its other files say.

    python verify_evidence.py FILE.zip [--head HASH]

Needs Python 3.8 or newer and nothing else. Ends with 0 where everything holds, 1 where something differs, 2 where it
was called wrongly. Take this program from a place you trust: one out of the file says what the file's maker wants.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

FORMAT = "kom-evidence/1"
GENESIS = "0" * 64
CHUNK = 1024 * 1024
# What a file made to do harm could ask for. Papers are stored as they are, and words do not shrink a hundredfold.
MOST_FILES = 1_000_000
LARGEST_TEXT = 256 * CHUNK
LONGEST_LINE = 32 * CHUNK
LARGEST_RATIO = 100
MOST_FAULTS = 200

DECLARATION = re.compile(r"(declarations/[^/]+/)?declaration\.json")
PAPER = re.compile(r"(declarations/[^/]+/)?(documents|examinations)/[^/]+")
PARTNERS = "register/partners.json"
LISTS = {"register/members.json": "members.membership", "register/organisations.json": "members.organisation"}
DATED = {"members.membership": ("since", "until"), "declarations.signature": ("signed_on", "declaration_id")}
PARTS = {"parties": "declarations.signature", "documents": "declarations.document"}
# What a thing may not be told without.
FACTS = {
    "declarations.declaration": "title number text state dated_on valid_from valid_until terminated_on",
    "declarations.signature": "position side name_as_signed second_name state signed_on method withdrawn_on",
    "declarations.document": "kind title language media_type pages size sha256",
    "declarations.examination": "at verdict library lists_as_of report",
    "members.membership": "since since_is_attested until basis",
    "members.organisation": "name short_name kind nip regon krs",
}
NEEDED = {"declaration": ("declaration.json", "journal.jsonl"), "register": ("journal.jsonl", *LISTS, PARTNERS)}


class Unsound(Exception):
    """Raised where the file is so broken that checking cannot go on; the text says why."""


class Report:
    """What was found to differ, in words."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.count = 0

    def fault(self, where: str, what: str) -> None:
        self.count += 1
        if self.count <= MOST_FAULTS:
            self.faults.append(f"{shown(where)}: {what}")


def shown(text: Any) -> str:
    """Return text from the file without characters that would act on the terminal."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in str(text)[:300])


def canonical(value: Any) -> bytes:
    """Return the one byte string of a JSON value, as the journal hashes it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def entry_hash(line: dict[str, Any]) -> str:
    """Return the hash that an entry of the journal should carry."""
    return hashlib.sha256(canonical({name: value for name, value in line.items() if name != "hash"})).hexdigest()


def parsed(data: bytes) -> Any:
    """Return a JSON value; refuse what two programs could read in two ways."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a name is given twice")
        return dict(pairs)

    return json.loads(data.decode("utf-8"), object_pairs_hook=once)


# The ZIP


def check_names(archive: zipfile.ZipFile, size: int, report: Report) -> set[str]:
    """Return the names in the ZIP; a file made to do harm is unsound before anything of it is unpacked."""
    infos = archive.infolist()
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > LARGEST_RATIO * size + 16 * CHUNK:
        raise Unsound("it unpacks to more than an evidence file can hold")
    names: set[str] = set()
    for info in infos:
        parts = info.filename.split("/")
        if not info.filename.isprintable() or set("\\:") & set(info.filename) or {"", ".", ".."} & set(parts):
            report.fault(info.filename, "is no name for a file in an evidence file")
        if info.filename in names:
            report.fault(info.filename, "is there twice")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 1:
            raise Unsound(f"{shown(info.filename)} is packed in a way that evidence files are not")
        names.add(info.filename)
    return names


def text_of(archive: zipfile.ZipFile, name: str) -> Any:
    """Return what a JSON file of the ZIP holds."""
    try:
        if archive.getinfo(name).file_size > LARGEST_TEXT:
            raise Unsound(f"{shown(name)} is too large to be read")
        return parsed(archive.read(name))
    except KeyError:
        raise Unsound(f"{shown(name)} is missing") from None
    except Unsound:
        raise
    except Exception as error:  # Whatever a damaged file does to the parsers, it cannot be read.
        raise Unsound(f"{shown(name)} cannot be read: {shown(error)}") from error


def hash_of(archive: zipfile.ZipFile, name: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def files_in(manifest: dict[str, Any]) -> list[tuple[str, str, int]]:
    try:
        return [(str(file["path"]), file["sha256"], file["size"]) for file in manifest["files"]]
    except (KeyError, TypeError):
        raise Unsound("manifest.json does not list files as it should") from None


def check_files(archive: zipfile.ZipFile, manifest: dict[str, Any], names: set[str], report: Report) -> dict[str, str]:
    """Compare every file with the list of them; return the hash of each as the list has it."""
    listed: dict[str, str] = {}
    for name, digest, size in files_in(manifest):
        if name in listed:
            raise Unsound(f"{shown(name)} is listed twice in the manifest")
        listed[name] = digest
        if name not in names:
            report.fault(name, "is listed in the manifest and missing")
            continue
        try:
            if hash_of(archive, name) != (digest, size):
                report.fault(name, "is not the file that the manifest lists: its bytes differ")
        except Exception as error:  # Whatever a damaged file does to the unpacker, it is damaged.
            report.fault(name, f"is damaged: {shown(error)}")
    for name in sorted(names - set(listed) - {"manifest.json"}):
        report.fault(name, "is not listed in the manifest")
    for name in sorted(set(NEEDED[manifest["kind"]]) - set(listed)):
        report.fault(name, "belongs into such an evidence file and is missing")
    return listed


# Declarations


class Told(dict):
    """What the files tell of each thing, by its kind and key as the journal names it: ("members.membership", "12")."""

    def tell(self, kind: str, row: dict[str, Any], report: Report) -> None:
        thing = (kind, str(row["id"]))
        if thing in self or set(FACTS[kind].split()) - set(row):
            report.fault(" ".join(thing), "is told twice, or without some of its facts")
        self[thing] = row


def check_declarations(archive: zipfile.ZipFile, listed: dict[str, str], report: Report) -> Told:
    """Compare papers with the declarations that name them; return everything that the journal must bear out."""
    told, named = Told(), set()
    for name, declaration in declarations_in(archive, listed):
        told.tell("declarations.declaration", declaration, report)
        for part, kind in PARTS.items():
            for row in declaration[part]:
                told.tell(kind, row, report)
        for document in declaration["documents"]:
            named.update([document["path"], *document["examinations"]])
            if listed.get(document["path"]) != document["sha256"]:
                report.fault(document["path"], f"is not the document of {shown(name)}: its SHA-256 differs")
            for path in filter(listed.__contains__, document["examinations"]):
                examination = text_of(archive, path)
                told.tell("declarations.examination", examination, report)
                if examination["document"] != document["sha256"]:
                    report.fault(path, "is the examination of another document")
    for name in sorted(named - set(listed)):
        report.fault(name, "is named by a declaration and missing")
    for name in sorted(set(filter(PAPER.fullmatch, listed)) - named):
        report.fault(name, "is named by no declaration")
    for name, kind in LISTS.items():
        for row in text_of(archive, name) if name in listed else []:
            told.tell(kind, row, report)
    return told


def declarations_in(archive: zipfile.ZipFile, listed: dict[str, str]) -> Iterator[tuple[str, Any]]:
    for name in sorted(filter(DECLARATION.fullmatch, listed)):
        yield name, text_of(archive, name)


def check_partners(archive: zipfile.ZipFile, listed: dict[str, str], day: str, report: Report) -> None:
    """Compare the list of partners with the signatures in force on the day."""
    rows = text_of(archive, PARTNERS)
    told = {(row["organisation"], one["declaration"]) for row in rows for one in row["rests_on"]}
    signed = {
        (party["organisation"]["slug"], declaration["slug"])
        for _name, declaration in declarations_in(archive, listed)
        for party in declaration["parties"]
        if party["side"] == "partner" and is_in_force(declaration, party, day)
    }
    for organisation, declaration in sorted(told ^ signed):
        report.fault(PARTNERS, f"{shown(organisation)} by {shown(declaration)}: the declarations say otherwise")


def is_in_force(declaration: dict[str, Any], party: dict[str, Any], day: str) -> bool:
    """Tell whether a signature binds on the day; days are written so that they compare as text."""
    never = "9999-12-31"
    ends = {"concluded": never, "terminated": declaration["terminated_on"]}.get(declaration["state"], "")
    withdrawn = {"signed": never, "withdrawn": party["withdrawn_on"]}.get(party["state"], "")
    begun = max(party["signed_on"] or never, declaration["valid_from"] or "")
    return begun <= day <= (declaration["valid_until"] or never) and day < min(ends, withdrawn)


# The journal


class Journal:
    """Reads the lines of the journal one after another and remembers what they say of the things told elsewhere."""

    def __init__(self, told: Told, *, is_whole: bool, head: str, report: Report) -> None:
        self.told, self.is_whole, self.head, self.report = told, is_whole, head, report
        self.last: dict[str, Any] = {"number": 0, "hash": GENESIS}
        self.lines = self.withheld = 0
        self.found_head = ""
        self.known: dict[tuple[str, str], dict[str, Any]] = {}
        self.belongs: set[tuple[str, str]] = set()
        # What a list as of a day must not leave out: memberships and signatures with their days.
        self.dated: dict[tuple[str, str], dict[str, Any]] = {}

    def read(self, line: dict[str, Any]) -> None:
        self.lines += 1
        where = f"journal.jsonl, line {self.lines}"
        if line["hash"] == self.head:
            self.found_head = f"line {self.lines}" if line["number"] is None else f"entry {line['number']}"
        if line["facts"] is None:
            self.withheld += 1
        else:
            self._follow(line, where)
            if entry_hash(line) != line["hash"]:
                self.report.fault(where, f"entry {line['number']} does not match its hash")
            self._remember(line)
        self.last = line

    def _follow(self, line: dict[str, Any], where: str) -> None:
        number, before = line["number"], self.last["number"]
        if number <= before:
            self.report.fault(where, f"entry {number} stands after entry {before}")
        elif number == before + 1 and line["previous"] != self.last["hash"]:
            self.report.fault(where, f"entry {number} does not follow from entry {before}")
        elif number > before + 1 and self.is_whole:
            self.report.fault(where, f"entry {before + 1} is missing")

    def _remember(self, line: dict[str, Any]) -> None:
        thing = (line["object_type"], line["object_key"])
        after = {name: pair[1] for name, pair in line["facts"].items()}
        if thing in self.told:
            known = self.known.setdefault(thing, {})
            known.update({name: value for name, value in after.items() if name in self.told[thing]})
        if self.is_whole and thing[0] in DATED:
            dated = {name: value for name, value in after.items() if name in DATED[thing[0]]}
            self.dated.setdefault(thing, {}).update(dated)
        if "declaration_id" in after and thing[0] in PARTS.values():
            is_told = ("declarations.declaration", str(after["declaration_id"])) in self.told
            (self.belongs.add if is_told else self.belongs.discard)(thing)

    def check_end(self, ending: dict[str, Any]) -> None:
        """Compare the whole of what was read with the list of files and with what is told elsewhere."""
        if (self.last["number"], self.last["hash"]) != (ending["number"], ending["hash"]):
            self.report.fault("journal.jsonl", "does not end with the entry that the manifest names")
        if self.head and not self.found_head:
            self.report.fault("journal.jsonl", f"the head {shown(self.head)} is no entry of it, or a later one")
        if self.withheld:
            return
        for thing, facts in self.told.items():
            if thing not in self.known:
                self.report.fault(" ".join(thing), "is not known to the journal")
            for name, value in sorted(self.known.get(thing, {}).items()):
                if not is_same(facts[name], value):
                    self.report.fault(" ".join(thing), f"“{shown(name)}” is not what the journal says")
        for thing in sorted(self.belongs - set(self.told)):
            self.report.fault(" ".join(thing), "is known to the journal and not told in its declaration")

    def check_day(self, day: str) -> None:
        """Name what the journal knows of the day and the lists leave out."""
        for thing, facts in sorted(self.dated.items()):
            declaration = ("declarations.declaration", str(facts.get("declaration_id")))
            if facts.get("signed_on") and facts["signed_on"] <= day and declaration not in self.told:
                self.report.fault(" ".join(declaration), "was signed by the day and is missing")
            lasts = facts.get("since") and facts["since"] <= day <= (facts["until"] or day)
            if lasts and thing not in self.told:
                self.report.fault(" ".join(thing), "was in force on the day and is missing")


def is_same(told: Any, known: Any) -> bool:
    """Tell whether the journal's value is the one told; a sealed value and a moment in another zone may be."""
    if told == known or isinstance(known, dict):
        return True
    try:
        return datetime.fromisoformat(told) == datetime.fromisoformat(known)
    except (TypeError, ValueError):
        return False


def lines_of(archive: zipfile.ZipFile, report: Report) -> Iterator[dict[str, Any]]:
    with archive.open("journal.jsonl") as file:
        for number, raw in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), start=1):
            try:
                line = parsed(raw)
                if canonical(line) + b"\n" != raw:
                    raise ValueError("it is not written as the journal writes")
                yield line
            except (ValueError, RecursionError) as error:
                report.fault(f"journal.jsonl, line {number}", f"cannot be read: {shown(error)}")


# All of it


def verify(path: str, *, head: str = "") -> tuple[Report, list[str]]:
    """Return what differs, and what the file is in a few words."""
    report, about = Report(), []
    try:
        with zipfile.ZipFile(path) as archive:
            names = check_names(archive, Path(path).stat().st_size, report)
            manifest = text_of(archive, "manifest.json")
            if manifest["format"] != FORMAT:
                raise Unsound(f"the format is {shown(manifest['format'])}, and this program knows {FORMAT}")
            about.append(f"Evidence of {shown(manifest['kind'])} {shown(manifest.get('slug') or manifest['as_of'])}")
            about.append(f"from the register {shown(manifest['register'])} at {shown(manifest['base_url'])}")
            listed = check_files(archive, manifest, names, report)
            told = check_declarations(archive, listed, report)
            journal = Journal(told, is_whole=manifest["kind"] == "register", head=head, report=report)
            for line in lines_of(archive, report):
                journal.read(line)
            journal.check_end(manifest["journal"])
            if journal.is_whole:
                check_partners(archive, listed, manifest["as_of"], report)
                journal.check_day(manifest["as_of"])
            if manifest["is_complete"] and journal.withheld:
                report.fault("journal.jsonl", "facts are withheld in a file that says it is complete")
            about += in_words(listed, journal)
    except Unsound as error:
        report.fault("the file", str(error))
    except Exception as error:  # Whatever a file of another shape does to the checks, it is not sound.
        report.fault("the file", f"cannot be checked to its end: {type(error).__name__} {shown(error)}")
    return report, about


def in_words(listed: dict[str, str], journal: Journal) -> list[str]:
    papers = sum(1 for name in listed if "documents/" in name)
    told = [f"{len(listed)} files, {papers} documents, {journal.lines} journal entries"]
    if journal.withheld:
        told.append(f"The facts of {journal.withheld} entries are withheld: nothing here was compared with them.")
    told.append(f"The last entry has the hash {shown(journal.last['hash'])}")
    if journal.found_head:
        told.append(f"The head you gave is {journal.found_head}.")
    return told


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Checks an evidence file and names what differs.")
    parser.add_argument("file", help="the ZIP")
    parser.add_argument("--head", default="", help="a published hash of the journal that must be an entry in the file")
    asked = parser.parse_args(arguments)
    if asked.head and not re.fullmatch(r"[0-9a-f]{64}", asked.head.strip().lower()):
        parser.error("a hash has 64 characters, 0-9 and a-f")
    if not Path(asked.file).is_file():
        parser.error(f"there is no file {shown(asked.file)}")
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    report, about = verify(asked.file, head=asked.head.strip().lower())
    print("\n".join([*about, *(f"- {text}" for text in report.faults)]))
    if report.count:
        print(f"NOT CONFIRMED. Differences: {report.count}.")
        return 1
    print("CONFIRMED: every check held. Compare the last hash with one from outside this file.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
