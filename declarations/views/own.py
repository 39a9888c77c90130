"""The page a person comes to after logging in: what is expected of the organisations represented, and their papers."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

import members.access
import members.queries
from declarations import access, archive, queries, use_cases
from journal.forms import AsOfForm
from journal.paging import page_of
from members.agenda import NOTICE


@require_safe
def own(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Show one of the organisations that the reader speaks for: the one named, or the first in Polish order."""
    at = timezone.now()
    today = timezone.localdate(at)
    spoken_for = members.access.representations_of(request.user, today)
    representations: list[Any] = list(members.queries.with_what_waits(spoken_for, on=today, at=at, notice=NOTICE))
    chosen = next((one for one in representations if slug in ("", one.organisation.slug)), None)
    form = AsOfForm(request.GET)
    if slug and chosen is None or not form.is_valid():
        raise Http404
    context = {"representations": representations, "representation": chosen, "on": today}
    if chosen:
        context |= _of_organisation(request, chosen, form.value("page"), today)
    return render(request, "declarations/own.html", context)


def _of_organisation(request: HttpRequest, representation: Any, number: int | None, today: date) -> dict[str, Any]:
    organisation = representation.organisation
    mine = queries.of_party(access.declarations_as_party(request.user, today), organisation)
    documents = access.documents_visible_to(request.user, today)
    page = page_of(queries.with_own_parties(mine, organisation, documents=documents), number)
    rows = [queries.own_declaration(declaration, on=today) for declaration in page]
    may_propose = representation.role in members.access.PROPOSING
    may_manage_people = representation.role in members.access.MANAGING
    expected = {
        "awaited": [row for row in rows if row.declaration.awaits_us],
        "request_count": representation.request_count if may_manage_people else 0,
        "profile_due": members.queries.profile_due_since(representation, on=today) if may_propose else None,
    }
    return expected | {
        "is_nothing_expected": not any((*expected.values(), representation.membership_ends_on)),
        "invitation_count": representation.invitation_count if may_manage_people else 0,
        "organisation": organisation,
        "page": page,
        "rows": rows,
        "has_documents": page.has_other_pages() or any(row.declaration.own_documents for row in rows),
        "groups": members.queries.groups_of(organisation, on=today) if representation.member_since else [],
        "may_propose": may_propose,
    }


@require_safe
def own_documents(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out, as one ZIP, the documents open to the reader of the declarations that are the organisation's."""
    at = timezone.now()
    today = timezone.localdate(at)
    organisation = get_object_or_404(members.access.organisations_spoken_for(request.user, today), slug=slug)
    mine = queries.of_party(access.declarations_as_party(request.user, today), organisation)
    visible: QuerySet[Any] = access.documents_visible_to(request.user, today).filter(declaration__in=mine)
    documents = list(visible.select_related("declaration").order_by("declaration__slug", "uploaded_at", "pk"))
    papers: Iterator[bytes] = iter(())
    if request.method == "GET":
        handed_out = [document for document in documents if archive.is_in_store(document)]
        use_cases.record_downloads(documents=handed_out, by=request.user, at=at)  # type: ignore[arg-type]
        about = {"organisation": organisation.name, "slug": organisation.slug, "base_url": settings.BASE_URL}
        papers = archive.packed(documents, about=about)
    response = StreamingHttpResponse(papers, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"{organisation.slug}.zip") or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
