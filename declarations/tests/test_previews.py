"""Pictures of first pages: drawn once, whatever the file is, seen by nobody to whom the paper is closed."""

from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image
from pypdf import PdfWriter

from declarations import previews
from declarations.models import Document
from declarations.tests import make
from journal.models import Entry
from members.tests.make import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "previews"


@pytest.fixture
def paper(db):
    return make.concluded("d", organisation("Partner"), visibility="public")


def pdf(width: float = 200, height: float = 200) -> bytes:
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(width, height)
    writer.write(file)
    return file.getvalue()


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (30, 40), **told: object) -> bytes:
    file = BytesIO()
    Image.new(mode, size).save(file, kind, **told)
    return file.getvalue()


def kept(declaration, content: bytes, **facts: object) -> Document:
    return make.stored(declaration, content, **{"visibility": "public"} | facts)


def drawn(document: Document) -> Image.Image:
    found = previews.preview_of(document)
    assert found
    return Image.open(BytesIO(found))


# What is drawn


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [(595, 842, (1000, 1415)), (842, 595, (1000, 707)), (3, 14000, (1, 3000)), (14000, 14000, (1000, 1000))],
)
def test_the_first_page_of_a_pdf_is_as_wide_as_a_screen_and_never_endless(paper, width, height, size):
    image = drawn(kept(paper, pdf(width, height)))
    assert image.format == "WEBP"
    assert [abs(got - wanted) <= 1 for got, wanted in zip(image.size, size, strict=True)] == [True, True]


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("image/jpeg", picture("JPEG")),
        ("image/jpeg", picture("JPEG", "CMYK")),
        ("image/png", picture("PNG", "RGBA")),
        ("image/tiff", picture("TIFF", "1")),
    ],
)
def test_a_picture_is_shown_as_it_is(paper, media_type, content):
    assert drawn(kept(paper, content, media_type=media_type)).size == (30, 40)


def test_what_is_transparent_is_shown_on_white(paper):
    clear = drawn(kept(paper, picture("PNG", "RGBA"), media_type="image/png"))
    assert min(clear.convert("RGB").getpixel((5, 5))) > 250


def test_a_preview_holds_nothing_that_the_picture_said_beside_its_points(paper):
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "Jan Kowalski", 6
    image = drawn(kept(paper, picture("JPEG", exif=exif), media_type="image/jpeg"))
    assert image.size == (40, 30)  # Turned as the camera was held.
    assert not image.getexif()


# Kept, and failed


def test_a_preview_is_drawn_once_for_nobody_else_to_read_and_again_where_it_is_gone(paper, folder):
    document = kept(paper, pdf())
    first = previews.preview_of(document)
    (place,) = folder.iterdir()
    assert place.name == f"{document.sha256}.webp"
    assert (folder.stat().st_mode & 0o077, place.stat().st_mode & 0o077) == (0, 0)
    place.write_bytes(b"kept")
    assert previews.preview_of(document) == b"kept"
    place.unlink()
    assert previews.preview_of(document) == first


def test_a_file_that_cannot_be_drawn_costs_that_once(paper, settings, folder):
    settings.IMAGE_MAX_MEGAPIXELS = 1
    hostile = [kept(paper, b"%PDF-1.7 cut off"), kept(paper, picture("PNG", "1", (2000, 2000)), media_type="image/png")]
    for document in hostile:
        assert not previews.is_known_to_fail(document)
        assert previews.preview_of(document) is None
        assert previews.is_known_to_fail(document)
    settings.IMAGE_MAX_MEGAPIXELS = 100
    assert previews.preview_of(hostile[1]) is None
    assert [path.suffix for path in folder.iterdir()] == [".none", ".none"]


def test_a_store_that_takes_no_preview_says_nothing_against_the_file(paper, folder):
    document = kept(paper, pdf())
    folder.write_text("a file where the folder should be")
    assert previews.preview_of(document) is None
    folder.unlink()
    assert previews.preview_of(document)


def test_a_file_that_is_gone_has_no_preview(paper, settings, tmp_path):
    document = kept(paper, pdf())
    settings.DOCUMENTS_DIR = tmp_path / "elsewhere"
    assert previews.preview_of(document) is None
    assert not previews.is_known_to_fail(document)


def test_forget_leaves_nothing_of_a_paper(paper, folder):
    sound, broken = kept(paper, pdf()), kept(paper, b"%PDF-1.7")
    for document in (sound, broken):
        previews.preview_of(document)
        previews.forget(document)
    assert not list(folder.iterdir())


# The answer


def test_a_preview_is_kept_from_caches_sniffing_and_running_and_is_no_download(client, paper):
    document = kept(paper, pdf())
    entries = Entry.objects.count()
    response = client.get(reverse("document_preview", args=["d", document.pk]))
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert Entry.objects.count() == entries


def test_a_hidden_preview_is_missing_also_where_another_document_with_the_same_file_is_open(client, paper):
    document = kept(paper, pdf())
    hidden = kept(make.concluded("h", organisation("H"), visibility="coordinator"), pdf())
    assert client.get(reverse("document_preview", args=["d", document.pk])).status_code == 200
    assert client.get(reverse("document_preview", args=["h", hidden.pk])).status_code == 302
    assert client.get(reverse("document_preview", args=["d", hidden.pk])).status_code == 302


def test_the_page_says_where_there_is_no_preview(client, paper):
    document = kept(paper, b"%PDF-1.7")
    page, address = (
        reverse("document_detail", args=["d", document.pk]),
        reverse("document_preview", args=["d", document.pk]),
    )
    assert address in client.get(page).content.decode()
    assert client.get(address).status_code == 404
    again = client.get(page).content.decode()
    assert address not in again
