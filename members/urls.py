"""Addresses of the pages about who belongs."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from members import views

urlpatterns = [
    path(_("members/"), views.member_list, name="member_list"),
]
