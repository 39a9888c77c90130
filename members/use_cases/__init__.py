"""The only room that changes organisations, memberships and accounts: the table of contents of what can be done."""

from members.use_cases.accounts import (
    GROUPS,
    ROLES,
    account_of,
    appoint_representative,
    choose_language,
    create_account,
)
from members.use_cases.applications import (
    accept_application,
    check_application,
    confirm_application,
    refuse_application,
    send_links,
    submit_application,
    withdraw_application,
)
from members.use_cases.cluster import add_membership, end_membership, keep_cluster
from members.use_cases.contacts import keep_contact, narrow_contact, write_to_contact
from members.use_cases.invitations import (
    ANSWERS,
    accept_invitation,
    ask_to_join,
    close_invitation,
    confirm_request,
    grant_request,
    invite,
    renew_invitation,
)
from members.use_cases.mails import send_next_mail, try_mail_again, write_mail, write_mails, write_reminders
from members.use_cases.organisations import keep_organisation, list_organisation, merge_organisations, move
from members.use_cases.people import change_role, keep_representative, remove_representative, take_off
from members.use_cases.profiles import confirm_profile, decide_proposal, propose_profile, withdraw_proposal

__all__ = [
    "accept_application",
    "check_application",
    "choose_language",
    "confirm_application",
    "refuse_application",
    "send_links",
    "submit_application",
    "withdraw_application",
    "ANSWERS",
    "accept_invitation",
    "ask_to_join",
    "change_role",
    "close_invitation",
    "confirm_request",
    "grant_request",
    "invite",
    "keep_representative",
    "remove_representative",
    "renew_invitation",
    "take_off",
    "confirm_profile",
    "decide_proposal",
    "propose_profile",
    "withdraw_proposal",
    "GROUPS",
    "ROLES",
    "account_of",
    "add_membership",
    "appoint_representative",
    "create_account",
    "end_membership",
    "keep_cluster",
    "keep_contact",
    "keep_organisation",
    "list_organisation",
    "merge_organisations",
    "move",
    "narrow_contact",
    "send_next_mail",
    "try_mail_again",
    "write_mail",
    "write_mails",
    "write_reminders",
    "write_to_contact",
]
