"""What can be done with the store of files as a whole."""

from datetime import datetime

import journal.use_cases as journal
from declarations import files, queries
from members.pictures import PHOTOGRAPHS


def sweep_store(*, before: datetime, dry_run: bool = False) -> files.Swept:
    """Remove files that came before a moment and that no row has named since; tell what was removed.

    Refuses nothing and touches no file that a row names. An upload under way is safe as long as the moment lies
    further back than an upload takes; with the present moment, only where the portal is stopped.
    """
    let_go = queries.files_let_go(since=before)
    swept = files.sweep(queries.stored_files().keys() | let_go, before=before, dry_run=dry_run)
    # A picture is stored and named by one writer, so whoever is the only writer finds none between the two.
    with journal.writing():
        pictures = PHOTOGRAPHS.sweep(queries.named_pictures() | let_go, before=before, dry_run=dry_run)
    removed, size = [*swept.removed, *pictures], swept.size + sum(pictures.values())
    return files.Swept(removed=removed, size=size, refused=swept.refused)
