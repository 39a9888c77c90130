"""The one view that hands out the evidence file of a declaration."""

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

import journal.use_cases as journal
from declarations import access, evidence, use_cases
from declarations.evidence import FilesMissing, Reader
from declarations.views.documents import GUARDED, hidden

log = logging.getLogger(__name__)


@require_safe
@login_not_required
def declaration_evidence(request: HttpRequest, slug: str) -> HttpResponseBase:
    today = timezone.localdate()
    visible = access.declarations_visible_to(request.user, today)
    if not visible.filter(slug=slug).exists():
        return hidden(request)
    reader = Reader(
        sees_everything=access.sees_everything(request.user),
        declarations=visible,
        documents=access.documents_visible_to(request.user, today),
        events=access.events_visible_to(request.user),
        organisations=access.organisations_visible_to(request.user, today, today=today),
    )
    try:
        # Nobody writes meanwhile: facts, papers and entries are of one moment.
        with journal.writing():
            declaration = get_object_or_404(visible, slug=slug)
            file = evidence.of_declaration(declaration, reader=reader)
            if request.method == "GET":
                by = request.user if request.user.is_authenticated else None
                use_cases.record_evidence(declaration=declaration, by=by, at=timezone.now())
    except FilesMissing as missing:
        log.error("No evidence file of %s: the store lacks %s", slug, ", ".join(missing.hashes))
        if not reader.sees_everything:
            raise Http404 from missing
        messages.error(request, str(missing))
        return redirect("declaration_detail", slug=slug)
    headers = GUARDED | {"Content-Disposition": f'attachment; filename="dowody-{slug}.zip"'}
    return StreamingHttpResponse(file, content_type="application/zip", headers=headers)
