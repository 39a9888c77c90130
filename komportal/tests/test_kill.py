"""The portal is killed in the middle of uploads: what it has answered for is there, the rest is absent or whole."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from http.client import HTTPException
from http.cookiejar import CookieJar
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from pypdf import PdfWriter

from komportal.tests.environment import variables
from komportal.tests.serving import free_port, wait_for
from komportal.tests.test_architecture import ROOT

# How many uploads are begun in all; KILL_UPLOADS=100 takes two minutes and sees more moments of death.
UPLOADS = int(os.environ.get("KILL_UPLOADS", "10"))
CLIENTS = 4
SECONDS_TO_LIVE = 1.5
DECLARATION = "/admin/declarations/declaration/1/change/"
PASSWORD = "killed in the middle"  # noqa: S105


def pdf(dice: random.Random) -> bytes:
    """Return a sound PDF like no other, of up to two megabytes: the larger ones are written in several steps."""
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Subject": dice.randbytes(dice.randrange(1_000_000)).hex()})
    writer.write(file)
    return file.getvalue()


class Unmoved(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect as it is: it is the answer that counts."""

    def redirect_request(self, *_arguments: object) -> None:
        return None


class Fields(HTMLParser):
    """What a browser sends for the forms of a page when nothing in them was touched."""

    def __init__(self, page: str):
        super().__init__()
        self.values: dict[str, Any] = {}
        self.name = ""
        self.feed(page)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        said = dict(pairs)
        if tag == "select":
            self.name = said.get("name") or ""
        if tag == "option" and "selected" in said:
            self.values[self.name] = said["value"]
        if tag == "input" and "name" in said and said.get("type") in ("hidden", "text", "date", "number", None):
            self.values[said["name"]] = said.get("value") or ""


class Portal:
    """A server with several processes on data of its own, and the office's browser, whose session outlives it."""

    def __init__(self, data_dir: Path, database_url: str):
        self.data_dir, self.port = data_dir, free_port()
        self.url = f"http://localhost:{self.port}"
        # DEBUG for plain static files: to gather and compress them takes longer than everything else here.
        told = variables(str(data_dir), BASE_URL=self.url, DATABASE_URL=database_url, DEBUG="true")
        self.environment = {"PATH": os.environ["PATH"], "PORT": str(self.port), **told}
        self.cookies = CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), Unmoved())

    def manage(self, *arguments: str, given: str = "") -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, input=given, text=True
        ).stdout

    def prepare(self) -> None:
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_kom_2014")
        account = ("--email", "biuro@example.org", "--role", "coordinator", "--password-stdin")
        self.manage("create_account", *account, given=PASSWORD)

    def start(self) -> None:
        log = self.data_dir / "gunicorn.log"
        with log.open("w") as stderr:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "komportal.wsgi"],
                cwd=ROOT,
                env=self.environment,
                stderr=stderr,
                start_new_session=True,
            )
        wait_for(f"{self.url}/readyz", self.server, log)

    def kill(self) -> None:
        """End all its processes at once, as a machine does that runs out of memory."""
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()

    def post(self, path: str, body: bytes, kind: str) -> int:
        request = urllib.request.Request(self.url + path, body, {"Content-Type": kind})  # noqa: S310 - our own server
        try:
            with self.browser.open(request, timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as answer:
            return answer.code

    @property
    def token(self) -> str:
        return next(str(cookie.value) for cookie in self.cookies if cookie.name == "csrf")

    def log_in(self) -> None:
        self.browser.open(f"{self.url}/konto/logowanie/").close()
        told = {"login": "biuro@example.org", "password": PASSWORD, "csrfmiddlewaretoken": self.token}
        assert self.post("/konto/logowanie/", urlencode(told).encode(), "application/x-www-form-urlencoded") == 302
        with self.browser.open(self.url + DECLARATION) as page:
            self.fields = Fields(page.read().decode()).values

    def upload(self, data: bytes) -> int:
        told = self.fields | {"documents-0-upload": ContentFile(data, "skan.pdf")}
        return self.post(DECLARATION, encode_multipart(BOUNDARY, told), MULTIPART_CONTENT)


@pytest.fixture
def database_url():
    """A database of its own, beside that of the other tests: the server that is killed has committed what it has."""
    address = os.environ["DATABASE_URL"]
    if not address.startswith("postgres"):
        yield ""
        return
    name = f"kill_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        try:
            yield urlsplit(address)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


@pytest.fixture
def portal(database_url, tmp_path):
    portal = Portal(tmp_path, database_url)
    portal.prepare()
    portal.start()
    try:
        portal.log_in()
        yield portal
    finally:
        portal.kill()


class Uploads:
    """What several clients have sent until the server was gone: how many were begun, and which it has answered for."""

    def __init__(self, portal: Portal):
        self.portal, self.begun, self.answered, self.any_answer = portal, 0, [], threading.Event()

    def send_until_killed(self, dice: random.Random) -> None:
        while True:
            data = pdf(dice)
            self.begun += 1
            try:
                status = self.portal.upload(data)
            except (OSError, HTTPException):
                return
            self.any_answer.set()
            assert status == 302
            self.answered.append(hashlib.sha256(data).hexdigest())

    def until_killed(self, dice: random.Random) -> None:
        with ThreadPoolExecutor(CLIENTS) as pool:
            own = [random.Random(dice.random()) for _client in range(CLIENTS)]  # noqa: S311 - the same ones each time
            clients = [pool.submit(self.send_until_killed, each) for each in own]
            self.any_answer.wait(timeout=60)
            time.sleep(dice.uniform(0, SECONDS_TO_LIVE))
            self.portal.kill()
        for client in clients:
            client.result()


def hashes_of_rows(portal: Portal) -> set[str]:
    return {row["sha256"] for row in json.loads(portal.manage("export_register"))["documents"]}


def files_in(store: Path) -> dict[str, str]:
    """Return the stored files by name, with the hash of their bytes; what is not yet under a final name is left out."""
    paths = [path for path in store.glob("*/*") if path.is_file()]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_a_server_killed_amid_uploads_has_kept_every_one_it_answered_for(portal):
    dice, uploads = random.Random(2014), Uploads(portal)  # noqa: S311 - the same ones each time
    while uploads.begun < UPLOADS:
        uploads.until_killed(dice)
        uploads.any_answer.clear()
        portal.start()

    rows, stored = hashes_of_rows(portal), files_in(portal.data_dir / "documents")
    assert 0 < len(uploads.answered) < uploads.begun
    assert set(uploads.answered) <= rows <= stored.keys()
    assert all(name == sha256 for name, sha256 in stored.items())
    assert portal.manage("verify_journal").startswith("The chain holds")
    orphans = json.loads(portal.manage("verify_store", "--json"))["orphans"]
    assert rows.isdisjoint(orphans)

    assert f"{len(orphans)} files removed" in portal.manage("sweep", "--older-than", "0")
    assert files_in(portal.data_dir / "documents").keys() == rows
    assert json.loads(portal.manage("verify_store", "--json"))["orphans"] == []
