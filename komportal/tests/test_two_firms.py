"""The law of the own house: what is firm B's answers the people of firm A exactly as what does not exist."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import translation

from declarations.models import Declaration
from declarations.tests import make
from komportal.tests.test_templates import pages
from members.models import Contact, Invitation, Organisation, Proposal, Representative
from members.tests.make import contact, invitation, member, proposal, representative

pytestmark = pytest.mark.django_db

MISSING = {"slug": "nie-ma-takiej", "pk": 999_999_999}
# What a form of one of these pages might send.
ACTS = ("", "invite", "role", "take off", "renew", "withdraw", "grant", "refuse", "confirm", "propose")


@pytest.fixture
def b() -> dict[str, object]:
    """Make a member that is listed nowhere, with people, papers and all; return what its addresses are made of."""
    firm = member("Firma B", is_listed=False)
    user = representative("owner@b.example", firm)
    contact(user, firm, name="Zofia", email="zofia@b.example", seen="members")
    invitation(firm)
    proposal(firm, by=user, city="Gliwice")
    paper = make.concluded("papier-b", firm, side="member", visibility="parties")
    document = make.document(paper, visibility="parties")
    return {
        "firma-b": Representative.objects.get(user=user).pk,
        "papier-b": document.pk,
    }


def addresses(slug: str, pk: object) -> list[str]:
    """Return the address of every page that is about one thing of an organisation, in both languages."""
    found, known = [], {"slug": slug, "pk": pk}
    for language in ("pl", "en"):
        with translation.override(language):
            for pattern in pages(get_resolver()):
                names = re.findall(r"<\w+:(\w+)>", str(pattern.pattern))
                if "slug" in names and set(names) <= set(known):
                    found.append(reverse(pattern.name, kwargs={name: known[name] for name in names}))
    return found


def answer(client: Client, address: str, slug: str, pk: object, act: str | None) -> tuple[object, ...]:
    response = client.get(address) if act is None else client.post(address, {"act": act, "form_key": "", "to": "1"})
    text = response.content.decode().replace(slug, "SLUG").replace(f"/{pk}/", "/PK/")
    headers = {name: value for name, value in response.headers.items() if name != "Set-Cookie"}
    return response.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text), str(headers)


@pytest.mark.parametrize("role", Representative.Role.values)
def test_everything_of_firm_b_is_missing_for_the_people_of_firm_a(b, role):
    client = Client()
    client.force_login(representative("person@a.example", member("Firma A"), role=role))
    before = everything()
    for slug, pk in b.items():
        theirs, none = addresses(slug, pk), addresses(str(MISSING["slug"]), MISSING["pk"])
        assert len(theirs) > 20
        for there, nowhere in zip(theirs, none, strict=True):
            for act in (None, *ACTS):
                hidden = answer(client, there, slug, pk, act)
                assert hidden[0] in (404, 405), there
                assert hidden == answer(client, nowhere, str(MISSING["slug"]), MISSING["pk"], act), (there, act)
    assert everything() == before


def test_the_matrix_would_see_a_page_that_opens(b):
    client = Client()
    client.force_login(Representative.objects.get(organisation__slug="firma-b").user)
    opened = [address for address in addresses("firma-b", b["firma-b"]) if client.get(address).status_code == 200]
    assert len(opened) > 10


def everything() -> list[object]:
    models = (Organisation, Representative, Invitation, Proposal, Contact, Declaration)
    return [list(model.objects.order_by("pk").values_list()) for model in models]
