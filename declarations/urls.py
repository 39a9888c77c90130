"""Addresses of the pages about partners, events and declarations."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from declarations import views

urlpatterns = [
    path(_("partners/"), views.partner_list, name="partner_list"),
    path(_("organisations/<slug:slug>/"), views.organisation_detail, name="organisation_detail"),
    path(_("events/"), views.event_list, name="event_list"),
    path(_("events/<slug:slug>/"), views.event_detail, name="event_detail"),
    path(_("verify/"), views.document_check, name="document_check"),
    path(_("declarations/"), views.declaration_list, name="declaration_list"),
    path(_("declarations/<slug:slug>/"), views.declaration_detail, name="declaration_detail"),
    path(_("declarations/<slug:slug>/evidence.zip"), views.declaration_evidence, name="declaration_evidence"),
    path(_("declarations/<slug:slug>/documents/<int:pk>/"), views.document_download, name="document_download"),
    path(_("declarations/<slug:slug>/documents/<int:pk>/about/"), views.document_detail, name="document_detail"),
    path(_("declarations/<slug:slug>/documents/<int:pk>/preview/"), views.document_preview, name="document_preview"),
]
