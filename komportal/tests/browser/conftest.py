"""The portal as a visitor meets it: migrated, filled with the data of 2014, served by gunicorn."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from komportal.tests.environment import variables
from komportal.tests.serving import free_port, wait_for

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Portal:
    url: str
    password: str
    logins: list[str]
    data_dir: Path
    manage: Callable[..., str]

    def link_in_mail(self) -> str:
        """Send what waits; return the private link in the mail that was sent last."""
        self.manage("send_mail_queue")
        newest = max((self.data_dir / "mail").iterdir(), key=lambda path: path.stat().st_mtime_ns)
        text = message_from_bytes(newest.read_bytes(), policy=policy.default).get_body().get_content()
        return re.findall(rf"{self.url}\S+/[\w-]{{43}}/", text)[-1]


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    data_dir = tmp_path_factory.mktemp("portal")
    port = free_port()
    url, password = f"http://localhost:{port}", "browser test password"
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        **variables(str(data_dir), BASE_URL=url),
        "PORT": str(port),
    }

    def manage(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout

    manage("migrate", "--verbosity", "0")
    manage("collectstatic", "--noinput", "--verbosity", "0")
    manage("load_kom_2014")
    manage("publish_head")
    printed = manage("create_demo_accounts", "--password", password)
    log = data_dir / "gunicorn.log"
    with log.open("w") as stderr:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "komportal.wsgi"], cwd=ROOT, env=environment, stderr=stderr
        )
    try:
        wait_for(f"{url}/readyz", server, log)
        yield Portal(url, password, re.findall(r"[\w.+-]+@[\w.-]+\w", printed), data_dir, manage)
    finally:
        server.terminate()
        server.wait(timeout=40)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    return {
        "executable_path": chromium,
        "args": [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }
