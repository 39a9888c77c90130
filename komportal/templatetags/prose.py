"""Shows texts and lists typed in two languages: in the reader's language, or marked as Polish where there is none."""

from typing import Any

from django import template
from django.utils.translation import get_language

from declarations.text import as_html
from members.text import lines_of

register = template.Library()


@register.inclusion_tag("partials/_prose.html")
def prose(thing: Any, name: str, top: int = 2, look: str = "", instead: str = "") -> dict[str, Any]:
    """Show the text `name` of a thing (about of about_pl and about_en), or what stands instead of a missing one.

    Its highest headings are of the level `top`; `look` is a class of the sheet.
    """
    language = (get_language() or "pl")[:2]
    return {
        "text": as_html(getattr(thing, name), top=top),
        "look": look,
        "instead": instead,
        "is_polish_instead": not getattr(thing, f"{name}_{language}"),
    }


@register.inclusion_tag("partials/_lines.html")
def lines(thing: Any, name: str, title: str) -> dict[str, Any]:
    """Show the list `name` of a thing, typed one thing in a line, under its title; nothing where it is empty."""
    language = (get_language() or "pl")[:2]
    return {
        "title": title,
        "lines": lines_of(getattr(thing, name)),
        "is_polish_instead": not getattr(thing, f"{name}_{language}"),
    }
