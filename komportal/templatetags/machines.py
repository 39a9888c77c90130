"""What a page says of itself to programs: its title once more, and what it is about in schema.org's words."""

from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_block_tag
def one_line(content: SafeString) -> SafeString:
    """Return what a block says on one line, to be said in several places of the head."""
    return mark_safe(" ".join(content.split()))  # noqa: S308 - it was escaped where it was written


@register.simple_tag
def linked_data(thing: dict[str, Any]) -> SafeString:
    """Write a thing as JSON-LD; no browser runs it, so the policy against inline scripts does not concern it."""
    script = json_script({"@context": "https://schema.org"} | thing, encoder=DjangoJSONEncoder)
    return mark_safe(script.replace("application/json", "application/ld+json", 1))  # noqa: S308 - escaped by json_script
