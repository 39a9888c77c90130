"""Texts that are typed in Markdown: to clean HTML by the rules of Polish print, the wording of papers more strictly."""

import re
from html import unescape
from typing import Any

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

# Letters that must not stand at the end of a line, and numbers that must not leave their sign.
_BOUND_TO_THE_NEXT = re.compile(r"(?<![^\s(\[„«])([aiouwzAIOUWZ]|§|art\.|ust\.|pkt|nr|poz\.|im\.|prof\.) +(?=[^\s|])")
_BOUND_TO_THE_LAST = re.compile(r"(?<=\d) +(?=(?:r|zł|EUR)\b)")

# What the wording of a paper consists of. Links, pictures and code are left as they were typed: on paper they say
# nothing, and of a text that is signed nothing may vanish.
_LINKS = ("link", "autolink")
_TYPED_AS_IT_STANDS = (
    "image",
    "reference",
    "html_block",
    "html_inline",
    "code",
    "fence",
    "backticks",
    "lheading",
)
_TAGS = {f"h{level}" for level in range(2, 7)} | {
    *("p", "br", "hr", "strong", "em", "ul", "ol", "li", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"ol": {"start"}}
# A numbering 1) is not a numbering 1. in a text of law.
_CLASSES = {"ol": {"bracket"}}

_SETTING: dict[str, Any] = {"html": False, "breaks": True, "typographer": True, "quotes": "„”«»"}


def _markdown(*rules: str, **setting: bool) -> MarkdownIt:
    kind = MarkdownIt("commonmark", _SETTING | setting).enable(["smartquotes", "table", *rules])
    return kind.disable([rule for rule in (*_LINKS, *_TYPED_AS_IT_STANDS) if rule not in rules])


_wording = _markdown()
_prose = _markdown("linkify", *_LINKS, linkify=True)


def bound(text: str) -> str:
    """Return text in which no single-letter word ends a line and no number leaves its sign."""
    return _BOUND_TO_THE_LAST.sub("\u00a0", _BOUND_TO_THE_NEXT.sub("\\1\u00a0", text))


def as_html(text: str, *, top: int = 2) -> SafeString:
    """Return the wording as clean HTML whose highest headings are of the level `top`, without a gap below it."""
    return _rendered(_wording, text, top)


def as_prose(text: str, *, top: int = 2) -> SafeString:
    """Return a text that is no paper's in the same way, with links: typed as such, and bare addresses."""
    return _rendered(_prose, text, top, has_links=True)


def summary_of(text: str, *, length: int = 240) -> str:
    """Return the first paragraph of a text without its marks, cut at a word where it is longer than `length`."""
    tokens = _prose.parse(text)
    opening = next((place for place, token in enumerate(tokens) if token.type == "paragraph_open"), None)
    if opening is None:
        return ""
    html = _prose.renderer.render(tokens[opening : opening + 3], _prose.options, {})
    words = " ".join(unescape(strip_tags(html)).split())
    return words if len(words) <= length else f"{words[:length].rpartition(' ')[0] or words[:length]} …"


def _rendered(kind: MarkdownIt, text: str, top: int, *, has_links: bool = False) -> SafeString:
    tokens = kind.parse(bound(text))
    _fit_headings(tokens, top)
    for token in tokens:
        if token.type == "ordered_list_open" and token.markup == ")":
            token.attrSet("class", "bracket")
    html = kind.renderer.render(tokens, kind.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS | ({"a"} if has_links else set()),
        attributes=_ATTRIBUTES | {"a": {"href"}},
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow",
    )
    return mark_safe(clean)  # noqa: S308 - nh3 has let through the closed list above and nothing else


def _fit_headings(tokens: list[Token], top: int) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    used = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(top + used.index(token.tag), 6)}"
