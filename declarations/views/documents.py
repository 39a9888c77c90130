"""The one view that hands out papers."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from declarations import access, files, use_cases


@require_safe
@login_not_required
def document_download(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    visible = access.documents_visible_to(request.user, timezone.localdate())
    document = visible.filter(declaration__slug=slug, pk=pk).first()
    if document is None:
        return hidden(request)
    path = files.path_of(document.sha256)
    if not path.is_file():
        raise Http404
    if request.method == "GET":
        by = request.user if request.user.is_authenticated else None
        use_cases.record_download(document=document, by=by, at=timezone.now())
    if settings.ACCEL_REDIRECT_PREFIX:
        response = HttpResponse()
        response["X-Accel-Redirect"] = f"{settings.ACCEL_REDIRECT_PREFIX}{path.parent.name}/{path.name}"
    else:
        response = FileResponse(path.open("rb"))  # type: ignore[assignment]
    response["Content-Type"] = "application/pdf"
    name = "".join(char for char in document.file_name if char.isprintable())
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    # Opened from the disk of whoever downloaded it, the paper still may not run anything in our name.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def hidden(request: HttpRequest) -> HttpResponse:
    """Answer for a paper that is hidden or does not exist, without telling which."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise Http404
