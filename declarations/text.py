"""The wording of a declaration: from Markdown, as the office types it, to clean HTML by the rules of Polish print."""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

# Letters that must not stand at the end of a line, and numbers that must not leave their sign.
_BOUND_TO_THE_NEXT = re.compile(r"(?<![^\s(\[„«])([aiouwzAIOUWZ]|§|art\.|ust\.|pkt|nr|poz\.|im\.|prof\.) +(?=[^\s|])")
_BOUND_TO_THE_LAST = re.compile(r"(?<=\d) +(?=(?:r|zł|EUR)\b)")

# What the wording of a paper consists of. Links, pictures and code are left as they were typed: on paper they say
# nothing, and of a text that is signed nothing may vanish.
_TYPED_AS_IT_STANDS = (
    "link",
    "image",
    "autolink",
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

_markdown = (
    MarkdownIt("commonmark", {"html": False, "breaks": True, "typographer": True, "quotes": "„”«»"})
    .enable(["smartquotes", "table"])
    .disable(_TYPED_AS_IT_STANDS)
)


def bound(text: str) -> str:
    """Return text in which no single-letter word ends a line and no number leaves its sign."""
    return _BOUND_TO_THE_LAST.sub("\u00a0", _BOUND_TO_THE_NEXT.sub("\\1\u00a0", text))


def as_html(text: str, *, top: int = 2) -> SafeString:
    """Return the wording as clean HTML whose highest headings are of the level `top`, without a gap below it."""
    tokens = _markdown.parse(bound(text))
    _fit_headings(tokens, top)
    for token in tokens:
        if token.type == "ordered_list_open" and token.markup == ")":
            token.attrSet("class", "bracket")
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, allowed_classes=_CLASSES, url_schemes=set())
    return mark_safe(clean)  # noqa: S308 - nh3 has let through the closed list above and nothing else


def _fit_headings(tokens: list[Token], top: int) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    used = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(top + used.index(token.tag), 6)}"
