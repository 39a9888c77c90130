"""The page on which a person reads all that is held on it, and why, and chooses its language; the same as a file."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from declarations import access, queries
from members.forms import LanguageForm
from members.use_cases import choose_language

# A page shows this many rows of a table; the file has them all.
MOST_ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = LanguageForm(request.POST if request.method == "POST" else None, initial={"language": user.language})
    if form.is_valid():
        choose_language(user=user, language=form.cleaned_data["language"], at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("own_data")
    context = {"form": form, "held": _own(user, at_most=MOST_ROWS)}
    return render(request, "declarations/own_data.html", context, status=400 if form.errors else 200)


@require_safe
def own_data_file(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    told = queries.disclosed(queries.person_of(user.email), _own(user))
    headers = {"Content-Disposition": 'attachment; filename="moje-dane.json"'}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2}, headers=headers)


def _own(user: Any, *, at_most: int | None = None) -> list[queries.Held]:
    readable = access.declarations_visible_to(user, timezone.localdate())
    return queries.own_data(queries.person_of(user.email), readable=readable, at_most=at_most)
