"""What can be done to find out about the signatures inside the stored files."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from declarations import examining, files
from declarations.models import Document, Examination, TrustList
from members.models import User

# The largest list of a country is a fifth of it.
MOST_BYTES = 64 << 20


def examine_document(*, document: Document, by: User | None, at: datetime) -> Examination:
    """Examine the signatures inside a stored file and keep what was found beside what was found earlier."""
    examination = examining.examine(document, at=at)
    journal.keep(thing=examination, by=by, at=at)
    return examination


def load_trust_list(*, upload: File, signed_by: str = "", by: User | None, at: datetime) -> TrustList:
    """Keep a country's trusted list, by which later examinations judge; return its row, the old one if it is known.

    Given a certificate (PEM), the list must be signed with its key. Of several lists of one territory the newest
    judges. Refuses what is no trusted list (ValidationError); raises OSError where the store is full or read-only.
    """
    if upload.size > MOST_BYTES:
        raise ValidationError(_("The trusted list is larger than %(limit)s MB."), params={"limit": MOST_BYTES >> 20})
    sha256 = files.hash_of(upload)
    known = TrustList.objects.filter(sha256=sha256).first()
    if known:
        return known
    trust_list = examining.read_trust_list(upload.read(), signed_by=signed_by)
    upload.seek(0)
    stored = files.keep(upload)
    trust_list.sha256, trust_list.size, trust_list.loaded_at = stored.sha256, stored.size, at
    journal.keep(thing=trust_list, by=by, at=at)
    return trust_list
