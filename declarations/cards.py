"""The picture of a page that others show beside a link to it: its title in large type, drawn by ourselves."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from members.identity import readable

# The size that services ask for, in pixels.
WIDTH, HEIGHT, MARGIN = 1200, 630, 80
PAPER, INK, QUIET, LINE = "#fcfcfa", "#17212b", "#4b5864", "#14497c"
LARGEST, SMALLEST = 84, 44
# A title longer than this many lines in the smallest type is cut short.
MOST_LINES = 5


@lru_cache(maxsize=64)
def draw(*, title: str, below: str, name: str) -> bytes:
    """Return a PNG with a title, a line below it and the name of the portal; the same words make the same bytes."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    canvas = ImageDraw.Draw(image)
    line = readable(settings.IDENTITY_COLOURS[0], on=PAPER) if settings.IDENTITY_COLOURS else LINE
    canvas.rectangle((0, 0, WIDTH, 16), fill=line)
    canvas.text((MARGIN, 64), name, font=_font("IBMPlexSans-SemiBold", 32), fill=line)
    lines, size = _fitting(title)
    font = _font("IBMPlexSerif-SemiBold", size)
    top = 150
    for line in lines:
        canvas.text((MARGIN, top), line, font=font, fill=INK)
        top += round(size * 1.2)
    (words, *_rest) = _wrapped(below, _font("IBMPlexSans-Regular", 34)) or [""]
    canvas.text((MARGIN, HEIGHT - 110), words, font=_font("IBMPlexSans-Regular", 34), fill=QUIET)
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _fitting(title: str) -> tuple[list[str], int]:
    """Return the lines of a title in the largest type in which it stands above the line below it."""
    for size in range(LARGEST, SMALLEST - 1, -8):
        lines = _wrapped(title, _font("IBMPlexSerif-SemiBold", size))
        if len(lines) * size * 1.2 <= HEIGHT - 150 - 130:
            return lines, size
    return [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} …"], SMALLEST


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Return a text in lines that fit between the margins; a word that is longer than a line is cut."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= WIDTH - 2 * MARGIN:
            lines[-1] = longer
            continue
        while font.getlength(word) > WIDTH - 2 * MARGIN:
            word = word[: len(word) * 3 // 4]
        lines.append(word)
    return lines


@lru_cache(maxsize=16)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(Path(settings.BASE_DIR) / "static" / "fonts" / f"{name}.woff2", size)
