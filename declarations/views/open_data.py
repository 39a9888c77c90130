"""The page that says what the register gives away to programs, on which terms, and how it is asked."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from declarations import access, api, linked_data, queries


@require_safe
@login_not_required
def open_data(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    partner = queries.with_partnership(access.partners_visible_to(AnonymousUser(), on), on=on).first()
    row = api.organisation_row(partner) if partner else None
    context = {
        "licence": settings.DATA_LICENCE,
        "about": linked_data.dataset(licence=settings.DATA_LICENCE),
        "example": json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2) if row else "",
    }
    return render(request, "declarations/open_data.html", context)
