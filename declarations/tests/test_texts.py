"""Which text holds on a day: the first paper, what amends it, and the consolidated text that takes its place."""

import re
from datetime import date

import pytest

from declarations import access, queries, use_cases
from declarations.models import Declaration
from declarations.tests import make
from journal.tests.drawn import as_drawn
from members.models import Organisation
from members.tests.make import BY, member, representative

pytestmark = pytest.mark.django_db

ADDRESS = "/en/declarations/agreement-2007/"


@pytest.fixture
def party(db) -> Organisation:
    return member("Firma")


@pytest.fixture
def base(party) -> Declaration:
    """Return the agreement of 2007 with its amendment of 2010, consolidated text of 2014 and amendment of 2018."""
    first = paper(party, "agreement-2007", date(2007, 1, 15))
    paper(party, "amendment-2010", date(2010, 5, 4), relation="amends", base=first)
    paper(party, "text-2014", date(2014, 11, 12), relation="consolidates", base=first)
    paper(party, "amendment-2018", date(2018, 3, 1), relation="amends", base=first)
    return first


def paper(party: Organisation, slug: str, day: date, **facts: object) -> Declaration:
    return make.concluded(slug, party, signed_on=day, **{"title": slug, "dated_on": day, "kind": "agreement"} | facts)


def holding(declaration: Declaration, on: date, readable=None) -> tuple[str, list[str]]:
    """Return the title of the text that holds and those of the amendments that add to it."""
    every = Declaration.objects.all() if readable is None else readable
    texts = queries.texts_of(declaration, readable=every, on=on)
    title = texts.holding.declaration.title if texts.holding else ""
    return title, [text.declaration.title for text in texts.amendments]


@pytest.mark.parametrize(
    ("day", "holds", "amended_by"),
    [
        ("2006-12-31", "", []),
        ("2007-01-14", "", []),
        ("2007-01-15", "agreement-2007", []),
        ("2008-01-01", "agreement-2007", []),
        ("2010-05-04", "agreement-2007", ["amendment-2010"]),
        ("2014-11-11", "agreement-2007", ["amendment-2010"]),
        ("2014-11-12", "text-2014", []),
        ("2015-01-01", "text-2014", []),
        ("2018-03-01", "text-2014", ["amendment-2018"]),
    ],
)
def test_the_text_of_the_day_is_told_from_every_paper_of_the_matter(base, day, holds, amended_by):
    for each in (base, *base.texts.all()):
        assert holding(each, date.fromisoformat(day)) == (holds, amended_by), each


def test_an_amendment_of_the_day_of_the_consolidated_text_is_part_of_it(base, party):
    paper(party, "amendment-of-the-day", date(2014, 11, 12), relation="amends", base=base)
    assert holding(base, date(2015, 1, 1)) == ("text-2014", [])


def test_the_newest_consolidated_text_holds_and_a_terminated_one_does_not(base, party):
    newest = paper(party, "text-2020", date(2020, 1, 1), relation="consolidates", base=base)
    assert holding(base, date(2021, 1, 1)) == ("text-2020", [])
    use_cases.terminate_declaration(declaration=newest, day=date(2022, 1, 1), reason="R", **BY)
    assert holding(base, date(2022, 1, 1)) == ("text-2014", ["amendment-2018"])


@pytest.mark.parametrize("made", [make.draft, make.opened, make.signed, make.cancelled])
def test_what_is_not_concluded_changes_no_text(base, party, made):
    made("planned", party, dated_on=date(2016, 1, 1), title="planned", relation="consolidates", base=base)
    assert holding(base, date(2017, 1, 1)) == ("text-2014", [])


def test_a_text_holds_from_the_day_from_which_it_is_valid(base, party):
    paper(party, "later", date(2019, 1, 1), valid_from=date(2020, 1, 1), relation="consolidates", base=base)
    assert holding(base, date(2019, 6, 1)) == ("text-2014", ["amendment-2018"])
    assert holding(base, date(2020, 1, 1)) == ("later", [])


