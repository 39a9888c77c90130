"""Tests of komportal/settings.py: each refusal, one reader of the environment, clean in production."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from komportal.tests.environment import variables

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "komportal" / "settings.py"
PRODUCTION = {"BASE_URL": "https://register.example.org", "STAFF_2FA_REQUIRED": "true"}


def manage(tmp_path, *arguments, **wanted):
    environment = {"PATH": os.environ["PATH"], **variables(str(tmp_path), **wanted)}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("wanted", "refused"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is weak"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY is weak"),
        ({"SECRET_KEY": "django-insecure-" + "abcdefghij" * 6}, "SECRET_KEY is weak"),
        ({"SECRET_KEY": "change-me"}, "SECRET_KEY is weak"),
        ({"DEBUG": "true"}, "DEBUG must be off"),
        ({"DEBUG": "ture"}, "DEBUG cannot be read"),
        ({"STAFF_2FA_REQUIRED": "treu"}, "STAFF_2FA_REQUIRED cannot be read"),
        ({"ALLOWED_HOSTS": "register.example.org,*"}, "ALLOWED_HOSTS"),
        ({"BASE_URL": ""}, "BASE_URL is missing"),
        ({"BASE_URL": "register.example.org"}, "BASE_URL must be scheme and host"),
        ({"BASE_URL": "https://register.example.org/kom"}, "BASE_URL must be scheme and host"),
        ({"BASE_URL": "https://register.example.org:port"}, "BASE_URL must be scheme and host"),
        ({"BASE_URL": "http://register.example.org"}, "BASE_URL must be https"),
        ({"DATABASE_URL": "mysql://user:hidden@host/name"}, "DATABASE_URL must be"),
        ({"DATABASE_URL": "nonsense://user:hidden@host/name"}, "DATABASE_URL"),
        ({"EMAIL_URL": "carrier-pigeon://user:hidden@loft"}, "EMAIL_URL"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES cannot be read"),
        ({"UPLOAD_MAX_MB": "0"}, "UPLOAD_MAX_MB"),
        ({"INSPECTION_SECONDS": "0"}, "INSPECTION_SECONDS"),
        ({"INSPECTION_MEMORY_MB": "64"}, "INSPECTION_MEMORY_MB"),
        ({"IMAGE_MAX_MEGAPIXELS": "0"}, "IMAGE_MAX_MEGAPIXELS"),
        ({"CLAMAV_SOCKET": "clamd"}, "CLAMAV_SOCKET"),
        ({"TRUST_ROOTS": "nowhere.pem"}, "TRUST_ROOTS"),
        ({"ACCEL_REDIRECT_PREFIX": "documents"}, "ACCEL_REDIRECT_PREFIX"),
        ({"RETENTION_INVITATION_DAYS": "0"}, "RETENTION_INVITATION_DAYS"),
        ({"RETENTION_MAIL_DAYS": "30"}, "RETENTION_MAIL_DAYS"),
        ({"DATA_LICENCE": "javascript:alert(1)"}, "DATA_LICENCE"),
        ({"IDENTITY_MARK": "nowhere.svg"}, "IDENTITY_MARK"),
        ({"IDENTITY_COLOUR": "#14497c"}, "IDENTITY_ACCENT"),
        ({"IDENTITY_COLOUR": "blue", "IDENTITY_ACCENT": "#8a2b1d"}, "IDENTITY_COLOUR"),
    ],
)
def test_settings_refuse_in_one_line_and_name_the_variable(tmp_path, wanted, refused):
    answer = manage(tmp_path, "check", **{**PRODUCTION, **wanted})
    assert answer.returncode != 0
    assert refused in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1
    assert "hidden" not in answer.stderr


def test_settings_tell_all_refusals_at_once(tmp_path):
    answer = manage(tmp_path, "check", SECRET_KEY="", BASE_URL="", ALLOWED_HOSTS="*")
    assert all(name in answer.stderr for name in ("SECRET_KEY", "BASE_URL", "ALLOWED_HOSTS"))


def test_check_deploy_is_clean_with_production_values(tmp_path):
    answer = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert answer.returncode == 0, answer.stderr


def test_settings_write_nothing(tmp_path):
    manage(tmp_path, "check", **PRODUCTION)
    assert list(tmp_path.iterdir()) == []


def tree():
    return ast.parse(SETTINGS.read_text())


def declared():
    return {
        keyword.arg
        for node in ast.walk(tree())
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "environ.Env"
        for keyword in node.keywords
    }


def test_example_lists_exactly_the_variables_that_settings_read():
    example = re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(example) == sorted(declared())


def test_test_deployment_sets_every_variable():
    assert set(variables("data")) == declared()


def test_only_the_settings_block_reads_the_environment():
    assert "os.environ" not in SETTINGS.read_text()
    assert "getenv" not in SETTINGS.read_text()


def test_each_name_is_assigned_once():
    names = [
        name.id
        for node in ast.walk(tree())
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for name in ast.walk(target)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    ]
    inside_functions = {"parts"}
    assert sorted(names) == sorted(set(names) | inside_functions)
