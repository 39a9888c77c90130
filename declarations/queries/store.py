"""Which files of the store the register speaks of."""

from datetime import datetime

from declarations.models import Document, TrustList
from journal.models import Entry

_KEPT = (Document, TrustList)


def stored_files() -> dict[str, int]:
    """Return every file that a row names, a document's or a trusted list's: its hash and its size in bytes."""
    return {sha256: size for model in _KEPT for sha256, size in model.objects.values_list("sha256", "size").iterator()}


def files_let_go(*, since: datetime) -> set[str]:
    """Return the hashes that rows removed since a moment have named.

    A backup takes the database first and the files after: what its rows name must still be there when it comes to them.
    """
    removals = Entry.objects.filter(
        act="remove", object_type__in=[model._meta.label_lower for model in _KEPT], at__gte=since
    )
    return {facts["sha256"][0] for facts in removals.values_list("facts", flat=True).iterator()}
