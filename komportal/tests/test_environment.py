"""Tests of the test deployment itself."""

import os

import pytest
from django.db import connection


@pytest.mark.django_db
def test_suite_runs_on_the_database_that_was_asked_for():
    assert connection.vendor == os.environ.get("EXPECT_DATABASE", connection.vendor)
