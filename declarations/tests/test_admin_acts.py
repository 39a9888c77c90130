"""The buttons of the office: each act once, refusals that say why, several parties at once, and nothing lost."""

import errno
import os
import re

import pytest
from django.urls import reverse

from declarations import files
from declarations.models import Declaration, Document, Signature
from declarations.tests import make
from journal.models import Entry
from members.tests.make import organisation

pytestmark = pytest.mark.django_db

ACTS = "/admin/declarations/declaration/{}/acts/{}/"
PARTIES = "/admin/declarations/declaration/{}/parties/{}/{}/"
LATER = "2015-01-01"
TO_COME = "2999-01-01"


def address(thing: Declaration | Signature, action: str) -> str:
    if isinstance(thing, Declaration):
        return ACTS.format(thing.pk, action)
    return PARTIES.format(thing.declaration_id, thing.pk, action)


def correction_of(office, thing: Declaration | Signature) -> dict[str, object]:
    form = office.get(address(thing, "correct")).context["form"]
    return {name: "" if (value := form[name].value()) is None else value for name in form.fields}


def asked(office, thing: Declaration | Signature, action: str) -> dict[str, object]:
    """Return what a person would type into the form of an act."""
    if action == "correct":
        changed = {"number": "7"} if isinstance(thing, Declaration) else {"person": "Ewa Łoś"}
        return correction_of(office, thing) | changed | {"reason": "Pomyłka"}
    if action == "sign":
        return {"day": "2014-11-07", "method": "handwritten", f"chosen_{thing.pk}": "on"}
    return {"day": LATER, "reason": "Powód"}


def thing_for(action: str, noun: str) -> Declaration | Signature:
    made = {
        ("declaration", "open"): make.draft,
        ("declaration", "conclude"): make.signed,
        ("declaration", "terminate"): make.concluded,
        ("declaration", "cancel"): make.draft,
        ("declaration", "correct"): make.concluded,
        ("signature", "sign"): make.opened,
        ("signature", "decline"): make.opened,
        ("signature", "invite_again"): make.opened,
        ("signature", "withdraw"): make.concluded,
        ("signature", "correct"): make.concluded,
    }[noun, action]
    declaration = made("d", organisation())
    if action == "invite_again":
        signature = declaration.signatures.get()
        make.use_cases.decline_signature(signature=signature, reason="Nie", **make.BY)
    return declaration if noun == "declaration" else declaration.signatures.get()


EVERY_ACT = [
    ("declaration", "open", "open"),
    ("declaration", "conclude", "concluded"),
    ("declaration", "terminate", "terminated"),
    ("declaration", "cancel", "cancelled"),
    ("declaration", "correct", "concluded"),
    ("signature", "sign", "signed"),
    ("signature", "decline", "declined"),
    ("signature", "invite_again", "invited"),
    ("signature", "withdraw", "withdrawn"),
    ("signature", "correct", "signed"),
]


@pytest.mark.parametrize(("noun", "action", "target"), EVERY_ACT)
def test_a_double_click_on_an_act_does_it_once_and_says_so_the_second_time(office, noun, action, target):
    thing = thing_for(action, noun)
    told = asked(office, thing, action)
    assert office.get(address(thing, action)).status_code == 200
    first, second = (office.post(address(thing, action), told, follow=True) for _click in range(2))
    assert type(thing).objects.get(pk=thing.pk).state == target
    assert Entry.objects.about(thing).filter(act=action).count() == 1
    if action == "correct":
        assert (second.status_code, len(second.context["form"].errors)) == (409, 1)
    else:
        assert len(messages(second)) == 1
        assert messages(second) != messages(first)


def messages(response) -> list[str]:
    return [str(message) for message in response.context.get("messages", ())]


