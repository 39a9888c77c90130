"""The pictures beside links: of pages that everyone may open, whatever they are called."""

from io import BytesIO

import pytest
from PIL import Image

from declarations import cards
from declarations.tests import make
from members.tests.make import member, organisation


@pytest.mark.parametrize(
    "title", ["", "Ł", "Zażółć gęślą jaźń", "Bardzo długa nazwa podmiotu " * 40, "x" * 500, "\u202e漢字 🙂"]
)
def test_any_title_makes_a_picture_of_the_size_asked_for(title):
    picture = Image.open(BytesIO(cards.draw(title=title, below=title, name=title)))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))


def test_other_words_make_another_picture_and_the_same_ones_the_same():
    first, again, other = (cards.draw(title=title, below="", name="Klaster") for title in ("A", "A", "B"))
    assert first == again != other


@pytest.mark.django_db
def test_a_page_names_its_own_picture_by_its_whole_address(client):
    make.concluded("deklaracja", organisation("Partner"))
    make.event("bialystok")
    for page, picture in (
        ("/", "/wizytowka.png"),
        ("/partnerzy/", "/wizytowka.png"),
        ("/en/organisations/partner/", "/en/organisations/partner/card.png"),
        ("/wydarzenia/bialystok/", "/wydarzenia/bialystok/wizytowka.png"),
    ):
        text = " ".join(client.get(page).content.decode().split())
        assert f'<meta property="og:image" content="http://localhost:8000{picture}">' in text
        answer = client.get(picture)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")


@pytest.mark.django_db
def test_what_is_hidden_has_no_picture(client):
    member("Cicha", is_listed=False)
    make.event("w-przygotowaniu", is_published=False)
    assert client.get("/podmioty/cicha/wizytowka.png").status_code == 404
    assert client.get("/wydarzenia/w-przygotowaniu/wizytowka.png").status_code == 404
