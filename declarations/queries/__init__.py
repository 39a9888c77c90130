"""Answers that need more than one table; they add facts to rows that access has picked."""

from declarations.queries.declarations import narrowed, parties, with_parties
from declarations.queries.events import Paper, Row, signatories, with_signatories
from declarations.queries.merging import everything_moved_by_merging, in_the_way_of_merging, moved_by_merging
from declarations.queries.partners import OwnSignature, signatures_of, with_partnership
from declarations.queries.wording import declaration_in_words, party_in_words, withdrawal_in_words

__all__ = [
    "OwnSignature",
    "Paper",
    "Row",
    "declaration_in_words",
    "everything_moved_by_merging",
    "in_the_way_of_merging",
    "moved_by_merging",
    "narrowed",
    "parties",
    "party_in_words",
    "signatories",
    "signatures_of",
    "with_parties",
    "with_partnership",
    "with_signatories",
    "withdrawal_in_words",
]
