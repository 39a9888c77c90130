"""The page of a paper, its preview, and the one view that hands it out."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from declarations import access, files, previews, queries, use_cases
from declarations.models import Document

# Opened from the disk of whoever saved it, a paper still may not run anything in our name.
GUARDED = {"Cache-Control": "private, no-store", "Content-Security-Policy": "sandbox; default-src 'none'"}


@require_safe
@login_not_required
def document_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    readable = access.documents_visible_to(request.user, timezone.localdate())
    document = _found(readable, slug, pk)
    if document is None:
        return hidden(request)
    found = [queries.examination_in_words(each) for each in document.examinations.order_by("-at", "-pk")]
    context = {
        "document": document,
        "declaration": document.declaration,
        "versions": queries.versions_of(document, readable=readable),
        "examination": found[0] if found else None,
        "earlier": found[1:],
        "has_preview": not previews.is_known_to_fail(document),
        "lacks_text": access.sees_everything(request.user) and queries.lacks_text(document),
    }
    return render(request, "declarations/document_detail.html", context)


@require_safe
@login_not_required
def document_preview(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    document = _found(access.documents_visible_to(request.user, timezone.localdate()), slug, pk)
    if document is None:
        return hidden(request)
    picture = previews.preview_of(document)
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/webp", headers=GUARDED)


@require_safe
@login_not_required
def document_download(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    document = _found(access.documents_visible_to(request.user, timezone.localdate()), slug, pk)
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
    response["Content-Type"] = document.media_type
    name = "".join(char for char in document.file_name if char.isprintable())
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    for header, value in GUARDED.items():
        response[header] = value
    return response


def hidden(request: HttpRequest) -> HttpResponse:
    """Answer for a paper that is hidden or does not exist, without telling which."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise Http404


def _found(readable: QuerySet[Document], slug: str, pk: int) -> Document | None:
    return readable.select_related("declaration").filter(declaration__slug=slug, pk=pk).first()
