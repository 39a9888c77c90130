"""A throw-away PostgreSQL from the distribution's programs: `pytest -p komportal.tests.postgres`."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest


def programs() -> Path | None:
    """Return the folder with initdb and pg_ctl of the newest PostgreSQL; Debian keeps it off the PATH."""
    found = [Path(path).resolve().parent for path in [shutil.which("pg_ctl")] if path]
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    found += sorted(
        debian,
        key=lambda path: [int(number) for number in re.findall(r"\d+", path.parent.name)],
        reverse=True,
    )
    return next((path for path in found if (path / "initdb").is_file() and (path / "pg_ctl").is_file()), None)


class Server:
    """One server on a socket in its own folder; nothing listens on the network and nothing is left behind."""

    def __init__(self, bin_dir: Path):
        self.bin_dir = bin_dir
        self.folder = tempfile.mkdtemp(prefix="komportal-pg-", dir="/tmp")  # noqa: S108 - socket paths must be short
        self.prefix: list[str] = []
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.prefix = ["runuser", "-u", "postgres", "--"]

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        command = [*self.prefix, str(self.bin_dir / program), "-D", f"{self.folder}/data", *arguments]
        subprocess.run(command, check=check, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd="/")

    def start(self) -> str:
        """Start it and return its DATABASE_URL."""
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off -c full_page_writes=off"
        self._run("pg_ctl", "-w", "-l", f"{self.folder}/log", "-o", options, "start")
        # ?host=, because django-environ does not decode a socket folder written as %2F.
        return f"postgres://postgres@/postgres?host={self.folder}"

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


# A wrapper, tried first: a plain hook runs after pytest-django has read the settings, and the suite would
# stay on SQLite.
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    if "PYTEST_XDIST_WORKER" in os.environ:
        # Each worker has a database of its own in the one server, whose address it has inherited.
        return (yield)
    bin_dir = programs()
    if bin_dir is None:
        raise pytest.UsageError("initdb and pg_ctl were not found: install the package postgresql")
    server = Server(bin_dir)
    early_config.add_cleanup(server.stop)
    os.environ["DATABASE_URL"] = server.start()
    os.environ["EXPECT_DATABASE"] = "postgresql"
    return (yield)
