"""What can be done with the store of files as a whole."""

from datetime import datetime

from declarations import files, queries


def sweep_store(*, before: datetime, dry_run: bool = False) -> files.Swept:
    """Remove files that came before a moment and that no row has named since; tell what was removed.

    Refuses nothing and touches no file that a row names. An upload under way is safe as long as the moment lies
    further back than an upload takes; with the present moment, only where the portal is stopped.
    """
    named = queries.stored_files().keys() | queries.files_let_go(since=before)
    return files.sweep(named, before=before, dry_run=dry_run)
