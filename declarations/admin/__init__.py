"""The office's door to signing events, declarations, parties and documents: facts in forms, acts behind buttons."""

from declarations.admin import declarations, events, merging, signatures

__all__ = ["declarations", "events", "merging", "signatures"]
