"""The page on which a person reads all that is held on it, and why; and the same as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from declarations import queries

# A page shows this many rows of a table; the file has them all.
MOST_ROWS = 50


@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    person = queries.person_of(user.email)
    context = {"held": queries.held_on(person), "mentions": queries.mentions_of(person), "most_rows": MOST_ROWS}
    return render(request, "declarations/own_data.html", context)


@require_safe
def own_data_file(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    told = queries.disclosed(queries.person_of(user.email))
    headers = {"Content-Disposition": 'attachment; filename="moje-dane.json"'}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2}, headers=headers)
