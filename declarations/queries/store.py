"""Which files of the store the register speaks of."""

from datetime import datetime

from declarations.models import Document, Picture, TrustList
from journal.models import Entry

_KEPT = (Document, TrustList)
_SUMS = ("sha256", "small_sha256")


def stored_files() -> dict[str, int]:
    """Return every file that a row names, a document's or a trusted list's: its hash and its size in bytes."""
    return {sha256: size for model in _KEPT for sha256, size in model.objects.values_list("sha256", "size").iterator()}


def named_pictures() -> set[str]:
    """Return the hashes of all pictures of events and news, in both sizes."""
    return {each for sums in Picture.objects.values_list(*_SUMS).iterator() for each in sums}


def files_let_go(*, since: datetime) -> set[str]:
    """Return the hashes that rows removed since a moment have named.

    A backup takes the database first and the files after: what its rows name must still be there when it comes to them.
    """
    removals = Entry.objects.filter(
        act="remove", object_type__in=[model._meta.label_lower for model in (*_KEPT, Picture)], at__gte=since
    )
    found = removals.values_list("facts", flat=True).iterator()
    return {facts[name][0] for facts in found for name in _SUMS if name in facts}
