"""Tests of gunicorn.conf.py: what an operator reads when the portal cannot be served, and who sends the mails."""

import logging
import os
import runpy
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connections

from komportal.tests.committing import CommittingTestCase
from komportal.tests.environment import variables
from komportal.tests.test_architecture import ROOT
from members import use_cases
from members.models import OutgoingMail
from members.tests.make import AT


@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_taken_port_ends_the_start_in_one_line_and_leaves_no_pid_file(tmp_path, taken_port):
    answer = subprocess.run(
        [sys.executable, "-m", "gunicorn", "komportal.wsgi", "--log-level", "error", "--pid", str(tmp_path / "pid")],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PORT": str(taken_port), **variables(str(tmp_path))},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert answer.returncode == 1
    assert answer.stderr == f"Cannot listen on 127.0.0.1:{taken_port}: Address already in use. Choose another PORT.\n"
    assert not (tmp_path / "pid").exists()


def test_make_run_says_that_the_port_is_taken_before_it_does_anything(taken_port):
    answer = subprocess.run(["make", "port", f"PORT={taken_port}"], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 2
    assert f"Port {taken_port} is taken" in answer.stdout
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("target", ["run", "stop", "test", "lint"])
def test_make_knows_its_targets(target):
    assert subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True).returncode == 0


class MailsOfAWorker(CommittingTestCase):
    def setUp(self) -> None:
        use_cases.write_mail(kind="account:password_changed", recipient="maria@example.org", at=AT)
        self.send_mails = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["send_mails"]

    def in_a_thread(self, act) -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(act).result()

    def test_a_worker_sends_what_waits(self):
        self.in_a_thread(self.send_mails)
        assert [message.to for message in mail.outbox] == [["maria@example.org"]]

    def test_a_database_that_is_away_ends_no_thread_and_the_mail_waits(self):
        def without_database():
            connection = connections["default"]
            connection.settings_dict = connection.settings_dict | {"NAME": "/nowhere/at/all"}
            self.send_mails()

        with self.assertLogs("mails", logging.ERROR) as logged:
            self.in_a_thread(without_database)
        assert logged.output == ["ERROR:mails:the queue of mails waits: OperationalError"]
        assert OutgoingMail.objects.waiting().count() == 1