@pytest.mark.parametrize(
    ("noun", "action", "told"),
    [
        ("declaration", "terminate", {"day": "2014-11-06", "reason": "R"}),
        ("declaration", "terminate", {"day": "2015-02-30", "reason": "R"}),
        ("declaration", "terminate", {"day": LATER, "reason": "   "}),
        ("declaration", "terminate", {}),
        ("declaration", "cancel", {"reason": ""}),
        ("declaration", "cancel", {"reason": "a\0b"}),
        ("signature", "decline", {}),
        ("signature", "withdraw", {"day": "2014-11-06", "reason": "R"}),
        ("signature", "withdraw", {"day": "0000-00-00", "reason": "R"}),
        ("signature", "sign", {}),
        ("signature", "sign", {"day": TO_COME}),
        ("signature", "sign", {"method": "stempel"}),
        ("signature", "sign", {"day": "2014-11-07\0"}),
        ("signature", "correct", {"signed_on": TO_COME}),
        ("signature", "correct", {"signed_on": ""}),
        ("signature", "correct", {"method": ""}),
        ("signature", "correct", {"reason": ""}),
        ("signature", "correct", {"person": "x" * 201}),
        ("declaration", "correct", {"title": ""}),
        ("declaration", "correct", {"valid_from": "2016-01-01", "valid_until": "2015-01-01"}),
        ("declaration", "correct", {"title": "x" * 100_000}),
    ],
)
def test_a_refused_act_says_why_keeps_what_was_typed_and_changes_nothing(office, noun, action, told):
    thing = thing_for(action, noun)
    told = (asked(office, thing, action) if action in ("sign", "correct") and told else {}) | told
    entries, before = Entry.objects.count(), thing.stored().facts()
    response = office.post(address(thing, action), told)
    assert response.status_code == 409
    assert response.context["form"].errors
    assert "note error" in response.content.decode()
    assert (thing.stored().facts(), Entry.objects.count()) == (before, entries)


def test_a_refusal_names_the_day_it_stumbled_on(office):
    signature = thing_for("withdraw", "signature")
    response = office.post(
        address(signature, "withdraw"), {"day": "2014-11-06", "reason": "R"}, headers={"accept-language": "en"}
    )
    assert "A signature is not withdrawn before it was given." in response.content.decode()
    assert 'value="2014-11-06"' in response.content.decode()


def test_several_parties_sign_at_once_with_one_day_and_their_own_persons(office):
    declaration = make.opened("d", *[organisation(name) for name in "ABC"])
    first, second, third = declaration.signatures.in_written_order()
    told = {
        "day": "2014-11-07",
        "method": "qualified",
        f"chosen_{first.pk}": "on",
        f"person_{first.pk}": "Anna Ćwik",
        f"function_{first.pk}": "prezeska",
        f"chosen_{third.pk}": "on",
        f"person_{second.pk}": "Nie podpisał",
    }
    assert office.post(address(first, "sign"), told).status_code == 302
    rows = declaration.signatures.in_written_order().values_list("state", "person", "function", "method")
    assert list(rows) == [
        ("signed", "Anna Ćwik", "prezeska", "qualified"),
        ("invited", "", "", ""),
        ("signed", "", "", "qualified"),
    ]
    assert Entry.objects.filter(act="sign").count() == 2


def test_conclude_needs_a_reason_while_a_party_has_not_answered(office):
    declaration = make.opened("d", organisation("A"), organisation("B"))
    signature = declaration.signatures.in_written_order()[0]
    office.post(address(signature, "sign"), asked(office, signature, "sign"))
    assert office.post(address(declaration, "conclude"), {"reason": ""}).status_code == 409
    assert office.post(address(declaration, "conclude"), {"reason": "Nie odpowiada"}).status_code == 302
    assert make.fresh(declaration).state == "concluded"


