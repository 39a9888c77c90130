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
    record_evidence,
    terminate_declaration,
)
from declarations.use_cases.documents import (
    add_document,
    keep_document,
    record_download,
    record_downloads,
    remove_document,
)
from declarations.use_cases.examinations import examine_document, load_trust_list
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
from declarations.use_cases.persons import erase_person, expire_personal_data
from declarations.use_cases.pictures import add_picture
from declarations.use_cases.store import sweep_store

__all__ = [
    "Signing",
    "add_document",
    "add_parties",
    "add_picture",
    "cancel_declaration",
    "conclude_declaration",
    "correct_declaration",
    "correct_signature",
    "decline_signature",
    "erase_person",
    "examine_document",
    "expire_personal_data",
    "invite_again",
    "keep_declaration",
    "keep_document",
    "keep_party",
    "load_trust_list",
    "merge_organisations",
    "open_declaration",
    "record_download",
    "record_evidence",
    "record_downloads",
    "record_signatures",
    "remove_document",
    "remove_party",
    "sweep_store",
    "terminate_declaration",
    "withdraw_signature",
]
