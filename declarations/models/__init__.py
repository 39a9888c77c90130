"""What was signed, where, by whom and with which paper: columns and constraints."""

from declarations.models.declarations import Declaration, Wording
from declarations.models.documents import Document
from declarations.models.events import SigningEvent
from declarations.models.examinations import Examination, TrustList
from declarations.models.pictures import Picture
from declarations.models.posts import Post, PostLink
from declarations.models.signatures import Signature
from declarations.models.statements import Statement
from declarations.models.visibility import Visibility

__all__ = [
    "Declaration",
    "Document",
    "Examination",
    "Picture",
    "Post",
    "PostLink",
    "Signature",
    "SigningEvent",
    "Statement",
    "TrustList",
    "Visibility",
    "Wording",
]
