"""How a cluster looks on its portal: the two colours it chooses, made readable by day and by night, and its mark."""

from collections.abc import Iterator

WHITE, BLACK = "#ffffff", "#000000"
PAPER, NIGHT = "#f1f3f2", "#1a222a"  # The least favourable grounds that text stands on, in the light and in the dark.
# WCAG 2.2, 1.4.3 asks for 4.5; the rest is for the mixtures that pages make of the colour.
READABLE = 5.5


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2.2 defines it, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, *, on: str) -> str:
    """Return the colour itself, or the nearest to it that is read well on a ground: darker by day, lighter by night."""
    toward = BLACK if _luminance(on) > 0.5 else WHITE
    return next(each for each in _steps(colour, toward) if contrast(each, on) >= READABLE)


def sheet(colour: str, accent: str) -> str:
    """Return the style sheet that puts two colours (#rrggbb) in the place of ours, in pages and in the office."""
    day = _values(readable(colour, on=PAPER), readable(accent, on=PAPER), ink=WHITE, press=BLACK)
    night = _values(readable(colour, on=NIGHT), readable(accent, on=NIGHT), ink=BLACK, press=WHITE)
    head = f"--header-bg: {_mixed(readable(colour, on=WHITE), BLACK, 0.4)};"
    return "\n".join(
        (
            f':root, html[data-theme="light"] {{ {day} {head} }}',
            f'@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ {night} {head} }} }}',
            f'html[data-theme="dark"] {{ {night} {head} }}',
            "",
        )
    )


def _values(colour: str, accent: str, *, ink: str, press: str) -> str:
    """Return both colours under the names by which the sheets of pages and of the office know them."""
    pressed = _mixed(colour, press, 0.3)
    known = (
        (colour, ("link", "button", "link-fg", "button-bg", "default-button-bg")),
        (pressed, ("button-hover", "button-hover-bg", "default-button-hover-bg", "link-selected-fg")),
        (accent, ("seal", "link-hover", "link-hover-color", "error-fg", "delete-button-bg")),
        (ink, ("button-ink", "button-fg")),
    )
    return " ".join(f"--{name}: {value};" for value, names in known for name in names)


def _steps(colour: str, toward: str) -> Iterator[str]:
    return (_mixed(colour, toward, step / 50) for step in range(51))


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (each / 255 for each in _parts(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
