"""Who exists, who belongs, who speaks for whom: the columns and constraints of the ground floor of the register."""

from members.models.accounts import User, UserManager
from members.models.cluster import Cluster, KeyFigure
from members.models.memberships import Group, GroupMembership, Membership
from members.models.organisations import FormerSlug, Organisation
from members.models.periods import AttestedPeriod, Period
from members.models.representatives import Representative

__all__ = [
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
