"""News: who reads it from which day on, what it is about, and how the list is asked."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

import journal.use_cases as journal
from declarations import use_cases
from declarations.models import Post, PostLink
from declarations.tests import make
from declarations.tests.make import browser
from members.tests.make import BY, auditor, cluster, coordinator, member, organisation, representative

pytestmark = pytest.mark.django_db

TOMORROW = date(2200, 1, 1)


def test_the_list_shows_the_newest_first_with_the_first_paragraph(client):
    make.post("stara", day=date(2014, 1, 2), text_pl="## Nagłówek\n\nPierwszy *akapit*.\n\nDrugi.")
    make.post("nowa", day=date(2014, 11, 7))
    text = client.get("/aktualnosci/").content.decode()
    assert text.index("Nowina nowa") < text.index("Nowina stara")
    assert "<p>Pierwszy akapit.</p>" in text
    assert "Drugi." not in text


def test_what_is_in_preparation_or_to_come_is_the_offices_own(client):
    make.post("szkic", is_published=False)
    make.post("jutro", day=TOMORROW)
    firm = representative("jan@example.org", member("Firma"))
    for reader in (client, browser(firm)):
        assert "szkic" not in reader.get("/aktualnosci/").content.decode()
        for slug in ("szkic", "jutro"):
            for page in ("", "wizytowka.png"):
                assert reader.get(f"/aktualnosci/{slug}/{page}").status_code == 404
    for reader in (coordinator(), auditor()):
        for address in ("/aktualnosci/", "/aktualnosci/szkic/", "/aktualnosci/jutro/"):
            assert "niewidoczne publicznie" in browser(reader).get(address).content.decode()
        assert browser(reader).get("/aktualnosci/szkic/wizytowka.png").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=lodz", {"lodz"}),
        ("q=targi+hannover", {"targi"}),
        ("tag=Szkolenia", {"lodz"}),
        ("tag=szkol", set()),
        ("year=2015", {"targi"}),
        ("as_of=2014-12-31", {"lodz"}),
        ("as_of=2014-01-01", set()),
    ],
)
def test_the_list_answers_what_is_asked(client, query, found):
    make.post("lodz", title_pl="Zjazd w Łodzi", tags_pl="szkolenia, eksport")
    make.post("targi", day=date(2015, 3, 1), text_pl="Jedziemy do Hannoveru. HANNOVER!", tags_pl="eksport")
    answer = client.get(f"/api/news/?{query}").json()
    assert {row["slug"] for row in answer["results"]} == found
    page = client.get(f"/aktualnosci/?{query}").content.decode()
    assert {slug for slug in ("lodz", "targi") if f'href="/aktualnosci/{slug}/"' in page} == found


def test_a_bad_question_gets_a_clear_word(client):
    assert client.get("/aktualnosci/?year=dawno").status_code == 400
    assert client.get("/api/news/?as_of=wczoraj").status_code == 400


def test_tags_are_counted_over_what_the_reader_sees_and_named_in_the_language_of_the_page(client):
    make.post("jeden", tags_pl="targi, eksport ,targi", tags_en="fairs, export")
    make.post("dwa", tags_pl="eksport", tags_en="export")
    make.post("trzy", tags_pl="tajne", is_published=False)
    polish, english = (client.get(address).content.decode() for address in ("/aktualnosci/", "/en/news/"))
    assert "eksport (2)" in polish and "targi (1)" in polish and "tajne" not in polish
    assert '<option value="targi">fairs (1)</option>' in english
    assert "?tag=targi" in english
    assert '<option value="x" selected>x (0)</option>' in client.get("/aktualnosci/?tag=x").content.decode()


def test_a_post_links_to_what_the_reader_may_open_and_names_nothing_else(client):
    open_one, hidden = member("Huta"), member("Cicha", is_listed=False)
    paper = make.concluded("czlonkow", organisation("Partner"))
    secret = make.concluded("stron", organisation("Strona"), visibility="parties")
    draft = make.event("w-przygotowaniu", title_pl="Tajna gala", is_published=False)
    make.post("nowina", open_one, hidden, paper, secret, make.event("gala", title_pl="Gala"), draft)
    text = client.get("/aktualnosci/nowina/").content.decode()
    for shown in ("/podmioty/huta/", "/wydarzenia/gala/"):
        assert f'href="{shown}"' in text
    for name in ("Cicha", "czlonkow", "stron", "Tajna gala"):
        assert name not in text.partition("<article>")[2]
    own = browser(representative("jan@example.org", open_one)).get("/aktualnosci/nowina/").content.decode()
    assert 'href="/deklaracje/czlonkow/"' in own
    assert "stron/" not in own


def test_a_thing_shows_the_news_about_it(client):
    firm, event = member("Huta"), make.event("gala")
    paper = make.concluded("publiczna", organisation("Partner"), visibility="public")
    make.post("nowina", firm, event, paper)
    make.post("szkic", firm, event, paper, is_published=False)
    for thing in (firm, event, paper):
        text = client.get(thing.get_absolute_url()).content.decode()
        assert 'href="/aktualnosci/nowina/"' in text
        assert "szkic" not in text


def test_the_newest_news_stands_on_the_home_page(client):
    make.post("nowina")
    make.post("szkic", is_published=False)
    member("Huta")
    cluster()
    text = client.get("/").content.decode()
    assert 'href="/aktualnosci/nowina/"' in text
    assert "szkic" not in text


def test_a_post_without_its_english_says_so(client):
    make.post("nowina", title_pl="Zjazd")
    text = client.get("/en/news/nowina/").content.decode()
    assert '<span lang="pl">Zjazd</span>' in text
    assert "In Polish only:" in text


def test_typed_html_stays_text_and_links_stay_links(client):
    make.post("nowina", text_pl="<script>alert(1)</script> [rejestr](/partnerzy/) [zły](javascript:alert(1))")
    text = client.get("/aktualnosci/nowina/").content.decode().partition("<article>")[2]
    assert "&lt;script&gt;" in text
    assert '<a href="/partnerzy/"' in text
    assert 'href="javascript' not in text


def test_the_tables_and_the_feed_hold_the_published_posts(client):
    make.post("nowina", title_pl="=Zjazd", tags_pl="targi, eksport")
    make.post("szkic", is_published=False)
    table = client.get("/api/news.csv").content.decode()
    assert "targi, eksport" in table
    for address in ("/api/news.csv", "/api/news/", "/feed/aktualnosci/", "/feed/", "/sitemap.xml"):
        text = client.get(address).content.decode()
        assert "aktualnosci/nowina/" in text, address
        assert "szkic" not in text, address


def test_a_link_is_to_one_thing_and_once():
    firm = organisation("Huta")
    post = make.post("nowina", firm)
    for facts in ({}, {"organisation": firm}, {"organisation": firm, "event": make.event()}):
        with pytest.raises(ValidationError):
            journal.keep(thing=PostLink(post=post, **facts), **BY)


def test_merging_organisations_takes_the_news_along_and_doubles_nothing():
    kept, absorbed = organisation("Huta"), organisation("Huta bis")
    both, one = make.post("obie", kept, absorbed), make.post("jedna", absorbed)
    said = make.statement(organisation=absorbed, said_on=date(2014, 11, 7))
    use_cases.merge_organisations(kept=kept, absorbed=absorbed, reason="To samo", **BY)
    assert [link.organisation for link in (*both.links.all(), *one.links.all())] == [kept, kept]
    said.refresh_from_db()
    assert said.organisation == kept


# The office


def form_of(page: object) -> dict[str, str]:
    """Return what the form of an admin page would send as it stands."""
    form = page.context["adminform"].form
    fields = [*form, *(field for inline in page.context["inline_admin_formsets"] for field in _fields(inline.formset))]
    return {field.html_name: "" if field.value() is None else str(field.value()) for field in fields}


def _fields(formset: object) -> list[object]:
    return [*formset.management_form, *(field for form in formset for field in form)]


def test_the_office_is_told_which_number_the_register_does_not_bear_out():
    office = browser(coordinator())
    facts = form_of(office.get("/admin/declarations/post/add/")) | {
        "title_pl": "Zjazd",
        "slug": "zjazd",
        "day": "2014-11-07",
        "text_pl": "Jest nas 95 podmiotów.",
    }
    facts.pop("is_published", None)
    answer = office.post("/admin/declarations/post/add/", facts | {"_continue": "1"}, follow=True)
    assert Post.objects.get().slug == "zjazd", answer.context["errors"]
    text = answer.content.decode()
    assert "„95 podmiotów”: w rejestrze jest na ten dzień 0." in text
    assert "w rejestrze na dzień 7 listopada 2014 jest 0" in text
