"""What every program of the sandbox does first: it gives up time, memory and rights; then it looks at the file."""

import json
import logging
import os
import resource
import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Names that Python gives to what it is about to do; reading goes on, libraries load parts of themselves late.
_GIVEN_UP = frozenset(
    "os.chmod os.chown os.exec os.fork os.forkpty os.kill os.link os.mkdir os.posix_spawn os.putenv os.remove os.rename"
    " os.rmdir os.symlink os.system os.truncate subprocess.Popen socket.bind socket.connect socket.getaddrinfo"
    " socket.sendmsg socket.sendto".split()
)


def obey(work: Callable[..., bytes]) -> None:
    """Do the work on the file from standard input, within the limits told, and write the answer."""
    order = json.loads(sys.argv[1])
    # What libraries remark on the way is read by nobody, and a hostile file could make it endless.
    logging.disable()
    _give_up(**order["limits"])
    file = BytesIO(sys.stdin.buffer.read())
    sys.stdout.buffer.write(work(file, **order["told"]))


def _give_up(seconds: int, memory_mb: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = int(used.ru_utime + used.ru_stime) + seconds + 1
    limits: dict[int, int] = {
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_AS: memory_mb * 1024 * 1024,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))
    sys.addaudithook(_only_read)


def _only_read(event: str, told: tuple[Any, ...]) -> None:
    """Stop a library that the file has led to change, start or reach something."""
    if event in _GIVEN_UP or (event == "open" and told[2] & _WRITING):
        raise PermissionError(f"given up: {event}")
