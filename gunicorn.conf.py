"""How the portal is served by `gunicorn komportal.wsgi`: PORT, LISTEN and WEB_CONCURRENCY may be set."""

import logging
import os
import socket
import sys
import threading
import time

from django.core.management import call_command
from django.db import connections

# Reachable from this machine only: a server that faces the network stands behind a proxy, or says so with
# LISTEN.
bind = f"{os.environ.get('LISTEN', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60
graceful_timeout = 30
keepalive = 5
# The default socket lies in the home folder and is shared by all instances of one user.
control_socket_disable = True
# Whether a forwarded scheme is believed is decided by TRUSTED_PROXIES in the settings alone.
secure_scheme_headers: dict[str, str] = {}
if os.access("/dev/shm", os.W_OK):  # noqa: S108 - memory, so that a slow disk does not look like a dead worker
    worker_tmp_dir = "/dev/shm"  # noqa: S108


def on_starting(server) -> None:
    """Say in one line that the port is taken: gunicorn itself would try five times and end in a trace."""
    for address in server.cfg.address:
        if not isinstance(address, tuple):
            continue
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                if server.pidfile is not None:
                    server.pidfile.unlink()
                sys.exit(f"Cannot listen on {address[0]}:{address[1]}: {error.strerror}. Choose another PORT.")


def post_worker_init(worker) -> None:
    """Send what waits in the queue of mails, beside the requests: `make run` needs no timer."""
    threading.Thread(target=send_mails_for_ever, name="mails", daemon=True).start()


def send_mails_for_ever() -> None:
    while True:
        send_mails()
        time.sleep(10)


def send_mails() -> None:
    """Empty the queue of mails; a database that is away now may be back the next time."""
    try:
        call_command("send_mail_queue", verbosity=0)
    except Exception as error:
        logging.getLogger("mails").error("the queue of mails waits: %s", type(error).__name__)
    finally:
        connections.close_all()
