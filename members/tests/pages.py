"""The map of the portal with the pages that mails lead to, for tests of the words of mails alone."""

from django.contrib import admin
from django.http import HttpResponse
from django.urls import path

from komportal.urls import urlpatterns as portal


def _empty(request, **kwargs):
    return HttpResponse()


office = [
    path("members/application/<object_id>/change/", _empty, name="members_application_change"),
    path("members/proposal/<object_id>/change/", _empty, name="members_proposal_change"),
    *admin.site.get_urls(),
]
urlpatterns = [
    *(pattern for pattern in portal if getattr(pattern, "namespace", "") != "admin"),
    path("admin/", (office, "admin", "admin")),
    path("konto/zaproszenie/<key>/", _empty, name="invitation"),
    path("konto/dolaczenie/<key>/", _empty, name="join_confirm"),
    path("dolacz/wniosek/<key>/", _empty, name="application"),
    path("podmioty/<slug>/osoby/", _empty, name="people"),
    path("podmioty/<slug>/profil/", _empty, name="profile"),
]
