"""The office's door to organisations, memberships, groups, key figures and accounts."""

from members.admin.applications import ApplicationAdmin
from members.admin.cluster import MARKDOWN, STANDARD, ClusterAdmin, KeyFigureAdmin
from members.admin.invitations import InvitationAdmin
from members.admin.mails import OutgoingMailAdmin
from members.admin.memberships import (
    CertificateAdmin,
    EndForm,
    GroupAdmin,
    GroupMembershipAdmin,
    MembershipAdmin,
    PeriodAdmin,
)
from members.admin.organisations import OrganisationAdmin, OrganisationForm
from members.admin.people import RepresentativeAdmin, RepresentativeForm, UserAdmin
from members.admin.proposals import ProposalAdmin

__all__ = [
    "ApplicationAdmin",
    "CertificateAdmin",
    "ClusterAdmin",
    "EndForm",
    "GroupAdmin",
    "GroupMembershipAdmin",
    "KeyFigureAdmin",
    "InvitationAdmin",
    "MARKDOWN",
    "MembershipAdmin",
    "OutgoingMailAdmin",
    "OrganisationAdmin",
    "OrganisationForm",
    "PeriodAdmin",
    "ProposalAdmin",
    "RepresentativeAdmin",
    "RepresentativeForm",
    "STANDARD",
    "UserAdmin",
]
