"""The views that hand out pictures: those on a page that the reader may open, and logos that wait for the office."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from declarations import access
from journal.forms import AsOfForm
from members.access import NOBODY
from members.pictures import LOGOS, PHOTOGRAPHS, is_sum

# A picture is addressed by what it is and never changes; whoever was shown it once need not ask again.
FOR_EVER = "private, max-age=31536000, immutable"


@require_safe
@login_not_required
def logo(request: HttpRequest, sha256: str) -> HttpResponse:
    today = timezone.localdate()
    form = AsOfForm(request.GET)
    if not form.is_valid() or not is_sum(sha256):
        raise Http404
    on = form.value("as_of") or today
    is_public = access.is_logo_of_a_page(NOBODY, sha256, on, today=today)
    is_visible = is_public or (
        access.is_logo_of_a_page(request.user, sha256, on, today=today)
        or access.is_proposed_logo(request.user, sha256, today)
    )
    return _answer(LOGOS.read(sha256) if is_visible else None, is_public=is_public)


@require_safe
@login_not_required
def picture(request: HttpRequest, sha256: str) -> HttpResponse:
    today = timezone.localdate()
    is_public = access.is_picture_of_a_page(NOBODY, sha256, today)
    if not is_public and not access.is_picture_of_a_page(request.user, sha256, today):
        raise Http404
    # Both sizes lie on one shelf.
    return _answer(PHOTOGRAPHS.read(sha256), is_public=is_public)


def _answer(data: bytes | None, *, is_public: bool) -> HttpResponse:
    """Answer with a picture that the reader may see; the same 404 for one that is hidden, lost or unknown."""
    if data is None:
        raise Http404
    response = HttpResponse(data, content_type="image/webp")
    response["Cache-Control"] = FOR_EVER if is_public else "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
