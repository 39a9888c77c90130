"""The office's door to events, declarations, parties, documents and news: facts in forms, acts behind buttons."""

from declarations.admin import contacts, declarations, events, merging, persons, posts, signatures, statements

__all__ = ["contacts", "declarations", "events", "merging", "persons", "posts", "signatures", "statements"]
