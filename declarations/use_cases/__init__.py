"""The only room that changes declarations, signatures and documents: the table of contents of what can be done.

Every act locks the register, reads the row again, checks the edge of the lifecycle on that copy, writes and journals in
one transaction; of two coordinators acting at once the second is told what happened (IllegalTransition).
"""

from declarations.use_cases.declarations import (
    cancel_declaration,
    conclude_declaration,
    correct_declaration,
    keep_declaration,
    open_declaration,
    terminate_declaration,
)
from declarations.use_cases.documents import add_document, keep_document, record_download
from declarations.use_cases.organisations import merge_organisations
from declarations.use_cases.parties import (
    Signing,
    add_parties,
    correct_signature,
    decline_signature,
    invite_again,
    keep_party,
    record_signatures,
    remove_party,
    withdraw_signature,
)

__all__ = [
    "Signing",
    "add_document",
    "add_parties",
    "cancel_declaration",
    "conclude_declaration",
    "correct_declaration",
    "correct_signature",
    "decline_signature",
    "invite_again",
    "keep_declaration",
    "keep_document",
    "keep_party",
    "merge_organisations",
    "open_declaration",
    "record_download",
    "record_signatures",
    "remove_party",
    "terminate_declaration",
    "withdraw_signature",
]
