"""What was signed, where, by whom and with which paper: columns and constraints."""

from declarations.models.declarations import Declaration
from declarations.models.documents import Document
from declarations.models.events import SigningEvent
from declarations.models.signatures import Signature
from declarations.models.visibility import Visibility

__all__ = [
    "Declaration",
    "Document",
    "Signature",
    "SigningEvent",
    "Visibility",
]
