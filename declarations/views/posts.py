"""The list of news, and the page of one post."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from declarations import access, linked_data, queries
from declarations.forms import PostForm
from declarations.models import Post
from declarations.text import summary_of
from journal.views import list_page


@require_safe
@login_not_required
def post_list(request: HttpRequest) -> HttpResponse:
    form = PostForm(request.GET)
    today = timezone.localdate()
    visible = access.posts_visible_to(request.user, today)
    form.tell_tags(*queries.tag_counts(visible))

    def rows(on: date) -> QuerySet[Any]:
        return queries.posts_of(visible, form.cleaned_data).prefetch_related("pictures")

    def describe(post: Any, on: date) -> None:
        post.cover = next(iter(post.pictures.all()), None)
        post.is_hidden = not post.is_public(on=today)

    return list_page(request, "declarations/post_list.html", form, rows, describe)


@require_safe
@login_not_required
def post_detail(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    post: Post = get_object_or_404(access.posts_visible_to(request.user, today), slug=slug)
    things = queries.things_of(
        post,
        organisations=access.organisations_visible_to(request.user, today, today=today),
        events=access.events_visible_to(request.user),
        declarations=access.declarations_visible_to(request.user, today),
    )
    pictures = list(post.pictures.all())
    context = {
        "post": post,
        "summary": summary_of(post.text),
        "pictures": pictures,
        "things": things,
        "is_hidden": not post.is_public(on=today),
        "about": linked_data.post(post, pictures=pictures),
        "trail": linked_data.trail((_("News"), reverse("post_list")), (post.title, post.get_absolute_url())),
    }
    return render(request, "declarations/post_detail.html", context)
