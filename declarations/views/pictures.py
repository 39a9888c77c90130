"""The one view that hands out the pictures of events and of news: those on a page that the reader may open."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from declarations import access
from declarations.views.logos import picture_answer
from members.access import NOBODY
from members.pictures import PHOTOGRAPHS


@require_safe
@login_not_required
def picture(request: HttpRequest, sha256: str) -> HttpResponse:
    today = timezone.localdate()
    is_public = access.is_picture_of_a_page(NOBODY, sha256, today)
    if not is_public and not access.is_picture_of_a_page(request.user, sha256, today):
        raise Http404
    # Both sizes lie on one shelf.
    return picture_answer(PHOTOGRAPHS.read(sha256), is_public=is_public)
