"""Addresses of the pages about the journal."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from journal import feeds, views

urlpatterns = [
    path(_("journal/"), views.journal_heads, name="journal_heads"),
    path(_("journal/atom/"), feeds.journal_feed, name="journal_feed"),
]
