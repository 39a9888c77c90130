"""Tests are one more deployment: each variable that is not set is set here, before Django looks."""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

import pytest


def variables(data_dir: str, **wanted: str) -> dict[str, str]:
    """Return a value for every variable the settings read, so that no developer's .env leaks into tests."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DEBUG": "false",
        "BASE_URL": "http://localhost:8000",
        "ALLOWED_HOSTS": "",
        "DATABASE_URL": "",
        "DATA_DIR": data_dir,
        "EMAIL_URL": "",
        "MAIL_FROM": "",
        "TRUSTED_PROXIES": "0",
        "STAFF_2FA_REQUIRED": "false",
        "UPLOAD_MAX_MB": "20",
        "INSPECTION_SECONDS": "20",
        "INSPECTION_MEMORY_MB": "512",
        "IMAGE_MAX_MEGAPIXELS": "100",
        "CLAMAV_SOCKET": "",
        "TRUST_ROOTS": "",
        "ACCEL_REDIRECT_PREFIX": "",
        "RETENTION_INVITATION_DAYS": "180",
        "RETENTION_APPLICATION_DAYS": "730",
        "RETENTION_MAIL_DAYS": "365",
        "DATA_LICENCE": "https://creativecommons.org/licenses/by/4.0/",
        "IDENTITY_MARK": "",
        "IDENTITY_COLOUR": "",
        "IDENTITY_ACCENT": "",
        **wanted,
    }


if "DATA_DIR" not in os.environ:
    folder = tempfile.mkdtemp(prefix="komportal-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DATA_DIR"] = folder
# DEBUG for the plain static storage; pytest-django switches the flag itself off again.
for name, value in variables(os.environ["DATA_DIR"], DEBUG="true").items():
    os.environ.setdefault(name, value)
# Whitenoise warns about a folder that is not there.
(Path(os.environ["DATA_DIR"]) / "static").mkdir(parents=True, exist_ok=True)


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    from django.conf import settings

    # Real hashing would be most of the time the suite takes.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        # A file, as deployed: in memory, threads would meet other locks than those of a real register.
        settings.DATABASES["default"]["TEST"]["NAME"] = str(Path(os.environ["DATA_DIR"]) / "test.sqlite3")


@pytest.fixture(autouse=True)
def language() -> None:
    """Start in the language of the register: a page that an earlier test asked for leaves its own behind."""
    from django.utils import translation

    translation.deactivate()
