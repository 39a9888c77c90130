"""Another cluster's mark and colours: by the settings alone, on every page, in the office and on pages of errors."""

import pytest
from django.template.loader import render_to_string

from members.tests.make import browser, coordinator

pytestmark = pytest.mark.django_db

SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.fixture
def chosen(settings, tmp_path):
    settings.IDENTITY_MARK = tmp_path / "znak.svg"
    settings.IDENTITY_MARK.write_text(SVG)
    settings.IDENTITY_COLOURS = ["#0a6b2f", "#b34700"]


def test_the_chosen_mark_and_colours_stand_on_every_page(client, chosen):
    pages = [client.get("/").content.decode(), browser(coordinator()).get("/admin/").content.decode()]
    for text in (*pages, render_to_string("500.html")):
        assert 'src="/mark.svg"' in text
        assert 'href="/colours.css?0a6b2f-b34700"' in text
        assert "img/mark" not in text


def test_the_mark_runs_nothing_and_the_sheet_names_the_colours(client, chosen):
    mark = client.get("/mark.svg")
    assert (mark.content.decode(), mark["Content-Type"]) == (SVG, "image/svg+xml")
    assert mark["Content-Security-Policy"].startswith("sandbox")
    sheet = client.get("/colours.css")
    assert sheet["Content-Type"] == "text/css; charset=utf-8"
    assert "--link: #0a6b2f;" in sheet.content.decode()


def test_our_icon_goes_with_our_mark(client, settings, tmp_path):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/x-icon")
    settings.IDENTITY_MARK = tmp_path / "znak.svg"
    assert client.get("/favicon.ico").status_code == 404


def test_unchosen_ours_stay_and_nothing_more_is_loaded(client):
    text = client.get("/").content.decode()
    assert "img/mark.svg" in text
    assert "colours.css" not in text
    assert client.get("/colours.css").status_code == client.get("/mark.svg").status_code == 404
