"""The check that anyone can make: is this file, or the wording of this letter, the one in the register."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

# The public face of it never counts a GET, and a question here is one.
from allauth.core.internal.ratelimit import consume
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from declarations import access, queries
from declarations.forms import CheckForm

RETRY_AFTER_SECONDS = "60"


class HashingHandler(FileUploadHandler):
    """Hash an uploaded file as it comes in and throw its bytes away; nothing of it is kept, in memory or on disk."""

    sha256 = ""
    is_too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.UPLOAD_MAX_BYTES:
            self.is_too_large = True
            # Reading stops here: whoever sends without end is not listened to.
            raise StopUpload(connection_reset=True)
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> None:
        self.sha256 = self.digest.hexdigest()


def _counted_and_hashed(view: Callable[..., HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Count each question; hand the view the handler of its upload, which must stand ready before any token is read."""

    @csrf_exempt
    @wraps(view)
    def counted(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" and "sha256" not in request.GET:
            return csrf_protect(view)(request, HashingHandler())
        if consume(request, app="allauth.account", action="document_check", limit_get=True):
            hashing = HashingHandler()
            request.upload_handlers = [hashing]
            response = csrf_protect(view)(request, hashing)
        else:
            response = respond_429(request)
            response["Retry-After"] = RETRY_AFTER_SECONDS
        response["Cache-Control"] = "private, no-store"
        return response

    return counted


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@_counted_and_hashed
def document_check(request: HttpRequest, hashing: HashingHandler) -> HttpResponse:
    context: dict[str, Any] = {"form": CheckForm(), "limit": settings.UPLOAD_MAX_MB}
    status = 200
    if request.method == "POST":
        try:
            response = redirect(f"{reverse('document_check')}?sha256={_sum_of_upload(request, hashing)}")
            response.status_code = 303
            return response
        except ValidationError as error:
            context["file_error"], status = error.message, 413 if hashing.is_too_large else 400
    elif "sha256" in request.GET:
        context["form"] = form = CheckForm(request.GET)
        today = timezone.localdate()
        if form.is_valid():
            context["on"] = today
            context["answer"] = queries.answer_to(
                form.cleaned_data["sha256"],
                documents=access.documents_visible_to(request.user, today),
                declarations=access.declarations_visible_to(request.user, today),
                on=today,
            )
        else:
            status = 400
    return render(request, "declarations/document_check.html", context, status=status)


def _sum_of_upload(request: HttpRequest, hashing: HashingHandler) -> str:
    """Return the sum of the file that was sent; ValidationError, worded for the reader, where there is none."""
    request.POST  # noqa: B018 - now at the latest what was sent is read, and passes through the handler
    if hashing.is_too_large:
        raise ValidationError(
            _("The file is larger than %(limit)s MB. Compute its sum yourself, as described below, and paste it.")
            % {"limit": settings.UPLOAD_MAX_MB}
        )
    if not hashing.sha256:
        raise ValidationError(_("Choose the file."))
    return hashing.sha256
