"""What a browser sends back from a page of the admin on which nothing was changed."""

from datetime import date
from typing import Any

from django.http import HttpResponse


def as_drawn(page: HttpResponse) -> dict[str, Any]:
    """Return the fields of the form and of the lines below it, as the page shows them."""
    context: Any = page.context  # type: ignore[attr-defined]
    sent = _fields(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        sent |= _fields(inline.formset.management_form)
        for line in inline.formset.forms:
            sent |= _fields(line)
    return sent


def _fields(form: Any) -> dict[str, Any]:
    values = {form[name].html_name: form[name].value() for name in form.fields}
    return {
        name: value.isoformat() if isinstance(value, date) else str(value)
        for name, value in values.items()
        if value is not None and value is not False
    }
