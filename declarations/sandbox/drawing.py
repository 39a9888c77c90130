"""Draws the first page of a PDF, or a picture, small enough for a page on the screen."""

from io import BytesIO

import pypdfium2
from PIL import Image, ImageOps

from declarations.sandbox.child import obey

# A page may be one point wide and a mile long.
TALLEST = 3
# The limit that is told takes the place of the library's own.
Image.MAX_IMAGE_PIXELS = None


def draw(file: BytesIO, *, media_type: str, width: int, megapixels: int) -> bytes:
    """Return a WebP at most `width` wide and three times as high, on white, without what the file says besides."""
    if media_type == "application/pdf":
        picture = _first_page(file, width)
    else:
        picture = _picture(file, width, megapixels)
    picture.thumbnail((width, TALLEST * width))
    drawn = BytesIO()
    _on_white(picture).save(drawn, "WEBP", quality=70, method=4)
    return drawn.getvalue()


def _first_page(file: BytesIO, width: int) -> Image.Image:
    page = pypdfium2.PdfDocument(file)[0]
    across, down = page.get_size()
    return page.render(scale=min(width / across, TALLEST * width / down)).to_pil()


def _picture(file: BytesIO, width: int, megapixels: int) -> Image.Image:
    picture = Image.open(file)
    if picture.width * picture.height > megapixels * 1_000_000:
        raise ValueError("more pixels than are drawn")
    # Of a JPEG only as much is decoded as will be shown.
    picture.draft("RGB", (width, TALLEST * width))
    return ImageOps.exif_transpose(picture)


def _on_white(picture: Image.Image) -> Image.Image:
    picture = picture.convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture).convert("RGB")


if __name__ == "__main__":
    obey(draw)
