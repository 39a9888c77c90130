"""What every page of the hall may show: the cluster, this page in the other language, and who is reading."""

from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from declarations import access
from members.models import Cluster


class Reader:
    """Who is reading, asked once and only by pages that want to know."""

    def __init__(self, user):
        self._user = user

    @cached_property
    def is_logged_in(self) -> bool:
        return self._user.is_authenticated

    @cached_property
    def email(self) -> str:
        return self._user.email if self.is_logged_in else ""

    @cached_property
    def is_representative(self) -> bool:
        return self.is_logged_in and access.is_representative(self._user, on=timezone.localdate())

    @cached_property
    def sees_everything(self) -> bool:
        return self.is_logged_in and access.sees_everything(self._user)

    @cached_property
    def is_coordinator(self) -> bool:
        return self.is_logged_in and access.is_coordinator(self._user)


def _languages(request: HttpRequest) -> list[dict]:
    """Return this page in each language: with what was asked, for the reader, and bare, for search engines."""
    return [
        {
            "code": code,
            "name": name,
            "url": translate_url(request.get_full_path(), code),
            "page": settings.BASE_URL + translate_url(request.path, code),
            "is_current": code == translation.get_language(),
        }
        for code, name in settings.LANGUAGES
    ]


def hall(request: HttpRequest) -> dict:
    return {
        "cluster": SimpleLazyObject(lambda: Cluster.objects.select_related("organisation", "coordinator").first()),
        "languages": SimpleLazyObject(lambda: _languages(request)),
        "reader": Reader(request.user),
        "base_url": settings.BASE_URL,
    }
