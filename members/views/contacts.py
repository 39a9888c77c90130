"""The page on which a person says how to be reached at an organisation, and who sees what of it."""

from contextlib import nullcontext
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

import journal.use_cases as journal
from members import access, queries, use_cases
from members.forms import ContactForm
from members.models import Contact, Organisation


@require_http_methods(["GET", "HEAD", "POST"])
def own_contact(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(access.organisations_spoken_for(request.user, timezone.localdate()), slug=slug)
    # Locked from the reading of the contact to its writing: of two windows the second is told.
    with journal.writing() if request.method == "POST" else nullcontext():
        form = ContactForm(request.POST if request.method == "POST" else None, instance=_contact(request, organisation))
        if form.is_valid() and _is_kept(request, form):
            return redirect("own_contact", organisation.slug)
    context = {
        "organisation": organisation,
        "form": form,
        "narrowed": queries.last_narrowing(form.instance) if form.instance.pk else None,
    }
    return render(request, "members/own_contact.html", context, status=400 if form.is_bound else 200)


def _contact(request: HttpRequest, organisation: Organisation) -> Contact:
    """Return the reader's own contact; where there is none yet, one that shows nothing to anybody."""
    user: Any = request.user
    own = Contact.objects.filter(user=user, organisation=organisation).first()
    return own or Contact(user=user, organisation=organisation, name=user.name, email=user.email)


def _is_kept(request: HttpRequest, form: ContactForm) -> bool:
    try:
        use_cases.keep_contact(contact=form.instance, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    messages.success(request, _("Saved. It is shown like this from now on."))
    return True
