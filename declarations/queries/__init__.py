"""Answers that need more than one table; they add facts to rows that access has picked."""

from declarations.queries.checking import Answer, Place, answer_to
from declarations.queries.claims import Checked, checked_claims
from declarations.queries.declarations import narrowed, parties, with_parties
from declarations.queries.events import (
    Paper,
    Row,
    Said,
    documents_at,
    feature_of,
    signatories,
    statements_at,
    statements_of,
    with_signatories,
)
from declarations.queries.examinations import ExaminationInWords, SignatureInWords, examination_in_words
from declarations.queries.merging import (
    doubled_by_merging,
    everything_moved_by_merging,
    in_the_way_of_merging,
    moved_by_merging,
)
from declarations.queries.own import OwnDeclaration, of_party, own_declaration, with_own_parties
from declarations.queries.partners import (
    OwnSignature,
    Step,
    growth,
    latest_partner_signatures,
    partners_of,
    signatures_of,
    with_partnership,
)
from declarations.queries.persons import (
    Held,
    Mention,
    Person,
    disclosed,
    held_on,
    left_without_owner,
    mentions_of,
    own_data,
    person_of,
)
from declarations.queries.posts import posts_about, posts_of, tag_counts, things_of
from declarations.queries.store import files_let_go, named_pictures, stored_files
from declarations.queries.texts import Text, Texts, texts_of
from declarations.queries.versions import Versions, lacks_text, versions_in, versions_of, why_kept
from declarations.queries.wording import declaration_in_words, party_in_words, withdrawal_in_words

__all__ = [
    "Answer",
    "Checked",
    "ExaminationInWords",
    "Held",
    "Mention",
    "OwnDeclaration",
    "OwnSignature",
    "Paper",
    "Person",
    "Place",
    "Row",
    "Said",
    "SignatureInWords",
    "Step",
    "Text",
    "Texts",
    "Versions",
    "answer_to",
    "checked_claims",
    "declaration_in_words",
    "everything_moved_by_merging",
    "disclosed",
    "documents_at",
    "doubled_by_merging",
    "examination_in_words",
    "feature_of",
    "files_let_go",
    "growth",
    "held_on",
    "in_the_way_of_merging",
    "lacks_text",
    "left_without_owner",
    "mentions_of",
    "latest_partner_signatures",
    "moved_by_merging",
    "named_pictures",
    "narrowed",
    "of_party",
    "own_data",
    "own_declaration",
    "parties",
    "partners_of",
    "party_in_words",
    "person_of",
    "posts_about",
    "posts_of",
    "signatories",
    "signatures_of",
    "statements_at",
    "statements_of",
    "stored_files",
    "tag_counts",
    "texts_of",
    "things_of",
    "versions_in",
    "versions_of",
    "why_kept",
    "with_own_parties",
    "with_parties",
    "with_partnership",
    "with_signatories",
    "withdrawal_in_words",
]