@pytest.mark.parametrize("number", [2**63, 2**63 + 1, 10**30, "9" * 5000, 0, -1, "x", "1%00"])
def test_an_act_on_what_cannot_exist_is_missing(office, number):
    signature = make.opened("d", organisation()).signatures.get()
    for missing in (
        ACTS.format(number, "cancel"),
        PARTIES.format(number, signature.pk, "sign"),
        PARTIES.format(signature.declaration_id, number, "sign"),
    ):
        for answer in (office.get(missing), office.post(missing, {"reason": "R"})):
            # What is no address of an act is taken for one of the stock admin's, which shows its index.
            assert answer.status_code in (302, 404)
    assert make.fresh(signature.declaration).state == "open"


@pytest.mark.parametrize("action", ["explode", "sign", "OPEN", "-"])
def test_an_act_that_does_not_exist_is_missing(office, action):
    declaration = make.draft("d", organisation())
    assert office.post(address(declaration, action), {}).status_code == 404


def test_a_party_is_acted_on_under_its_own_declaration_only(office):
    signature = make.opened("d", organisation("A")).signatures.get()
    other = make.opened("inna", organisation("B"))
    assert office.get(PARTIES.format(other.pk, signature.pk, "sign")).status_code == 404


def test_reading_the_page_of_an_act_does_nothing(office):
    declaration = make.draft("d", organisation())
    assert office.get(address(declaration, "open")).status_code == 200
    assert make.fresh(declaration).state == "draft"


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=" + "x" * 100_000, "q=lodz", "dated_on__year=99999", "state__exact=%00", "p=9999999999999999999999"],
)
def test_the_offices_lists_bear_any_question(office, query):
    make.draft("d")
    answer = office.get(f"/admin/declarations/declaration/?{query}", follow=True)
    assert answer.status_code in (200, 400, 404)


# Documents


def with_upload(declaration: Declaration, upload) -> dict[str, object]:
    return {
        "drawn_from": make.fresh(declaration).version,
        "visibility": declaration.visibility,
        "signatures-TOTAL_FORMS": "0",
        "signatures-INITIAL_FORMS": "0",
        "documents-TOTAL_FORMS": "1",
        "documents-INITIAL_FORMS": "0",
        "documents-0-kind": "scan",
        "documents-0-title": "Skan",
        "documents-0-language": "pl",
        "documents-0-visibility": "members",
        "documents-0-upload": upload,
    }


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_is_told_and_leaves_neither_row_nor_file(office, store, monkeypatch, step):
    def full(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    declaration = make.concluded("d", organisation())
    change = reverse("admin:declarations_declaration_change", args=[declaration.pk])
    office.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(os, step, full)
        assert office.post(change, with_upload(declaration, make.pdf())).status_code == 507
    assert not Document.objects.exists()
    assert [path for path in store.rglob("*") if path.is_file()] == []
    assert office.post(change, with_upload(declaration, make.pdf())).status_code == 302
    assert files.path_of(Document.objects.get().sha256).read_bytes() == make.pdf().read()


@pytest.mark.parametrize(
    "upload",
    [
        pytest.param(lambda: make.pdf(password="tajne"), id="encrypted"),
        pytest.param(lambda: make.pdf(pages=0), id="no pages"),
    ],
)
def test_an_upload_that_is_refused_stores_nothing_and_says_why(office, store, upload):
    declaration = make.concluded("d", organisation())
    change = reverse("admin:declarations_declaration_change", args=[declaration.pk])
    response = office.post(change, with_upload(declaration, upload()))
    assert response.status_code == 200
    assert re.search(r'class="errorlist[^>]*>.*?PDF', response.content.decode(), re.S)
    assert not store.exists()


def test_the_admin_records_its_documents_with_name_size_and_moment(office):
    declaration = make.concluded("d", organisation())
    change = reverse("admin:declarations_declaration_change", args=[declaration.pk])
    office.post(change, with_upload(declaration, make.pdf("umowa Łódź.pdf")))
    document = Document.objects.get()
    assert (document.file_name, document.size) == ("umowa Łódź.pdf", len(make.pdf().read()))
    assert document.sha256 in office.get(change).content.decode()
