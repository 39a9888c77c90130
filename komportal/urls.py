"""The map of the portal: Polish addresses bare, English ones under /en/, a few without language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from declarations.urls import pictures
from komportal import feeds, views
from komportal.api import public_urls

urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", feeds.robots, name="robots"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("mark.svg", views.mark, name="mark"),
    path("colours.css", views.colours, name="colours"),
    path("admin/", admin.site.urls),
    path("", include(pictures)),
    path("api/", public_urls()),
    *i18n_patterns(
        path("", views.home, name="home"),
        path(_("accessibility/"), views.accessibility, name="accessibility"),
        path(_("privacy/"), views.privacy, name="privacy"),
        path(_("account/"), include("komportal.account_urls")),
        path("", include("journal.urls")),
        path("", include("members.urls")),
        path("", include("declarations.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "komportal.views.bad_request"
handler403 = "komportal.views.permission_denied"
handler404 = "komportal.views.page_not_found"
handler429 = "komportal.views.too_many_requests"
handler500 = "komportal.views.server_error"
