"""Addresses of the pages about partners, events and declarations."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from declarations import api, feeds, views

# The pages of the account itself come first, see the hall's map.
own_space = [
    path("", views.own, name="own"),
    path(_("my-data/"), views.own_data, name="own_data"),
    path(_("my-data/data.json"), views.own_data_file, name="own_data_file"),
    path("<slug:slug>/", views.own, name="own"),
    path(_("<slug:slug>/documents.zip"), views.own_documents, name="own_documents"),
]

# A picture says no language.
pictures = [
    path("logos/<str:sha256>.webp", views.logo, name="logo"),
    path("pictures/<str:sha256>.webp", views.picture, name="picture"),
]

urlpatterns = [
    path(_("account/"), include(own_space)),
    path(_("partners/"), views.partner_list, name="partner_list"),
    path(_("organisations/<slug:slug>/"), views.organisation_detail, name="organisation_detail"),
    path(_("organisations/<slug:slug>/card.png"), views.organisation_card, name="organisation_card"),
    path(_("card.png"), views.home_card, name="home_card"),
    path(_("directory/"), views.directory, name="directory"),
    path(_("directory/<slug:slug>/write/"), views.contact_write, name="contact_write"),
    path(_("events/"), views.event_list, name="event_list"),
    path(_("events/calendar.ics"), feeds.event_calendar, name="event_calendar"),
    path(_("events/<slug:slug>/calendar.ics"), feeds.event_calendar, name="event_calendar"),
    path(_("events/<slug:slug>/card.png"), views.event_card, name="event_card"),
    path(_("events/<slug:slug>/"), views.event_detail, name="event_detail"),
    path(_("news/"), views.post_list, name="post_list"),
    path(_("news/<slug:slug>/card.png"), views.post_card, name="post_card"),
    path(_("news/<slug:slug>/"), views.post_detail, name="post_detail"),
    path(_("open-data/"), api.open_data, name="open_data"),
    path("feed/", feeds.feed, name="feed"),
    path(_("feed/signatures/"), feeds.signature_feed, name="signature_feed"),
    path(_("feed/events/"), feeds.event_feed, name="event_feed"),
    path(_("feed/news/"), feeds.post_feed, name="post_feed"),
    path(_("verify/"), views.document_check, name="document_check"),
    path(_("declarations/"), views.declaration_list, name="declaration_list"),
    path(_("declarations/<slug:slug>/"), views.declaration_detail, name="declaration_detail"),
    path(_("declarations/<slug:slug>/evidence.zip"), views.declaration_evidence, name="declaration_evidence"),
    path(_("declarations/<slug:slug>/documents/<int:pk>/"), views.document_download, name="document_download"),
    path(_("declarations/<slug:slug>/documents/<int:pk>/about/"), views.document_detail, name="document_detail"),
    path(_("declarations/<slug:slug>/documents/<int:pk>/preview/"), views.document_preview, name="document_preview"),
]
