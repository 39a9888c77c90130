"""Tests of komportal/tests/suite.py: what is counted as passed, and what as a failure."""

import os

import pytest

from komportal.tests.suite import run


@pytest.mark.parametrize(
    ("tests", "passed", "failed"),
    [
        ("def test_a(): pass\ndef test_b(): pass", 2, 0),
        ("def test_a(): pass\ndef test_b(): assert False", 1, 1),
        ("import pytest\ndef test_a(): pytest.skip()\ndef test_b(): pass", 1, 0),
        ("nothing_to_collect = True", 0, 1),
        ("this is no Python", 0, 1),
    ],
)
def test_run_counts_what_passed_and_what_did_not(tmp_path, capfd, tests, passed, failed):
    (tmp_path / "test_sample.py").write_text(tests)
    alone = ("-c", os.devnull, "-p", "no:django", "-p", "no:cacheprovider")
    assert run("sample", *alone, str(tmp_path)) == (passed, failed)


def test_run_that_cannot_start_is_a_failure(capfd):
    assert run("sample", "--no-such-option") == (0, 1)
