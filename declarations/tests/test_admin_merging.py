"""Two records of one organisation become one: what moves, what stands in the way, and who may do it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

import journal.use_cases as journal
import members.use_cases
from declarations import queries, register, use_cases
from declarations.models import Signature
from declarations.tests import make
from journal.models import Entry
from journal.queries import first_fault
from members.models import (
    Application,
    Certificate,
    Cluster,
    Contact,
    FormerSlug,
    GroupMembership,
    Invitation,
    Membership,
    Organisation,
    Proposal,
    Representative,
    User,
)
from members.tests.make import (
    BY,
    application,
    certificate,
    coordinator,
    group,
    invitation,
    key_figure,
    member,
    organisation,
    proposal,
    representative,
)

pytestmark = pytest.mark.django_db


def merge_url(kept: Organisation, absorbed: Organisation | None = None) -> str:
    url = reverse("admin:members_organisation_merge", args=[kept.pk])
    return f"{url}?other={absorbed.pk}" if absorbed else url


@pytest.fixture
def kept() -> Organisation:
    return organisation("Politechnika Białostocka", kind="university", nip="5420208721")


@pytest.fixture
def absorbed(kept) -> Organisation:
    """Return a second record on which everything hangs that can."""
    thing = member("Stara nazwa", since=date(2014, 1, 1), until=date(2016, 12, 31))
    thing.name, thing.short_name, thing.regon = "Politechnika Bialostocka", "PB", "000001672"
    members.use_cases.keep_organisation(organisation=thing, **BY)
    belongs = GroupMembership(group=group(), organisation=thing, since=date(2014, 1, 1))
    journal.keep(thing=belongs, **BY)
    rector = representative("rektor@example.org", thing)
    journal.keep(thing=Contact(user=rector, organisation=thing, phone="85 000", phone_seen="public"), **BY)
    certificate(thing)
    proposal(thing, city="Białystok")
    invitation(thing)
    application(state="accepted", organisation=thing, decided_on=date(2014, 1, 1))
    make.event("goscina", host=thing)
    make.concluded("publiczna", thing, visibility="public")
    paper = make.draft("wspolna", kept)
    represented = Signature(declaration=paper, position=2, organisation=organisation("Klaster"), represented_by=thing)
    use_cases.keep_party(party=represented, **BY)
    both = Signature(declaration=paper, position=3, organisation=thing, represented_by=thing, side="member")
    use_cases.keep_party(party=both, **BY)
    members.use_cases.keep_cluster(cluster=Cluster(organisation=thing, coordinator=thing), **BY)
    return Organisation.objects.get(pk=thing.pk)


def test_everything_moves_with_an_entry_each_and_the_old_addresses_lead_on(client, office, kept, absorbed):
    moves = queries.everything_moved_by_merging(kept=kept, absorbed=absorbed)
    moved = {(type(move.thing), move.thing.pk) for move in moves}
    assert len(moved) == 13
    preview = office.get(merge_url(kept, absorbed)).content.decode()
    for text in ("publiczna", "rektor@example.org", "goscina", "stara-nazwa", "000001672"):
        assert text in preview or text in ("publiczna", "goscina")
    last = Entry.objects.latest("number").number
    response = office.post(merge_url(kept, absorbed), {"reason": "Ta sama uczelnia"})
    assert response.headers["Location"] == reverse("admin:members_organisation_change", args=[kept.pk])
    entries = Entry.objects.filter(number__gt=last)
    acts = [(entry.act, entry.object_type, entry.object_key) for entry in entries]
    assert {(model._meta.label_lower, str(key)) for model, key in moved} == {
        (kind, key) for act, kind, key in acts if act == "merge" and kind != "members.organisation"
    }
    assert ("remove", "members.organisation", str(absorbed.pk)) in acts
    assert ("merge", "members.organisation", str(kept.pk)) in acts
    assert len(acts) == len(moved) + 2
    assert not Organisation.objects.filter(pk=absorbed.pk).exists()
    for model, key in moved:
        assert kept in [getattr(model.objects.get(pk=key), name, None) for name in ("organisation", "host")] or (
            model is Signature and model.objects.get(pk=key).represented_by == kept
        )
    kept.refresh_from_db()
    assert (kept.short_name, kept.nip, kept.regon) == ("PB", "5420208721", "000001672")
    for slug in ("stara-nazwa", "politechnika-bialostocka-2"):
        response = client.get(f"/podmioty/{slug}/")
        assert (response.status_code, response.headers["Location"]) == (301, kept.get_absolute_url())
    assert first_fault() is None


def test_names_on_paper_stay_and_the_register_is_written_out_and_read_back(kept, absorbed):
    paper = Signature.objects.get(declaration__slug="publiczna")
    version = paper.declaration.version
    use_cases.merge_organisations(kept=kept, absorbed=absorbed, reason="Podwójny wpis", **BY)
    paper.refresh_from_db()
    assert (paper.organisation, paper.name_as_signed) == (kept, "Politechnika Bialostocka")
    # A form drawn before the merger is stale.
    assert make.fresh(paper.declaration).version > version
    written = register.export()
    assert register.restore(written, **BY) == 0
    assert register.export() == written
    assert set(FormerSlug.objects.values_list("organisation", flat=True)) == {kept.pk}


def test_no_key_to_an_organisation_is_forgotten():
    pointing = {
        (relation.related_model, relation.field.name)
        for relation in Organisation._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel | models.OneToOneRel)
    }
    moved = {
        (Signature, "organisation"),
        (Signature, "represented_by"),
        (make.SigningEvent, "host"),
        (make.Statement, "organisation"),
        (make.PostLink, "organisation"),
        (Cluster, "organisation"),
        (Cluster, "coordinator"),
        (Membership, "organisation"),
        (GroupMembership, "organisation"),
        (Representative, "organisation"),
        (Contact, "organisation"),
        (Certificate, "organisation"),
        (Proposal, "organisation"),
        (Invitation, "organisation"),
        (Application, "organisation"),
        (FormerSlug, "organisation"),
    }
    assert pointing == moved


def clash_of_parties(kept: Organisation, absorbed: Organisation) -> str:
    make.draft("wspolna", kept, absorbed)
    return "Deklaracja wspolna"


def clash_of_memberships(kept: Organisation, absorbed: Organisation) -> str:
    for thing, since, until in ((kept, 2010, 2014), (absorbed, 2014, None)):
        period = Membership(organisation=thing, since=date(since, 1, 1), until=until and date(until, 12, 31))
        journal.keep(thing=period, **BY)
    return "2010-01-01"


def clash_of_groups(kept: Organisation, absorbed: Organisation) -> str:
    one = group()
    for thing in (kept, absorbed):
        journal.keep(thing=GroupMembership(group=one, organisation=thing, since=date(2014, 1, 1)), **BY)
    return one.name_pl


def clash_of_representatives(kept: Organisation, absorbed: Organisation) -> str:
    for thing in (kept, absorbed):
        representative("jan@example.org", thing)
    return "jan@example.org"


def clash_of_proposals(kept: Organisation, absorbed: Organisation) -> str:
    for thing in (kept, absorbed):
        proposal(thing, city="Łódź")
    return "profil"


CLASHES = (clash_of_parties, clash_of_memberships, clash_of_groups, clash_of_representatives, clash_of_proposals)


@pytest.mark.parametrize("clash", CLASHES)
def test_what_stands_in_the_way_is_named_and_nothing_moves(office, clash):
    kept, absorbed = organisation("Huta"), organisation("Huta Stali")
    named = clash(kept, absorbed)
    before = register.export()
    assert named in office.get(merge_url(kept, absorbed)).content.decode()
    response = office.post(merge_url(kept, absorbed), {"reason": "Podwójny wpis"})
    assert (response.status_code, register.export()) == (409, before)
    assert named in response.content.decode()
    with pytest.raises(ValidationError, match=named):
        use_cases.merge_organisations(kept=kept, absorbed=absorbed, reason="x", **BY)


def test_periods_that_do_not_meet_and_different_groups_are_no_obstacle():
    kept = member("Huta", since=date(2010, 1, 1), until=date(2013, 12, 31))
    absorbed = member("Huta Stali", since=date(2014, 1, 1))
    for thing, slug in ((kept, "a"), (absorbed, "b")):
        journal.keep(thing=GroupMembership(group=group(slug), organisation=thing, since=date(2014, 1, 1)), **BY)
        representative(f"{slug}@example.org", thing)
    key_figure()
    use_cases.merge_organisations(kept=kept, absorbed=absorbed, reason="Podwójny wpis", **BY)
    assert (kept.memberships.count(), kept.group_memberships.count(), kept.representatives.count()) == (2, 2, 2)


def test_a_person_reached_at_both_keeps_what_was_chosen_at_the_one_that_stays(office):
    kept, absorbed = organisation("Huta"), organisation("Huta Stali", chain_role="parts", logo="a" * 64)
    person = representative("jan@example.org", kept, until=date(2015, 1, 1))
    for thing, phone in ((kept, "1"), (absorbed, "2")):
        journal.keep(thing=Contact(user=person, organisation=thing, phone=phone), **BY)
    proposal(absorbed, city="Łódź")
    assert "jan@example.org" in office.get(merge_url(kept, absorbed)).content.decode()
    use_cases.merge_organisations(kept=kept, absorbed=absorbed, reason="Podwójny wpis", **BY)
    assert Contact.objects.get().phone == "1"
    kept.refresh_from_db()
    assert (kept.chain_role, kept.logo) == ("parts", "a" * 64)
    # The proposal waits on, made from what stood at the other.
    assert Proposal.objects.get().organisation == kept


def test_an_organisation_is_not_merged_with_itself_nor_without_a_reason(office):
    thing, other = organisation("Huta"), organisation("Huta Stali")
    with pytest.raises(ValidationError):
        use_cases.merge_organisations(kept=thing, absorbed=thing, reason="x", **BY)
    assert office.post(merge_url(thing, thing), {"reason": "x"}).status_code == 409
    assert office.post(merge_url(thing, other), {"reason": " "}).status_code == 409
    assert Organisation.objects.count() == 2


def test_the_page_offers_similar_records_and_any_by_typing(office):
    thing, similar = organisation("Politechnika Białostocka"), organisation("Politechnika Bialostocka")
    page = office.get(merge_url(thing)).content.decode()
    assert merge_url(thing, similar) in page
    assert "admin-autocomplete" in page
    change = office.get(reverse("admin:members_organisation_change", args=[thing.pk])).content.decode()
    assert merge_url(thing) in change


@pytest.mark.parametrize("other", ["", "abc", "999", "9" * 40, "\0", "1;drop"])
def test_a_wrong_choice_is_refused_in_words(office, other):
    response = office.get(merge_url(organisation()), {"other": other})
    assert response.status_code == 409
    assert "errorlist" in response.content.decode()


def test_nobody_but_the_coordinator_merges(client):
    kept, absorbed = organisation("Huta"), organisation("Huta Stali")
    url = merge_url(kept, absorbed)
    assert client.post(url, {"reason": "x"}).status_code == 302
    client.force_login(representative("jan@example.org", kept))
    assert client.post(url, {"reason": "x"}).status_code == 302
    staff: User = coordinator("staff@example.org")
    staff.groups.clear()
    client.force_login(staff)
    assert client.get(url).status_code == 404
    assert client.post(url, {"reason": "x"}).status_code == 404
    assert Organisation.objects.count() == 2


def test_a_record_that_is_gone_is_missing(office):
    assert office.get(reverse("admin:members_organisation_merge", args=[99])).status_code == 404
