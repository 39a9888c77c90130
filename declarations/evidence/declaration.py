"""The evidence file of one declaration."""

from declarations.evidence import lines, papers
from declarations.evidence.archive import EvidenceFile, Notes
from declarations.evidence.papers import Reader
from declarations.models import Declaration


def of_declaration(declaration: Declaration, *, reader: Reader) -> EvidenceFile:
    """Return the evidence file of a declaration as far as the reader may read it; FilesMissing where papers are lost.

    Facts are read here and now, papers while the file goes out. To be of one moment it is made where nobody writes.
    """
    notes = Notes()
    (read,) = papers.read(Declaration.objects.filter(pk=declaration.pk), reader=reader)
    entries = list(lines.changes_of(papers.things_of(read)))
    members = [
        *papers.files_of(read, notes, reader=reader),
        notes.member("journal.jsonl", lines.as_lines(entries, with_facts=reader.sees_everything)),
    ]
    return EvidenceFile(
        members,
        subject=declaration.slug,
        kind="declaration",
        slug=declaration.slug,
        is_complete=reader.sees_everything,
        journal=lines.ending(entries[-1] if entries else None, with_facts=reader.sees_everything),
    )
