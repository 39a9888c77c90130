"""Addresses of the pages about who belongs."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from members import views

urlpatterns = [
    path(_("members/"), views.member_list, name="member_list"),
    path(_("join/"), views.join, name="join"),
    path(_("join/sent/"), views.application_sent, name="application_sent"),
    path(_("join/link/"), views.application_link, name="application_link"),
    path(_("join/application/"), views.application, name="application"),
    # A key stands in the address once, then the session has it.
    path(_("join/<str:key>/"), views.application, name="application"),
    path(_("account/invitation/"), views.invitation, name="invitation"),
    path(_("account/invitation/<str:key>/"), views.invitation, name="invitation"),
    path(_("account/join/"), views.join_ask, name="join_ask"),
    path(_("account/join/sent/"), views.join_sent, name="join_sent"),
    path(_("account/join/confirm/"), views.join_confirm, name="join_confirm"),
    path(_("account/join/confirm/<str:key>/"), views.join_confirm, name="join_confirm"),
    path(_("account/<slug:slug>/people/"), views.people, name="people"),
    path(_("account/<slug:slug>/people/<int:pk>/"), views.person, name="person"),
    path(_("account/<slug:slug>/contact/"), views.own_contact, name="own_contact"),
    path(_("account/<slug:slug>/profile/"), views.profile, name="profile"),
    path(_("account/<slug:slug>/profile/preview/"), views.profile_preview, name="profile_preview"),
]
