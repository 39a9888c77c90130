"""By what the wording of a paper is known, wherever it is printed."""

import hashlib
import json
from datetime import date


def wording_sha256(*, title: str, number: str, dated_on: date | None, text: str) -> str:
    """Return the lower-case hex SHA-256 of what a paper says, however its lines were ended when they were typed."""
    words = {
        "title": title,
        "number": number,
        "dated_on": dated_on.isoformat() if dated_on else "",
        "text": text.replace("\r\n", "\n").strip(),
    }
    form = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(form.encode()).hexdigest()
