"""Tests of the hall's commands."""

import subprocess
import sys

from komportal.management.commands.update_translations import CATALOGUE
from komportal.tests.environment import variables
from komportal.tests.test_architecture import ROOT


def test_update_translations_without_its_tools_says_so_and_leaves_the_catalogue_as_it_is(tmp_path):
    before = CATALOGUE.read_bytes()
    answer = subprocess.run(
        [sys.executable, "manage.py", "update_translations"],
        cwd=ROOT,
        env={"PATH": "", **variables(str(tmp_path))},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 1
    assert "GNU gettext" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert CATALOGUE.read_bytes() == before
