"""Organisations, events and the way to a page in the words of schema.org, for search engines: what the page shows."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from declarations.models import Picture, Post, SigningEvent
from members.models import Cluster, Organisation
from members.text import language_of

CLUSTER = f"{settings.BASE_URL}/#cluster"
DOWNLOADS = {
    "application/json": ("partners", "members", "events", "posts"),
    "text/csv": ("partners_table", "members_table", "events_table", "posts_table"),
}
TYPES = {
    Organisation.Kind.UNIVERSITY: "CollegeOrUniversity",
    Organisation.Kind.LOCAL_GOVERNMENT: "GovernmentOrganization",
    Organisation.Kind.PUBLIC_BODY: "GovernmentOrganization",
    Organisation.Kind.NGO: "NGO",
}


def cluster(thing: Cluster) -> dict[str, Any]:
    """Return the cluster as the home page presents it."""
    return _told(
        {
            "@type": "Organization",
            "@id": CLUSTER,
            "name": thing.name,
            "alternateName": thing.organisation.short_name,
            "url": settings.BASE_URL + reverse("home"),
            "foundingDate": str(thing.began_in or ""),
            "email": thing.contact_email,
            "telephone": thing.contact_phone,
        }
    )


def organisation(thing: Organisation, *, logo: str = "", is_member: bool = False) -> dict[str, Any]:
    """Return an organisation; `logo` is the path of its picture, `is_member` whether the page names it a member."""
    page = settings.BASE_URL + thing.get_absolute_url()
    return _told(
        {
            "@type": TYPES.get(Organisation.Kind(thing.kind), "Organization"),
            "@id": f"{page}#organisation",
            "name": thing.name,
            "alternateName": thing.short_name,
            "description": thing.description,
            "mainEntityOfPage": page,
            "url": thing.website,
            "logo": settings.BASE_URL + logo if logo else "",
            "taxID": thing.nip,
            "address": _address(thing.city),
            "memberOf": {"@id": CLUSTER} if is_member else None,
        }
    )


def event(thing: SigningEvent, *, pictures: list[Picture]) -> dict[str, Any]:
    """Return a signing event with its day, place, host and pictures in full size."""
    page = settings.BASE_URL + thing.get_absolute_url()
    return _told(
        {
            "@type": "Event",
            "@id": f"{page}#event",
            "name": thing.title,
            "startDate": thing.day,
            "endDate": thing.day,
            "url": page,
            "image": _pictures(pictures),
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "location": {
                "@type": "Place",
                "name": thing.venue or thing.city,
                "address": _address(thing.city),
            },
            "organizer": {"@type": "Organization", "name": thing.host.name} if thing.host else None,
        }
    )


def post(thing: Post, *, pictures: list[Picture]) -> dict[str, Any]:
    """Return a piece of news with its day, its pictures in full size and who publishes it."""
    page = settings.BASE_URL + thing.get_absolute_url()
    return _told(
        {
            "@type": "NewsArticle",
            "@id": f"{page}#post",
            "headline": thing.title,
            "datePublished": thing.day,
            "url": page,
            "mainEntityOfPage": page,
            "inLanguage": language_of(thing, "text"),
            "image": _pictures(pictures),
            "publisher": {"@id": CLUSTER},
        }
    )


def dataset(*, licence: str) -> dict[str, Any]:
    """Return the open data as a dataset under a licence (its address), with each of its tables as a download."""
    return {
        "@type": "Dataset",
        "@id": f"{settings.BASE_URL}{reverse('open_data')}#dataset",
        "name": _("Open data of the register"),
        "description": _(
            "Strategic partners, member firms, signing events and signatories of a cluster, as of any day."
        ),
        "url": settings.BASE_URL + reverse("open_data"),
        "license": licence,
        "isAccessibleForFree": True,
        "creator": {"@id": CLUSTER},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": settings.BASE_URL + reverse(f"api:{name}")}
            for kind, names in DOWNLOADS.items()
            for name in names
        ],
    }


def trail(*steps: tuple[str, str]) -> dict[str, Any]:
    """Return the way from the home page to this one: name and path of each step after it."""
    ways = [(pgettext("page", "Home"), reverse("home")), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": str(name), "item": settings.BASE_URL + path}
            for place, (name, path) in enumerate(ways, 1)
        ],
    }


def _pictures(pictures: list[Picture]) -> list[str]:
    return [settings.BASE_URL + reverse("picture", args=[each.sha256]) for each in pictures]


def _address(city: str) -> dict[str, Any] | None:
    return {"@type": "PostalAddress", "addressLocality": city, "addressCountry": "PL"} if city else None


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact}
