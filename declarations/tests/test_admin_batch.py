"""Acts of the lifecycle on several declarations: each goes its way, and what cannot go is skipped with its reason."""

import pytest

from declarations.models import Declaration
from declarations.tests import make
from journal.models import Entry
from journal.tests.test_admin_batch import outcomes, sent
from members.tests.make import auditor, organisation

pytestmark = pytest.mark.django_db

LIST = "/admin/declarations/declaration/"
MADE = ("draft", "opened", "signed", "concluded", "terminated", "cancelled")
TOLD = {"day": "2020-06-30", "reason": "Powód"}


def chosen(office, act: str):
    return office.post(
        LIST, {"action": act, "index": "0", "_selected_action": list(Declaration.objects.values_list("pk", flat=True))}
    )


@pytest.mark.parametrize(
    ("act", "moved", "target"),
    [
        ("open", {"draft"}, "open"),
        ("conclude", {"signed"}, "concluded"),
        ("terminate", {"concluded"}, "terminated"),
        ("cancel", {"draft", "opened", "signed"}, "cancelled"),
    ],
)
def test_an_act_moves_the_declarations_that_allow_it_and_says_why_the_others_are_skipped(office, act, moved, target):
    firm = organisation()
    for made in MADE:
        getattr(make, made)(made, firm)
    states = dict(Declaration.objects.values_list("slug", "state"))
    shown = sent(office, chosen(office, act), **TOLD)
    assert shown.context["done"] == len(moved)
    told = {name.split()[1]: words for name, words in outcomes(shown).items()}
    assert {made for made in MADE if "→" in told[made]} == moved
    assert all(told.values())
    assert dict(Declaration.objects.values_list("slug", "state")) == states
    assert sent(office, shown, confirm="1", **TOLD).status_code == 302
    assert dict(Declaration.objects.values_list("slug", "state")) == states | dict.fromkeys(moved, target)
    acted = [entry.act for entry in Entry.objects.newest_first()[: len(moved)]]
    assert acted == [act] * len(moved)


def test_a_correction_is_about_one_paper_and_offered_on_no_list(office):
    make.draft("d", organisation())
    page = office.get(LIST).content.decode()
    assert 'value="terminate"' in page
    assert 'value="correct"' not in page


def test_an_auditor_finds_no_act_on_the_list(db):
    make.draft("d", organisation())
    browser = make.browser(auditor())
    assert 'name="action"' not in browser.get(LIST).content.decode()
    assert browser.post(f"{LIST}batch/cancel/", {"rows": "1", "confirm": "1"} | TOLD).status_code == 403
