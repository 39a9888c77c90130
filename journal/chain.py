"""What an entry's hash is made of; nothing here knows of a database."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

# The hash before the first entry. A chain that starts from anything else was not started by this register.
GENESIS = "0" * 64

# A personal value stands in the facts only as {SEALED: hash}; its text and salt lie beside the chain.
SEALED = "sealed"

# The actor of acts that no logged-in person did: commands and visitors without an account.
SYSTEM = "system"


def canonical(value: Any) -> bytes:
    """Return the one byte string for a JSON value, so that the same facts give the same hash on every database."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def seal(*, salt: str, value: Any) -> str:
    """Return the salted hash that stands for a personal value; without the salt it cannot be guessed back."""
    return hashlib.sha256(salt.encode() + canonical(value)).hexdigest()


def entry_hash(
    *,
    number: int,
    at: datetime,
    actor: str,
    act: str,
    object_type: str,
    object_key: str,
    facts: dict[str, Any],
    previous: str,
) -> str:
    """Return the lower-case hex SHA-256 of an entry, which covers the hash of the entry before it."""
    form = {
        "number": number,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor,
        "act": act,
        "object_type": object_type,
        "object_key": object_key,
        "facts": facts,
        "previous": previous,
    }
    return hashlib.sha256(canonical(form)).hexdigest()
