"""Pictures: whatever comes in, a small still one is kept of it, and nothing else that stood in the file."""

import struct
import time
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from members.pictures import LOGOS, StoredPicture
from members.tests.make import picture


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("logo.png", data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_redrawn_to_a_small_webp(kind):
    drawn = opened(LOGOS.redrawn(picture(kind, (3000, 1000))))
    assert (drawn.format, drawn.size) == ("WEBP", (600, 200))


def test_a_small_picture_is_not_blown_up_and_keeps_its_transparency():
    file = BytesIO()
    Image.new("RGBA", (40, 20), (0, 0, 0, 0)).save(file, "PNG")
    drawn = opened(LOGOS.redrawn(upload(file.getvalue())))
    assert (drawn.size, drawn.mode) == ((40, 20), "RGBA")


def test_what_a_camera_wrote_beside_the_picture_is_gone_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Aparat z Suwałk"
    source = picture("JPEG", (40, 20), exif=exif, comment=b"tajne", icc_profile=b"profil")
    drawn = opened(LOGOS.redrawn(source))
    assert drawn.size == (20, 40)
    assert not drawn.getexif()
    assert not set(drawn.info) & {"exif", "icc_profile", "xmp", "comment"}


def flood(width: int, height: int) -> bytes:
    """Return a PNG that says it is huge and is small on the wire."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer = zlib.compressobj()
    line = bytes(1 + (width + 7) // 8)
    packed = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (5_000, 4_000), (20_000, 1_000)])
def test_a_flood_of_pixels_is_refused_before_it_is_unpacked(width, height):
    data = flood(width, height)
    begun = time.perf_counter()
    with pytest.raises(ValidationError, match="16 mln"):
        LOGOS.redrawn(upload(data))
    assert time.perf_counter() - begun < 1


def moving(kind: str) -> bytes:
    file = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "navy")]
    frames[0].save(file, kind, save_all=True, append_images=frames[1:])
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused(kind):
    with pytest.raises(ValidationError):
        LOGOS.redrawn(upload(moving(kind)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"logo",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        moving("GIF"),
        picture("BMP").read(),
        picture("TIFF").read(),
        picture("PNG").read()[:60],
        picture("JPEG", (400, 400)).read()[:300],
        b"%PDF-1.7",
    ],
    ids=["empty", "text", "svg", "gif", "bmp", "tiff", "cut png", "cut jpeg", "pdf"],
)
def test_what_is_no_whole_picture_of_a_known_kind_is_refused(data):
    with pytest.raises(ValidationError):
        LOGOS.redrawn(upload(data))


def test_a_file_of_more_than_five_megabytes_is_refused():
    with pytest.raises(ValidationError):
        LOGOS.redrawn(upload(picture("PNG").read() + bytes(LOGOS.largest_upload)))


def test_a_page_hidden_in_a_picture_is_not_kept():
    hidden = b"<script>alert(1)</script>"
    assert hidden not in LOGOS.redrawn(upload(picture("PNG").read() + hidden))


def test_a_kept_logo_is_found_by_its_hash_with_its_size(settings, tmp_path):
    settings.LOGOS_DIR = tmp_path / "new" / "logos"
    data = LOGOS.redrawn(picture("PNG", (40, 20)))
    sha256 = LOGOS.keep(data)
    assert LOGOS.keep(data) == sha256
    assert LOGOS.stored(sha256) == StoredPicture(sha256, 40, 20)
    assert LOGOS.read(sha256) == data
    assert [path.name for path in settings.LOGOS_DIR.iterdir()] == [f"{sha256}.webp"]


@pytest.mark.parametrize("name", ["", "0" * 64, "../register", "a" * 63 + "/", "A" * 64, "\0"])
def test_what_is_not_there_or_no_hash_is_no_logo(name):
    assert (LOGOS.stored(name), LOGOS.read(name)) == (None, None)


def test_a_disk_that_cannot_be_written_leaves_nothing_behind(settings, tmp_path):
    (tmp_path / "logos").write_text("no folder")
    settings.LOGOS_DIR = tmp_path / "logos"
    with pytest.raises(OSError):
        LOGOS.keep(b"x")
