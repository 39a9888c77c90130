"""What search engines are told: every public page in both languages, and which addresses to leave alone."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

import declarations.access
from members.access import NOBODY

BASE = urlsplit(settings.BASE_URL)


class Bilingual(Sitemap):
    i18n = True
    alternates = True
    x_default = True
    protocol = BASE.scheme

    def get_domain(self, site: Any = None) -> str:
        """Return the host of the settings, never that of the request: anyone may write a Host header."""
        return BASE.netloc


class Lists(Bilingual):
    def items(self) -> list[str]:
        return [
            *("home", "partner_list", "member_list", "event_list", "post_list", "document_check", "join", "open_data"),
            *("journal_heads", "accessibility", "privacy"),
        ]

    def location(self, item: str) -> str:
        return reverse(item)


class Organisations(Bilingual):
    def items(self) -> Iterable[Any]:
        today = timezone.localdate()
        return declarations.access.organisations_visible_to(NOBODY, today, today=today).only("slug")


class Events(Bilingual):
    def items(self) -> Iterable[Any]:
        return declarations.access.events_visible_to(NOBODY).only("slug")


class Posts(Bilingual):
    def items(self) -> Iterable[Any]:
        return declarations.access.posts_visible_to(NOBODY, timezone.localdate()).only("slug")


class Declarations(Bilingual):
    def items(self) -> Iterable[Any]:
        return declarations.access.declarations_visible_to(NOBODY, timezone.localdate()).only("slug")


SECTIONS = (Lists, Organisations, Events, Posts, Declarations)


@require_safe
@login_not_required
@cache_control(public=True, max_age=300)
def sitemap(request: HttpRequest) -> HttpResponse:
    urls = [url for section in SECTIONS for url in section().get_urls()]
    return render(request, "sitemap.xml", {"urlset": urls}, content_type="application/xml")


@require_safe
@login_not_required
@cache_control(public=True, max_age=300)
def robots(request: HttpRequest) -> HttpResponse:
    """Keep robots out of what only people with an account use; every page behind it asks who they are anyway."""
    account = reverse("own")
    closed = [reverse("admin:index"), *sorted({translate_url(account, code) for code, _name in settings.LANGUAGES})]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {settings.BASE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
