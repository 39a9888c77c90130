"""Who exists, who belongs, who speaks for whom: the columns and constraints of the ground floor of the register."""

from members.models.accounts import User, UserManager
from members.models.cluster import Cluster, KeyFigure
from members.models.joining import Application, Invitation, Proposal
from members.models.mails import OutgoingMail
from members.models.memberships import Group, GroupMembership, Membership
from members.models.organisations import Certificate, FormerSlug, Organisation
from members.models.periods import AttestedPeriod, Period
from members.models.representatives import Contact, Representative

__all__ = [
    "Proposal",
    "OutgoingMail",
    "Invitation",
    "Contact",
    "Certificate",
    "Application",
    "AttestedPeriod",
    "Cluster",
    "FormerSlug",
    "Group",
    "GroupMembership",
    "KeyFigure",
    "Membership",
    "Organisation",
    "Period",
    "Representative",
    "User",
    "UserManager",
]
