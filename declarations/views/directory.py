"""The members' directory, who does what and who is reached how, and the page on which a member writes to another."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

import journal.queries
import journal.use_cases
import members.access
import members.queries
import members.use_cases
from declarations import access
from journal.paging import page_of
from members.forms import DirectoryForm, MessageForm
from members.models import Contact, Organisation

SENT = _("Sent to %(name)s. The answer will come to your address.")
TOO_MANY = _("You have sent as many messages as are possible in an hour. Your text is still here: send it later.")


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    if not access.may_read_directory(request.user, today):
        raise Http404
    firms = members.access.member_firms_visible_to(request.user, today)
    known = members.queries.directory_of(firms, on=today)
    form = DirectoryForm(request.GET, choices=known.choices)
    if not form.is_valid():
        return render(request, "declarations/directory.html", {"form": form, "page": None}, status=400)
    found = members.queries.found_in(known, firms, form.cleaned_data, on=today)
    rows = members.queries.with_reach(members.queries.with_membership(found, on=today), on=today)
    page = page_of(rows, form.value("page"))
    contacts = Contact.objects.filter(organisation__in=[organisation.pk for organisation in page])
    shown = access.contact_fields_visible_to(request.user, contacts, today)
    for row in page:
        row.facts_found = members.queries.facts_for(row, known.certificates.get(row.pk, []), form.cleaned_data)
        row.contacts_shown = [fields for contact, fields in shown.items() if contact.organisation_id == row.pk]
    context = {
        "form": form,
        "page": page,
        "count": page.paginator.count,
        "may_write": not access.may_only_read(request.user),
    }
    return render(request, "declarations/directory.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_write(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a member write to a member firm; the answer goes to the writer, whose address the recipient sees."""
    today = timezone.localdate()
    if access.may_only_read(request.user) or not access.may_read_directory(request.user, today):
        raise Http404
    organisation = get_object_or_404(members.access.member_firms_visible_to(request.user, today), slug=slug)
    contacts = Contact.objects.filter(organisation=organisation)
    shown = access.contact_fields_visible_to(request.user, contacts, today)
    ways = members.queries.ways_to_reach(organisation, shown, on=today)
    context: dict[str, Any] = {"organisation": organisation, "form": None}
    if not ways:
        return render(request, "declarations/contact_write.html", context)
    form = MessageForm(
        request.POST if request.method == "POST" else None,
        ways=[(key, way.called) for key, way in ways.items()],
        initial={"form_key": uuid4()},
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            if _is_sent(request, organisation, ways[form.cleaned_data["to"]], form):
                messages.success(request, SENT % {"name": organisation.name})
                return redirect("directory")
            form.add_error(None, TOO_MANY)
            status = 429
    return render(request, "declarations/contact_write.html", context | {"form": form}, status=status)


def _is_sent(request: HttpRequest, organisation: Organisation, way: members.queries.Way, form: MessageForm) -> bool:
    """Put the message into the queue of mails, once for each form; one too many in an hour is not."""
    at, form_key = timezone.now(), form.cleaned_data["form_key"]
    # Locked, so that two clicks on one button come one after the other.
    with journal.use_cases.writing():
        if journal.queries.made_by_form(form_key, Organisation):
            return True
        if not ratelimit.consume(request, action="contact_message"):
            return False
        _send(request, organisation, way, form, at)
        if form_key:
            journal.use_cases.keep_receipt(key=form_key, thing=organisation, at=at)
    return True


def _send(
    request: HttpRequest, organisation: Organisation, way: members.queries.Way, form: MessageForm, at: datetime
) -> None:
    writer: Any = request.user
    spoken_for = members.access.organisations_spoken_for(writer, timezone.localdate(at)).in_polish_order()
    names = [writer.name or writer.email, *spoken_for.values_list("name", flat=True)]
    members.use_cases.write_to_contact(
        organisation=organisation,
        people=way.people,
        called=way.called,
        told={
            "name": ", ".join(names),
            "email": writer.email,
            "subject": form.cleaned_data["subject"],
            "text": form.cleaned_data["text"],
        },
        copy_in=(get_language() or "pl")[:2] if form.cleaned_data["copy"] else "",
        by=writer,
        at=at,
    )
