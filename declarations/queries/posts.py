"""News and what it is about, as one reader may see it."""

from collections import Counter
from typing import Any

from django.db.models import Q

from declarations.models import Declaration, Post, PostLink, SigningEvent
from declarations.querysets import DeclarationQuerySet, PostQuerySet, SigningEventQuerySet
from members.models import Organisation
from members.querysets import OrganisationQuerySet
from members.text import sort_key

# As many as stand beside a thing that they are about.
BESIDE = 5


def posts_of(posts: PostQuerySet, asked: dict[str, Any]) -> PostQuerySet:
    """Keep the posts that match `q`, `tag` and `year`, and had appeared by the day `as_of`."""
    if asked.get("q"):
        posts = posts.matching(asked["q"])
    if asked.get("tag"):
        posts = posts.tagged(asked["tag"])
    if asked.get("year"):
        posts = posts.of_year(asked["year"])
    if asked.get("as_of"):
        posts = posts.filter(day__lte=asked["as_of"])
    return posts


def tag_counts(posts: PostQuerySet) -> tuple[list[tuple[str, int]], dict[str, str]]:
    """Return the Polish tags of the posts with how many carry each, and what they are called on the page.

    Both in the alphabet of the Polish tags; one query.
    """
    rows = list(posts.only("tags_pl", "tags_en"))
    shown = {tag: word for post in rows for tag, word in post.tags.items()}
    counts = Counter(tag for post in rows for tag in post.tags)
    return sorted(counts.items(), key=lambda pair: sort_key(pair[0])), shown


def things_of(
    post: Post,
    *,
    organisations: OrganisationQuerySet,
    events: SigningEventQuerySet,
    declarations: DeclarationQuerySet,
) -> list[Organisation | SigningEvent | Declaration]:
    """Return what a post is about, in the order it was entered, as far as the reader may open its page.

    All three querysets come from access.
    """
    opens = (
        Q(organisation__in=organisations.values("pk"))
        | Q(event__in=events.values("pk"))
        | Q(declaration__in=declarations.values("pk"))
    )
    links = PostLink.objects.filter(opens, post=post).select_related("organisation", "event", "declaration")
    return [thing for link in links if (thing := link.organisation or link.event or link.declaration)]


def posts_about(posts: PostQuerySet, thing: Organisation | SigningEvent | Declaration) -> list[Post]:
    """Return the newest posts about one thing, as many as stand on its page."""
    return list(posts.filter(**{f"links__{PostLink.COLUMNS[type(thing)]}": thing})[:BESIDE])
