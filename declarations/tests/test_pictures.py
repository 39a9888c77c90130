"""Pictures of events and news: drawn anew in two sizes, described, and shown to whoever may open the page."""

import os
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from PIL import Image

import journal.use_cases as journal
from declarations import use_cases
from declarations.models import Picture
from declarations.tests import make
from declarations.tests.make import browser
from declarations.tests.test_posts import form_of
from members.pictures import PHOTOGRAPHS
from members.tests.make import BY, coordinator
from members.tests.make import picture as photograph

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    settings.PICTURES_DIR = tmp_path / "pictures"


def url(sha256: str) -> str:
    return f"/pictures/{sha256}.webp"


def test_a_picture_is_kept_in_two_sizes_and_shown_small_with_its_words(client):
    event = make.event()
    picture = make.picture(event=event, alt_pl="Stół & goście", credit="Biuro")
    sizes = {
        name: Image.open(BytesIO(client.get(url(name)).content)).size for name in (picture.sha256, picture.small_sha256)
    }
    assert sizes == {picture.sha256: (1600, 800), picture.small_sha256: (480, 240)}
    text = client.get(event.get_absolute_url()).content.decode()
    assert f'src="{url(picture.small_sha256)}"' in text
    assert f'href="{url(picture.sha256)}"' in text
    assert 'alt="Stół &amp; goście"' in text
    assert 'width="480"' in text and 'height="240"' in text
    assert "Zdjęcie: Biuro" in text


def test_a_picture_is_as_open_as_its_page(client):
    of_event = make.picture(event=make.event(is_published=False))
    of_post = make.picture(post=make.post(is_published=False), colour="green")
    office = browser(coordinator())
    for picture in (of_event, of_post):
        for name in (picture.sha256, picture.small_sha256):
            assert client.get(url(name)).status_code == 404
            answer = office.get(url(name))
            assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    missing = client.get(url("0" * 64)).content.decode()
    assert client.get(url(of_event.sha256)).content.decode().replace(of_event.sha256, "0" * 64) == missing


def test_a_picture_is_kept_for_ever_by_whoever_was_shown_it(client):
    picture = make.picture(post=make.post())
    answer = client.get(url(picture.small_sha256))
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_lost_file_is_missing_and_the_page_stands(client, settings, tmp_path):
    event = make.event()
    picture = make.picture(event=event)
    settings.PICTURES_DIR = tmp_path / "other"
    assert client.get(url(picture.sha256)).status_code == 404
    assert client.get(event.get_absolute_url()).status_code == 200


def test_a_picture_needs_its_words_and_stands_once():
    event = make.event()
    with pytest.raises(ValidationError, match="alt_pl"):
        make.picture(event=event, alt_pl="")
    make.picture(event=event)
    with pytest.raises(ValidationError):
        make.picture(event=event)
    make.picture(event=make.event("suwalki"))
    with pytest.raises(ValidationError):
        make.picture(event=event, post=make.post())


def test_what_a_camera_wrote_is_in_neither_size():
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Aparat z Suwałk", 6
    upload = photograph("JPEG", (1000, 500), exif=exif)
    for data in make.drawn(upload):
        drawn = Image.open(BytesIO(data))
        assert not drawn.getexif()
        assert drawn.height == 2 * drawn.width


def test_the_pictures_stand_in_what_search_engines_are_told(client):
    event = make.event()
    picture = make.picture(event=event)
    assert (
        f'"image": ["http://localhost:8000{url(picture.sha256)}"]'
        in client.get(event.get_absolute_url()).content.decode()
    )


# The office


def added(event: object, **facts: object) -> object:
    office = browser(coordinator())
    address = f"/admin/declarations/signingevent/{event.pk}/change/"
    page = office.get(address)
    sent = form_of(page) | {f"pictures-0-{name}": value for name, value in facts.items()}
    # What stands as "False" is an empty box.
    sent = {name: value for name, value in sent.items() if value != "False"}
    return office.post(address, sent | {"_continue": "1"}, follow=True)


def test_the_office_adds_a_picture_below_the_event():
    event = make.event()
    added(event, upload=photograph("PNG", (800, 600)), alt_pl="Sala")
    picture = Picture.objects.get()
    assert (picture.event, picture.alt_pl, picture.width, picture.height) == (event, "Sala", 480, 360)
    assert PHOTOGRAPHS.read(picture.sha256)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"upload": photograph("PNG", (80, 60)), "alt_pl": ""}, "To pole jest wymagane"),
        ({"alt_pl": "Sala"}, "Wybierz zdjęcie."),
        ({"upload": photograph("BMP", (80, 60)), "alt_pl": "Sala"}, "Nie da się odczytać"),
    ],
    ids=["no words", "no picture", "no picture at all"],
)
def test_what_is_missing_is_said_and_nothing_is_kept(facts, words):
    event = make.event()
    if "upload" in facts:
        facts["upload"].seek(0)
    answer = added(event, **facts)
    assert not Picture.objects.exists()
    assert words in answer.content.decode() or "obraz" in answer.content.decode()


# The sweep


def test_the_sweep_takes_the_files_of_a_removed_picture_after_its_days_of_grace(settings):
    kept, gone = make.picture(event=make.event()), make.picture(post=make.post(), colour="green")
    journal.remove(thing=gone, **BY)
    yesterday, tomorrow = (timezone.now() + timedelta(days=days) for days in (-1, 1))
    assert use_cases.sweep_store(before=yesterday).removed == []
    assert len(use_cases.sweep_store(before=tomorrow, dry_run=True).removed) == 2
    swept = use_cases.sweep_store(before=tomorrow)
    assert {path.stem for path in swept.removed} == {gone.sha256, gone.small_sha256}
    assert {path.stem for path in settings.PICTURES_DIR.iterdir()} == {kept.sha256, kept.small_sha256}


def test_a_backup_that_knows_the_removed_row_still_finds_its_files(settings):
    gone = make.picture(post=make.post())
    now = timezone.now()
    journal.remove(thing=gone, by=None, at=now)
    for path in settings.PICTURES_DIR.iterdir():
        os.utime(path, (0, 0))
    assert use_cases.sweep_store(before=now - timedelta(hours=24)).removed == []
    assert len(use_cases.sweep_store(before=now + timedelta(hours=1)).removed) == 2
