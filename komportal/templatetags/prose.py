"""Shows texts and lists typed in two languages: in the reader's language, or marked as Polish where there is none."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from declarations.text import as_prose, summary_of
from members.text import language_of, lines_of

register = template.Library()


register.simple_tag(language_of)


@register.inclusion_tag("partials/_prose.html")
def prose(thing: Any, name: str, top: int = 2, look: str = "", instead: str = "") -> dict[str, Any]:
    """Show the text `name` of a thing (about of about_pl and about_en), or what stands instead of a missing one.

    Its highest headings are of the level `top`; `look` is a class of the sheet.
    """
    return {
        "text": as_prose(getattr(thing, name), top=top),
        "look": look,
        "instead": instead,
        "is_polish_instead": _is_polish_instead(thing, name),
    }


@register.inclusion_tag("partials/_lines.html")
def lines(thing: Any, name: str, title: str) -> dict[str, Any]:
    """Show the list `name` of a thing, typed one thing in a line, under its title; nothing where it is empty."""
    return {
        "title": title,
        "lines": lines_of(getattr(thing, name)),
        "is_polish_instead": _is_polish_instead(thing, name),
    }


@register.simple_tag
def phrase(thing: Any, name: str) -> SafeString | str:
    """Show the short text `name` of a thing, with a mark where a reader of another language is given the Polish one."""
    words = getattr(thing, name)
    if not words or not _is_polish_instead(thing, name):
        return words
    mark = format_html('<abbr class="polish" title="{}">PL</abbr>', _("in Polish only"))
    return format_html('<span lang="pl">{}</span> {}', words, mark)


@register.simple_tag
def summary(thing: Any, name: str) -> SafeString | str:
    """Show the first paragraph of the text `name` of a thing, or nothing where there is no text."""
    words = summary_of(getattr(thing, name))
    if not words:
        return ""
    if _is_polish_instead(thing, name):
        return format_html('<p lang="pl">{}</p>', words)
    return format_html("<p>{}</p>", words)


def _is_polish_instead(thing: Any, name: str) -> bool:
    return language_of(thing, name) != (get_language() or "pl")[:2]