def test_a_declaration_that_stands_alone_has_nothing_to_tell(party):
    assert (
        queries.texts_of(
            paper(party, "alone", date(2007, 1, 15)), readable=Declaration.objects.all(), on=BY["at"].date()
        )
        is None
    )


# Each reader by the texts that are open to them


def visible_to(user):
    return access.declarations_visible_to(user, BY["at"].date())


def close(slug: str) -> None:
    declaration = Declaration.objects.get(slug=slug)
    declaration.visibility = "coordinator"
    use_cases.keep_declaration(declaration=declaration, **BY)


def test_a_hidden_text_is_neither_named_nor_counted(base, party):
    close("text-2014")
    reader = representative("r@example.org", party)
    assert holding(base, date(2015, 1, 1), visible_to(reader)) == ("agreement-2007", ["amendment-2010"])
    page = make.browser(reader).get(ADDRESS, {"as_of": "2015-01-01"}).content.decode()
    assert "text-2014" not in page
    assert "Judged by the texts open to you" in page
    assert "replaced by the consolidated text" not in page


def test_without_the_first_paper_nothing_is_told_that_may_be_false(base, party):
    close("agreement-2007")
    reader = make.browser(representative("r@example.org", party))
    address = "/en/declarations/amendment-2010/"
    page = reader.get(address, {"as_of": "2011-01-01"}).content.decode()
    assert "agreement-2007" not in page
    assert "the text that holds" not in page
    assert "in force" in page
    assert "the text that holds is:" in reader.get(address, {"as_of": "2015-01-01"}).content.decode()


def masked(response) -> str:
    """Return a page without the token of its form."""
    return re.sub(r'(csrfmiddlewaretoken" value)="[^"]*"', r"\1", response.content.decode())


def test_hidden_texts_leave_the_page_as_if_there_were_none(party):
    first = paper(party, "agreement-2007", date(2007, 1, 15))
    reader = make.browser(representative("r@example.org", party))
    before = masked(reader.get(ADDRESS))
    paper(party, "hidden", date(2010, 1, 1), visibility="coordinator", relation="amends", base=first)
    assert masked(reader.get(ADDRESS)) == before


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2006-12-31", ["none of these texts is in force"]),
        ("2008-01-01", ["the text that holds is:", ">agreement-2007 (2007-01-15)</a>"]),
        ("2015-01-01", [">text-2014 (2014-11-12)</a>", "replaced by the consolidated text"]),
        ("2019-01-01", [">text-2014 (2014-11-12)</a>", "amended by:", ">amendment-2018 (2018-03-01)</a>"]),
    ],
)
def test_the_page_says_which_text_holds_on_the_day(office, base, day, said):
    page = office.get(ADDRESS, {"as_of": day}).content.decode()
    assert [words for words in said if words not in page] == []


# The office


def relate(office, declaration: Declaration, **told: object):
    address = f"/admin/declarations/declaration/{declaration.pk}/change/"
    return office.post(address, as_drawn(office.get(address)) | told)


def test_the_office_relates_papers_whatever_was_signed(office, party):
    first, later = (paper(party, slug, date(2007, 1, 15)) for slug in ("first", "later"))
    assert relate(office, later, relation="amends", base=first.pk).status_code == 302
    assert make.fresh(later).base == first


def test_a_relation_that_cannot_be_is_refused_in_words(office, base, party):
    alone, amendment = paper(party, "alone", date(2007, 1, 15)), Declaration.objects.get(slug="amendment-2010")
    for declaration, told in (
        (alone, {"relation": "amends"}),
        (alone, {"base": base.pk}),
        (alone, {"relation": "amends", "base": alone.pk}),
        (alone, {"relation": "amends", "base": amendment.pk}),
        (alone, {"relation": "amends", "base": "x"}),
        (base, {"relation": "amends", "base": alone.pk}),
    ):
        answer = relate(office, declaration, **told)
        assert answer.status_code == 200, told
        assert answer.context["adminform"].form.errors, told
    assert not make.fresh(alone).base
