"""Where pages find the mark of the cluster and its colours: those of the settings, or ours."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def mark() -> str:
    """Return the address of the mark."""
    return reverse("mark") if settings.IDENTITY_MARK else static("img/mark.svg")


@register.simple_tag
def icons() -> SafeString:
    """Write the icons of a page: the mark, and ours as a picture for those who take no SVG."""
    svg = format_html('<link rel="icon" type="image/svg+xml" href="{}">', mark())
    if settings.IDENTITY_MARK:
        return svg
    touch = format_html('<link rel="apple-touch-icon" href="{}">', static("img/mark-180.png"))
    return svg + touch


@register.simple_tag
def colours() -> SafeString | str:
    """Write the link to the sheet of the chosen colours; nothing where none are chosen."""
    chosen = settings.IDENTITY_COLOURS
    # The colours stand in the address, so that a new choice is a new sheet.
    version = "-".join(colour.removeprefix("#") for colour in chosen)
    return format_html('<link rel="stylesheet" href="{}?{}">', reverse("colours"), version) if chosen else ""
