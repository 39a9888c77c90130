"""Tests of komportal/templatetags/: a text of the office as readers are shown it."""

import re

import pytest
from django.template import engines
from django.utils import translation

from komportal.templatetags.browsers import browser
from members.models import Cluster, KeyFigure
from members.tests import make


def shown(cluster: Cluster, name: str, *, language: str = "pl", options: str = "") -> str:
    """Return the text as a page shows it, on one line."""
    template = engines["django"].from_string(f'{{% load prose %}}{{% prose cluster "{name}" {options} %}}')
    with translation.override(language):
        return re.sub(r"\s+", " ", template.render({"cluster": cluster})).strip()


@pytest.mark.parametrize("name", ["about", "footer", "accessibility", "privacy"])
def test_where_the_english_is_missing_the_polish_is_shown_and_marked_as_polish(name):
    cluster = Cluster(**{f"{name}_pl": "Treść"})
    marked = '<p class="polish">In Polish only:</p> <div class="prose " lang="pl"><p>Treść</p> </div>'
    assert shown(cluster, name, language="en") == marked
    assert "lang=" not in shown(cluster, name)
    setattr(cluster, f"{name}_en", "Text")
    assert shown(cluster, name, language="en") == '<div class="prose " ><p>Text</p> </div>'


def test_a_missing_text_leaves_nothing_on_the_page_but_what_stands_instead():
    assert shown(Cluster(), "footer") == ""
    assert shown(Cluster(), "footer", options='instead="Brak"') == '<p class="quiet">Brak</p>'


def test_headings_begin_at_the_level_asked_for():
    cluster = Cluster(about_pl="# Nad Odrą\n\n## Dziś")
    assert re.findall(r"<h\d", shown(cluster, "about")) == ["<h2", "<h3"]
    assert re.findall(r"<h\d", shown(cluster, "about", options='top=4 look="lead"')) == ["<h4", "<h5"]


def test_addresses_are_links_and_what_is_typed_as_html_is_text():
    typed = (
        "Zob. https://odra.example.org/a?b=1&c=2, biuro@odra.example.org <script>alert(1)</script> [x](javascript:a)"
    )
    text = shown(Cluster(footer_pl=typed), "footer")
    links = ["https://odra.example.org/a?b=1&amp;c=2", "mailto:biuro@odra.example.org"]
    assert re.findall(r'<a href="([^"]*)"', text) == links
    assert "&lt;script&gt;" in text


def written(tag: str, thing: object, *, language: str) -> str:
    """Return what a tag of the library writes about a thing."""
    with translation.override(language):
        return engines["django"].from_string(f"{{% load prose %}}{{% {tag} %}}").render({"thing": thing}).strip()


def test_a_short_text_without_its_english_is_marked_for_readers_of_english_only():
    figure = KeyFigure(label_pl="Podmioty & firmy")
    assert written('phrase thing "label"', figure, language="pl") == "Podmioty &amp; firmy"
    marked = '<span lang="pl">Podmioty &amp; firmy</span> <abbr class="polish" title="in Polish only">PL</abbr>'
    assert written('phrase thing "label"', figure, language="en") == marked
    figure.label_en = "Members"
    assert written('phrase thing "label"', figure, language="en") == "Members"


def test_a_summary_is_the_first_paragraph_in_the_language_it_is_in():
    cluster = Cluster(about_pl="# Nad Odrą\n\nPierwszy *akapit* <b>.\n\nDrugi.")
    assert written('summary thing "about"', cluster, language="pl") == "<p>Pierwszy akapit &lt;b&gt;.</p>"
    assert written('summary thing "about"', cluster, language="en").startswith('<p lang="pl">')
    assert written('summary thing "about"', Cluster(), language="en") == ""


@pytest.mark.django_db
def test_a_page_with_texts_has_one_heading_of_the_first_level(client):
    make.cluster(about_pl="# Nad Odrą", footer_pl="# Biuro", privacy_pl="# Dane")
    for address in ("/", "/en/", "/en/privacy/"):
        assert client.get(address).content.decode().count("<h1") == 1


# Browsers of sessions

ENGINE = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {ENGINE} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        (f"Mozilla/5.0 (Linux; Android 15; K) {ENGINE} Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari, macOS"),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named_with_its_system(agent, words):
    assert browser(agent) == words
