"""Uploads that do not fit on the disk, or stop half-way."""

import subprocess
import sys
from pathlib import Path

import pytest

# In a process of its own: the small folder mounted there ends with it, and nothing is collected as garbage.
FULL_DISK = """
import gc, os, sys, tempfile
import django
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.test.utils import setup_test_environment

tempfile.tempdir = sys.argv[1]
gc.disable()
django.setup()
setup_test_environment(debug=False)
visitor = Client(enforce_csrf_checks=True, raise_request_exception=False)
visitor.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32  # the key of the form is looked for in what is sent
send = lambda size: visitor.post("/", {"file": ContentFile(b"a" * size, "a.pdf")}).status_code
free = lambda: os.statvfs(sys.argv[1]).f_bfree
at_first = free()
assert send(5_100_000) == 507
assert free() == at_first, "the part that came in still takes room"
assert send(3_100_000) == 403, "there is room, and only the form's key is missing"
"""


def test_an_upload_too_big_for_the_disk_gives_its_room_back_at_once(tmp_path):
    mount = ["unshare", "--map-root-user", "--mount", "sh", "-c", 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"']
    if subprocess.run([*mount, str(tmp_path), "true"], capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    command = [*mount, str(tmp_path), sys.executable, "-c", FULL_DISK, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
