"""The list of declarations, and the page of one."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from declarations import access, queries
from declarations.forms import DeclarationListForm
from declarations.text import as_html
from declarations.views.documents import hidden
from journal.forms import AsOfForm
from journal.views import list_page


@require_safe
def declaration_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    if not access.may_list_declarations(request.user, today):
        raise Http404
    form = DeclarationListForm(request.GET)

    def rows(on: date) -> QuerySet[Any]:
        visible = queries.with_parties(access.declarations_visible_to(request.user, today))
        return queries.narrowed(visible, form.cleaned_data)

    def describe(declaration: Any, on: date) -> None:
        declaration.status = queries.declaration_in_words(declaration, on=on)

    return list_page(request, "declarations/declaration_list.html", form, rows, describe)


@require_safe
@login_not_required
def declaration_detail(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    readable = access.declarations_visible_to(request.user, today)
    declaration = queries.with_parties(readable).filter(slug=slug).first()
    if declaration is None:
        return hidden(request)
    form = AsOfForm(request.GET)
    if not form.is_valid():
        return render(request, "bad_day.html", {"form": form}, status=400)
    on = form.value("as_of") or today
    context = {
        "declaration": declaration,
        # Below the heading of the page and that of the text.
        "text": as_html(declaration.text, top=3),
        "event": access.events_visible_to(request.user).filter(declarations=declaration).first(),
        "status": queries.declaration_in_words(declaration, on=on),
        "rows": queries.parties(
            declaration,
            linked=access.organisations_visible_to(request.user, today, today=today),
            by=form.value("as_of"),
        ),
        "lines": queries.versions_in(declaration, readable=access.documents_visible_to(request.user, today)),
        "texts": queries.texts_of(declaration, readable=readable, on=on),
        "posts": queries.posts_about(access.posts_visible_to(request.user, today), declaration),
        "expected": access.is_expected_to_sign(request.user, declaration, today),
        "on": on,
        "is_past": bool(form.value("as_of")),
    }
    return render(request, "declarations/declaration_detail.html", context)
