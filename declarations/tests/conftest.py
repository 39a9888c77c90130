"""What tests of declarations start from: a store of their own, the register of 2014, the office's browser."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from declarations.tests import make
from members.tests.make import coordinator


@pytest.fixture(autouse=True)
def store(settings, tmp_path) -> Path:
    settings.DATA_DIR = tmp_path
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def kom_2014(db) -> None:
    call_command("load_kom_2014")


@pytest.fixture
def office(db) -> Client:
    return make.browser(coordinator())
