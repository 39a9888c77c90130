"""A program in the sandbox: it looks at a file, and can neither take long, nor much, nor change or reach anything."""

import json
from io import BytesIO

import pytest

from declarations import sandbox
from declarations.sandbox.inspecting import inspect
from declarations.tests import hostile, papers

LIMITS = {"seconds": 20, "memory_mb": 512}


def run(program: str, source: bytes, **limits: int) -> bytes:
    return sandbox.run(f"tests.{program}", source, **LIMITS | limits)


@pytest.fixture
def program(monkeypatch, tmp_path):
    """Return a way to run any work as a program of the sandbox, in a real process of its own."""
    package = tmp_path / "declarations" / "sandbox"
    package.mkdir(parents=True)
    for name in ("__init__.py", "child.py"):
        source = sandbox._ROOT / "declarations" / "sandbox" / name
        (package / name).write_text(source.read_text(), encoding="utf-8")
    (package.parent / "__init__.py").touch()
    monkeypatch.setattr(sandbox, "_ROOT", tmp_path)
    monkeypatch.setattr(sandbox, "_SECONDS_TO_START", 5)

    def run(work: str, data: bytes = b"", **limits: int) -> bytes:
        lines = "\n".join(f"    {line}" for line in work.splitlines())
        text = f"from declarations.sandbox.child import obey\n\ndef work(file):\n{lines}\n\nobey(work)\n"
        (package / "made.py").write_text(text, encoding="utf-8")
        return sandbox.run("made", data, **LIMITS | limits)

    return run


def test_a_program_reads_the_file_and_its_answer_comes_back(program):
    assert program("return file.read()[::-1]", b"abc") == b"cba"


@pytest.mark.parametrize(
    "work",
    [
        pytest.param("while True: pass", id="computes for ever"),
        pytest.param("import time; time.sleep(60)", id="sleeps"),
        pytest.param("return b'x' * 10**9", id="takes memory"),
        pytest.param("raise ValueError('x')", id="breaks down"),
        pytest.param("import os; os._exit(0) if os.kill(os.getpid(), 9) else None", id="kills itself"),
    ],
)
def test_what_does_not_come_to_an_end_by_itself_has_failed(program, work):
    with pytest.raises(sandbox.Failed):
        program(work, seconds=1, memory_mb=256)


@pytest.mark.parametrize(
    "work",
    [
        "open('made-by-a-file', 'w')",
        "import os; os.remove('declarations/__init__.py')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('localhost', 80)",
    ],
)
def test_a_program_can_neither_write_nor_start_nor_reach_anything(program, work):
    with pytest.raises(sandbox.Failed, match="given up"):
        program(work)


def test_a_program_knows_no_secret_of_the_portal(program, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret-of-the-portal")
    known = program("import os; return repr(dict(os.environ)).encode()")
    assert b"secret-of-the-portal" not in known
    assert b"DATABASE_URL" not in known


# The look at papers, in this process: the bounds are proved above, and three hundred processes take minutes


@pytest.mark.parametrize("name", papers.sound())
def test_a_sound_paper_is_accepted(name):
    answer = json.loads(inspect(BytesIO(papers.sound()[name]), megapixels=100))
    assert answer.get("media_type") == "application/pdf", answer
    assert answer["pages"] >= 1


def test_two_hundred_papers_and_sixty_hostile_files_were_looked_at():
    assert len(papers.sound()) >= 200
    assert len(hostile.hostile()) >= 60


@pytest.mark.parametrize("name", hostile.hostile())
def test_a_hostile_file_is_refused_for_its_own_reason(name):
    reason, data = hostile.hostile()[name]
    assert json.loads(inspect(BytesIO(data), megapixels=100)) == {"refused": reason}


@pytest.mark.parametrize("name", papers.PICTURES)
def test_a_picture_of_a_scan_is_accepted(name):
    media_type, pages, make = papers.PICTURES[name]
    answer = json.loads(inspect(BytesIO(make()), megapixels=100))
    assert answer == {"media_type": media_type, "pages": pages, "has_text": None}


@pytest.mark.parametrize(("name", "has_text"), [("letter", True), ("typeset", True), ("scan", False), ("blank", False)])
def test_it_is_known_whether_a_paper_holds_letters_or_only_their_picture(name, has_text):
    answer = json.loads(inspect(BytesIO(papers.sound()[name]), megapixels=100))
    assert answer["has_text"] is has_text
