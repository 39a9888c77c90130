"""The whole suite, `make test`: on SQLite, on PostgreSQL, in a browser; what cannot run here is named."""

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET  # noqa: S405 - reads only what pytest has just written
from pathlib import Path

from komportal.tests import postgres


def run(name: str, *arguments: str, **environment: str) -> tuple[int, int]:
    """Run pytest once; return how many tests passed and how many did not."""
    print(f"\n--- {name}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
        code = subprocess.run(command, env={**os.environ, **environment}).returncode
        if not report.is_file():
            return 0, 1
        suite = ET.parse(report).getroot().find("testsuite")  # noqa: S314
    count = {key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")}
    failed = count["failures"] + count["errors"]
    # A run that ended badly without a failed test (nothing collected, interrupted) is a failure all the same.
    return count["tests"] - failed - count["skipped"], max(failed, int(code != 0))


# As many tests at once as there are processors; beyond four they wait for the disk.
AT_ONCE = ("-n", "auto", "--maxprocesses", "4")


def main() -> int:
    results, left_out = [run("SQLite", *AT_ONCE, EXPECT_DATABASE="sqlite", DATABASE_URL="")], []
    if postgres.programs():
        results.append(run("PostgreSQL", *AT_ONCE, "-p", "komportal.tests.postgres"))
    else:
        left_out.append("the suite on PostgreSQL: install the package postgresql")
    if shutil.which("chromium"):
        results.append(run("browser", "-m", "browser"))
    else:
        left_out.append("the browser tests: install the package chromium")
    passed, failed = (sum(column) for column in zip(*results, strict=True))
    print()
    for line in left_out:
        print(f"LEFT OUT: {line}")
    if left_out and os.environ.get("CI") == "true":
        print("CI=true: leaving something out is a failure")
        failed += len(left_out)
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
