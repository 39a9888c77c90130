"""What comes in and what does not, with the words for it; the malware scanner that is asked where there is one."""

import os
import socket
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from declarations import files, intake
from declarations.models import Document
from declarations.sandbox.refusals import Reason
from declarations.tests import hostile, make, papers
from members.tests.make import coordinator, organisation


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def upload(data: bytes, name: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/pdf")


def refusal_of(data: bytes) -> str:
    with pytest.raises(ValidationError) as refusal:
        intake.check(upload(data))
    return refusal.value.messages[0]


# Through the real process


@pytest.mark.parametrize(
    "name", ["letter", "scan", "attachments", "letter, signed", "letter, linearised", "made to last"]
)
def test_a_sound_paper_comes_in_with_the_bytes_it_had(name):
    data = papers.sound()[name]
    paper = upload(data)
    found = intake.check(paper)
    assert (found.media_type, found.pages >= 1) == ("application/pdf", True)
    assert files.path_of(files.keep(paper).sha256).read_bytes() == data


def test_every_sound_paper_is_kept_under_the_hash_it_came_with():
    for data in papers.sound().values():
        kept = files.keep(upload(data))
        assert files.path_of(kept.sha256).read_bytes() == data


@pytest.mark.parametrize(
    "name",
    ["script on opening, packed", "launch", "submit", "RichMedia", "program of Windows", "PDF and ZIP", "JPEG and PDF"],
)
def test_a_hostile_file_is_refused_in_words_of_its_own(name):
    reason, data = hostile.hostile()[name]
    assert refusal_of(data) == str(intake.WORDS[reason])


def test_each_reason_has_its_own_words_in_both_languages():
    for language in ("en", "pl"):
        with translation.override(language):
            words = [str(intake.WORDS[reason]) for reason in Reason]
        assert len(set(words)) == len(words) == len(Reason)


def test_a_file_is_refused_above_the_limit_and_taken_at_it(settings):
    settings.UPLOAD_MAX_MB, settings.UPLOAD_MAX_BYTES = 1, 1024 * 1024
    content = papers.by_hand(*papers.CATALOGUE, papers.PAGE)
    padded = content + b"\n" * (1024 * 1024 - len(content))
    assert intake.check(upload(padded)).pages == 1
    assert "1 MB" in refusal_of(padded + b"\n")


def flood(side: int) -> bytes:
    """Return a PNG that claims side × side points in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def test_a_flood_of_points_is_refused_before_it_is_decoded(settings):
    settings.INSPECTION_MEMORY_MB = 256
    intake.check(upload(papers.picture()))
    started = time.monotonic()
    assert "100 million" in refusal_of(flood(30_000))
    assert time.monotonic() - started < 5


def test_a_file_that_takes_too_much_is_refused_as_such(settings):
    settings.INSPECTION_MEMORY_MB = 256
    bomb = papers.by_hand(
        *papers.CATALOGUE,
        papers.PAGE[:-2] + b"/Contents 4 0 R>>",
        _packed(zlib.compress(b"\0" * 1_000_000_000, 1)),
    )
    assert refusal_of(bomb) in {str(intake.WORDS[reason]) for reason in (Reason.EXHAUSTING, Reason.DAMAGED)}


def _packed(data: bytes) -> bytes:
    head = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(data)
    return head + data + b"\nendstream"


def test_the_same_upload_is_looked_at_once_and_rewound(monkeypatch):
    paper = upload(os.urandom(8) + papers.blank())
    asked = []
    monkeypatch.setattr(intake, "_inspect", lambda data: asked.append(data) or {"refused": Reason.KIND})
    for _time in range(3):
        with pytest.raises(ValidationError):
            intake.check(paper)
    assert (len(asked), paper.tell()) == (1, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["script among the names, packed", "encrypted with a password, 6", "50 % of a paper"])
def test_the_office_is_told_on_the_form_why_a_file_was_refused(name):
    declaration = make.fresh(make.draft("d", organisation()))
    office = make.browser(coordinator())
    form = {
        "drawn_from": declaration.version,
        "title": declaration.title,
        "slug": declaration.slug,
        "kind": declaration.kind,
        "visibility": "members",
        "text": declaration.text,
        "signatures-TOTAL_FORMS": "0",
        "signatures-INITIAL_FORMS": "0",
        "documents-TOTAL_FORMS": "1",
        "documents-INITIAL_FORMS": "0",
        "documents-0-kind": "scan",
        "documents-0-language": "pl",
        "documents-0-visibility": "members",
        "documents-0-upload": upload(hostile.hostile()[name][1]),
    }
    change = reverse("admin:declarations_declaration_change", args=[declaration.pk])
    response = office.post(change, form, headers={"Accept-Language": "en"})
    assert response.status_code == 200
    assert str(intake.WORDS[hostile.hostile()[name][0]]) in response.content.decode()
    assert not Document.objects.exists()


# The malware scanner


@contextmanager
def daemon(tmp_path, answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """Speak the protocol of clamd on a socket: take a stream in pieces, and give one answer to all of them."""
    path, streams = str(tmp_path / "clamd.ctl"), []
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen()

    def serve() -> None:
        while True:
            try:
                client, _address = server.accept()
            except OSError:
                return
            with client, client.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!L", stream.read(4))[0]:
                    content += stream.read(length)
                streams.append(content)
                client.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield path, streams
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


def test_what_the_scanner_finds_clean_comes_in_and_was_seen_whole(tmp_path, settings):
    data = papers.sound()["letter"]
    with daemon(tmp_path, b"stream: OK\0") as (path, streams):
        settings.CLAMAV_SOCKET = path
        assert intake.check(upload(data)).pages == 1
    assert streams == [data]


def test_what_the_scanner_finds_is_refused_by_name(tmp_path, settings):
    with daemon(tmp_path, b"stream: Eicar-Test-Signature FOUND\0") as (path, _streams):
        settings.CLAMAV_SOCKET = path
        assert "Eicar-Test-Signature" in refusal_of(papers.sound()["letter"])


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: Infected\0", b"OK\0"])
def test_a_scanner_that_does_not_say_clean_lets_nothing_in(tmp_path, settings, answer):
    with daemon(tmp_path, answer) as (path, _streams):
        settings.CLAMAV_SOCKET = path
        assert refusal_of(papers.sound()["letter"]) == str(intake.NOT_CHECKED)


@pytest.mark.parametrize("where", ["/nowhere/clamd.ctl", "127.0.0.1:9"])
def test_while_the_scanner_is_down_nothing_comes_in(settings, where):
    settings.CLAMAV_SOCKET = where
    assert refusal_of(papers.sound()["letter"]) == str(intake.NOT_CHECKED)
