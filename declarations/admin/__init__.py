"""The office's door to signing events, declarations, parties and documents: facts in forms, acts behind buttons."""

from declarations.admin import contacts, declarations, events, merging, persons, signatures

__all__ = ["contacts", "declarations", "events", "merging", "persons", "signatures"]
