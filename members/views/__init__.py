"""Pages about who belongs and about the own organisation, and the way every list answers what it is asked."""

from members.views.applications import application, application_link, application_sent, join
from members.views.contacts import own_contact
from members.views.invitations import invitation, join_ask, join_confirm, join_sent
from members.views.lists import map_of, member_list
from members.views.people import people, person
from members.views.profiles import profile, profile_preview

__all__ = [
    "application",
    "application_link",
    "application_sent",
    "join",
    "invitation",
    "join_ask",
    "join_confirm",
    "join_sent",
    "people",
    "person",
    "map_of",
    "member_list",
    "own_contact",
    "profile",
    "profile_preview",
]
