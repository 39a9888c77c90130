"""Programs that read files nobody vouches for: each runs in a process of its own, with bounded time and memory.

A program is a module of this package: it is told what to do as JSON, reads the file from standard input and writes its
answer to standard output. It knows neither settings nor secrets, imports no Django, and can neither change a
file nor start a program nor open a connection.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]
# Starting the interpreter and loading libraries is no work on the file, and a busy machine is slow at it.
_SECONDS_TO_START = 15


class Failed(Exception):
    """Raised when a program ran out of time or memory, or broke down over the file; the text is for the log."""


def run(program: str, source: bytes | Path, *, seconds: int, memory_mb: int, **told: Any) -> bytes:
    """Run a program on a file and return what it wrote; Failed where it did not come to an end by itself."""
    limits = {"seconds": seconds, "memory_mb": memory_mb}
    command = [sys.executable, "-m", f"{__name__}.{program}", json.dumps({"limits": limits, "told": told})]
    given: dict[str, Any] = {"input": source} if isinstance(source, bytes) else {"stdin": source.open("rb")}
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the file is data on its standard input
            command,
            cwd=_ROOT,
            env={"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=seconds + _SECONDS_TO_START,
            check=True,
            **given,
        )
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{program}: no answer after {seconds} s") from error
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise Failed(f"{program}: ended with {error.returncode} {last}") from error
    finally:
        if "stdin" in given:
            given["stdin"].close()
    return done.stdout
