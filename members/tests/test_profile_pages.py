"""The pages on which an organisation's people keep its profile: who opens them, what they take, what they refuse."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import queries
from members.models import Organisation, Proposal, Representative
from members.tests.make import (
    auditor,
    browser,
    certificate,
    coordinator,
    member,
    organisation,
    picture,
    proposal,
    representative,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Organisation:
    return member("Huta Łabędy", description_pl="Robimy blachy.")


@pytest.fixture
def editor(firm) -> Client:
    return person(firm, Representative.Role.EDITOR)


def person(firm: Organisation, role: str, **period: date) -> Client:
    user = representative(f"{role}@example.org", firm, **period)
    Representative.objects.filter(user=user).update(role=role)
    return browser(user)


def page(firm: Organisation) -> str:
    return reverse("profile", args=[firm.slug])


def form(firm: Organisation, *certificates: dict[str, str], **wanted: object) -> dict[str, object]:
    """Return what the form sends: the profile as it is shown, besides what is wanted."""
    now, waiting = queries.profile_of(firm), queries.waiting_proposal(firm)
    shown = now | queries.proposed(waiting.changes if waiting else {})
    told = {name: text for name, text in shown.items() if name not in ("logo", "certificates")}
    lines = [fact | {"until": fact["until"] or ""} for fact in shown["certificates"]]
    told |= {"certificates-INITIAL_FORMS": len(lines), "certificates-TOTAL_FORMS": len(lines) + len(certificates)}
    for number, line in enumerate([*lines, *certificates]):
        told |= {f"certificates-{number}-{name}": value for name, value in line.items()}
    return told | {"seen": queries.mark_of(now, waiting)} | wanted


# Who


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_owners_and_editors_keep_the_profile(firm, role):
    client = person(firm, role)
    assert client.get(page(firm)).status_code == 200
    assert client.post(page(firm), form(firm, city="Gliwice")).status_code == 302
    assert Proposal.objects.get().by.email == f"{role}@example.org"


def test_readers_former_and_foreign_people_get_what_is_missing(firm):
    stranger = browser(representative("obcy@example.org", organisation("Obca")))
    former = person(firm, "owner", until=date(2020, 1, 1))
    reader = person(firm, "reader")
    proposal(firm, city="Gliwice")
    for client in (stranger, former, reader, browser(coordinator())):
        for act in ("", "confirm", "withdraw"):
            assert client.post(page(firm), form(firm, city="Zabrze", act=act)).status_code == 404
        assert client.get(page(firm)).status_code == 404
    for client in (stranger, former, reader):
        assert client.get(reverse("profile_preview", args=[firm.slug])).status_code == 404
    assert Proposal.objects.get().changes["city"] == ["", "Gliwice"]


def test_an_anonymous_visitor_is_sent_to_log_in(client, firm):
    for slug in (firm.slug, "nie-ma"):
        assert client.get(reverse("profile", args=[slug])).status_code == 302
        assert client.get(reverse("profile_preview", args=[slug])).status_code == 302


# What is proposed


def test_what_is_typed_waits_and_is_shown_until_it_is_decided(client, editor, firm):
    iso = {"name": "ISO 9001:2015", "number": "1/24", "issuer": "TÜV", "since": "2024-01-01", "until": ""}
    told = form(firm, iso, {"name": ""}, description_pl="Robimy rury.\r\n\r\n- stal ", pkd_2025="24.20.Z")
    assert editor.post(page(firm), told).status_code == 302
    changes = Proposal.objects.get().changes
    assert changes["description_pl"] == ["Robimy blachy.", "Robimy rury.\n\n- stal"]
    assert changes["certificates"] == [[], [iso | {"until": None}]]
    shown = editor.get(page(firm)).content.decode()
    for text in ("ISO 9001:2015", "<del>", "<ins>", "24.20.Z", "withdraw"):
        assert text in shown
    readers_see = client.get(firm.get_absolute_url()).content.decode()
    assert "Robimy blachy." in readers_see
    assert "24.20.Z" not in readers_see


def test_sending_again_changes_the_proposal_that_waits(editor, firm):
    editor.post(page(firm), form(firm, city="Gliwice"))
    editor.post(page(firm), form(firm, website="https://huta.example.org/"))
    assert set(Proposal.objects.get().changes) == {"city", "website"}


def test_a_certificate_ticked_away_is_proposed_to_be_removed(editor, firm):
    certificate(firm)
    editor.post(page(firm), form(firm, **{"certificates-0-DELETE": "on"}))
    assert Proposal.objects.get().changes["certificates"][1] == []


def test_a_logo_is_proposed_replaced_and_taken_off(editor, firm):
    editor.post(page(firm), form(firm, upload=picture("PNG")))
    first = Proposal.objects.get().changes["logo"]
    assert (first[0], len(first[1])) == ("", 64)
    editor.post(page(firm), form(firm, city="Gliwice"))
    assert Proposal.objects.get().changes["logo"] == first
    editor.post(page(firm), form(firm, upload=picture("JPEG", (80, 20))))
    assert Proposal.objects.get().changes["logo"] != first
    editor.post(page(firm), form(firm, without_logo="on"))
    assert set(Proposal.objects.get().changes) == {"city"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"website": "nonsense"},
        {"pkd_2025": "24"},
        {"chain_role": "boss"},
        {"city": "a\u202eb"},
        {"description_pl": "\0"},
        {"description_pl": "x" * 4001},
        {"materials_en": "x\n" * 3000},
        {"upload": picture("BMP")},
        {"certificates-TOTAL_FORMS": ""},
        {"certificates-TOTAL_FORMS": "1000"},
        {},
    ],
    ids=str,
)
def test_what_cannot_be_used_comes_back_filled_in(editor, firm, wrong):
    wanted = {"description_en": "We make pipes."} if wrong else {}
    response = editor.post(page(firm), form(firm, **wanted | wrong))
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert not wrong or "We make pipes." in response.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        {"name": "ISO", "since": ""},
        {"name": "", "since": "2024-01-01"},
        {"name": "ISO", "since": "2024-02-30"},
        {"name": "ISO", "since": "2024-01-01", "until": "2023-01-01"},
        {"name": "ISO 9001:2015", "number": "", "since": "2024-01-01"},
    ],
)
def test_a_certificate_without_sense_is_refused_in_its_line(editor, firm, line):
    certificate(firm)
    response = editor.post(page(firm), form(firm, line))
    assert response.status_code == 400
    assert "error" in response.content.decode()
    assert not Proposal.objects.exists()


def test_two_editors_at_once_the_second_is_shown_what_differs_and_loses_nothing(editor, firm):
    drawn = form(firm, city="Zabrze")
    proposal(firm, city="Gliwice")
    response = editor.post(page(firm), drawn)
    text = response.content.decode()
    assert response.status_code == 400
    assert "Gliwice" in text
    assert 'value="Zabrze"' in text
    assert queries.mark_of(queries.profile_of(firm), Proposal.objects.get()) in text
    assert editor.post(page(firm), form(firm, city="Zabrze")).status_code == 302
    assert Proposal.objects.get().changes["city"] == ["", "Zabrze"]


# Withdrawn, previewed, confirmed


def test_a_proposal_is_withdrawn_by_a_button_and_a_second_click_does_no_harm(editor, firm):
    proposal(firm, city="Gliwice")
    for _click in range(2):
        assert editor.post(page(firm), {"act": "withdraw"}).status_code == 302
    assert Proposal.objects.get().state == Proposal.State.WITHDRAWN
    assert editor.get(page(firm)).status_code == 200


def test_the_preview_shows_the_page_with_the_proposal_to_its_people_and_the_office(editor, firm):
    preview = reverse("profile_preview", args=[firm.slug])
    assert editor.get(preview).status_code == 404
    iso = {"name": "ISO 9001", "number": "", "issuer": "", "since": "2024-01-01", "until": None}
    old = iso | {"name": "ISO 14001", "until": "2024-12-31"}
    proposal(firm, competences_pl="cięcie\ngięcie", certificates=[old, iso])
    for client in (editor, browser(coordinator()), browser(auditor())):
        text = client.get(preview).content.decode()
        assert "<li>gięcie</li>" in text
        assert "ISO 9001" in text
        assert "ISO 14001" not in text


def test_a_profile_is_confirmed_by_a_button(editor, firm):
    assert editor.post(page(firm), {"act": "confirm"}).status_code == 302
    firm.refresh_from_db()
    assert firm.profile_confirmed_on == timezone.localdate()


@pytest.mark.parametrize("language", ["/en/", "/"])
def test_a_decision_is_shown_with_the_words_of_the_office(editor, firm, language):
    waiting = proposal(firm, city="Gliwice")
    office = browser(coordinator())
    seen = queries.mark_of(queries.profile_of(firm), waiting)
    address = reverse("admin:members_proposal_change", args=[waiting.pk])
    office.post(address, {"seen": seen, "reject": "", "reason": "Proszę podać ulicę."})
    assert "Proszę podać ulicę." in editor.get(page(firm)).content.decode()
