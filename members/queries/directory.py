"""The members' directory: what can be asked of it, which organisations answer, and by which facts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.models import Certificate, Group, GroupMembership, Organisation
from members.querysets import OrganisationQuerySet
from members.text import fold, lines_of, sort_key

# How many lines of a fact a row of the directory shows.
MOST_LINES = 5
LONGEST_LINE = 160
# The division that a code of activity belongs to, in a list of codes: the two digits before its first full stop.
DIVISION = re.compile(r"\b([0-9]{2})\.[0-9]{2}\.[A-Z]")
EDITIONS = ("2025", "2007")

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Directory:
    """What the organisations of the directory have on a day: the values that can be asked for, and the certificates."""

    # By the name of a filter: value, and label with the number of organisations that have it.
    choices: dict[str, Choices]
    # By organisation: the names of what it is certified for.
    certificates: dict[int, list[str]]

    def certificates_like(self, word: str) -> set[str]:
        """Return the names of certificates in which the folded word occurs."""
        return {name for names in self.certificates.values() for name in names if word in fold(name)}


@dataclass(frozen=True)
class Fact:
    """Lines of one kind that an organisation says of itself, in one language, and whether it says more of them."""

    label: str
    lines: list[str]
    language: str = ""
    has_more: bool = False


def directory_of(organisations: OrganisationQuerySet, *, on: date) -> Directory:
    """Return what the organisations have on the day. Three queries, however many organisations there are."""
    rows = list(organisations.values_list("city_search", "city", "chain_role", "size_class", "pkd_2007", "pkd_2025"))
    towns = {key: city for key, city, *_rest in sorted(rows, key=lambda row: row[1], reverse=True)}
    divisions = Counter(number for *_rest, old, new in rows for number in {*_divisions(old), *_divisions(new)})
    certificates: dict[int, list[str]] = {}
    held = Certificate.objects.in_force(on=on).filter(organisation__in=organisations)
    for pk, name in held.order_by("name").values_list("organisation", "name").distinct():
        certificates.setdefault(pk, []).append(name)
    names = Counter(name for held_by_one in certificates.values() for name in held_by_one)
    choices = {
        "city": _in_polish_order(_counted(Counter(row[0] for row in rows), towns)),
        "chain_role": _counted(Counter(row[2] for row in rows), dict(Organisation.ChainRole.choices)),
        "size_class": _counted(Counter(row[3] for row in rows), dict(Organisation.SizeClass.choices)),
        "pkd": _counted(divisions, {number: number for number in sorted(divisions)}),
        "certificate": _in_polish_order(_counted(names, {name: name for name in names})),
        "group": _groups(organisations, on),
    }
    return Directory(choices, certificates)


def found_in(
    directory: Directory, organisations: OrganisationQuerySet, asked: dict[str, Any], *, on: date
) -> OrganisationQuerySet:
    """Keep, in Polish order, the organisations that answer what was asked; an empty answer leaves a question open.

    Every word of `q` occurs in the name, the town, what the organisation says of itself, or a valid certificate; case
    and diacritics do not matter.
    """
    for word in words_of(asked):
        certified = _certified(directory.certificates_like(word), on)
        said = Q(search_text__contains=word) | Q(profile_search__contains=word)
        organisations = organisations.filter(said | certified if certified else said)
    for name in ("chain_role", "size_class"):
        if asked.get(name):
            organisations = organisations.filter(**{name: asked[name]})
    if asked.get("city"):
        organisations = organisations.in_city(asked["city"])
    if asked.get("certificate"):
        organisations = organisations.filter(_certified({asked["certificate"]}, on))
    if asked.get("group"):
        belonging = GroupMembership.objects.in_force(on=on).filter(group__slug=asked["group"])
        organisations = organisations.filter(pk__in=belonging.values("organisation"))
    if asked.get("pkd"):
        # A code begins the list, or follows a comma.
        begins = rf"(^|[ ,]){asked['pkd']}\."
        organisations = organisations.filter(Q(pkd_2007__regex=begins) | Q(pkd_2025__regex=begins))
    return organisations.in_polish_order()


def words_of(asked: dict[str, Any]) -> list[str]:
    """Return the words that were asked for, folded, each once."""
    return list(dict.fromkeys(fold(asked.get("q") or "").split()))


def facts_for(organisation: Organisation, certificates: list[str], asked: dict[str, Any]) -> list[Fact]:
    """Return what a row of the directory shows of an organisation: what answers the question, else what it can do.

    Lines are in the reader's language, or in the other where only that one has what was asked for.
    """
    words = words_of(asked)
    held = _matching(certificates, words) if words and not asked.get("certificate") else certificates
    answers = [*_said(organisation, words), *_fact(_("Certificates"), held)]
    if words and not answers:
        # The words stand in the name or the town.
        return facts_for(organisation, certificates, asked | {"q": ""})
    return [*_codes(organisation, asked.get("pkd") or ""), *answers]


def _said(organisation: Organisation, words: list[str]) -> Iterator[Fact]:
    labels = {
        "competences": _("Competences"),
        "processes": _("Processes"),
        "materials": _("Materials"),
        "description": _("Description"),
    }
    ours = (get_language() or "pl")[:2]
    for name, label in labels.items() if words else [("competences", labels["competences"])]:
        for code in sorted(("pl", "en"), key=lambda code: code != ours):
            # A description is Markdown: a row shows the words of a line without what makes it a heading or an item.
            lines = [line.lstrip("#*->· ") for line in lines_of(getattr(organisation, f"{name}_{code}"))]
            found = list(_fact(label, _matching(lines, words) if words else lines, code))
            if found:
                yield from found
                break


def _codes(organisation: Organisation, division: str) -> Iterator[Fact]:
    """Return the codes of the division by edition: one number means different work in each."""
    for edition in EDITIONS if division else ():
        codes = re.split(r",\s*", getattr(organisation, f"pkd_{edition}"))
        ours = [code for code in codes if code.startswith(f"{division}.")]
        yield from _fact(_("PKD %(edition)s") % {"edition": edition}, [", ".join(ours)] if ours else [])


def _fact(label: str, lines: list[str], language: str = "") -> Iterator[Fact]:
    if lines:
        shown = [Truncator(line).chars(LONGEST_LINE) for line in lines[:MOST_LINES]]
        yield Fact(label, shown, language, has_more=len(lines) > MOST_LINES)


def _matching(lines: Iterable[str], words: list[str]) -> list[str]:
    return [line for line in lines if any(word in fold(line) for word in words)]


def _certified(names: set[str], on: date) -> Q:
    if not names:
        return Q()
    held = Certificate.objects.in_force(on=on).filter(organisation=OuterRef("pk"), name__in=names)
    return Q(Exists(held))


def _divisions(codes: str) -> list[str]:
    return DIVISION.findall(codes)


def _counted(counts: Counter[str], labels: dict[str, Any]) -> Choices:
    """Return the values that occur, in the order of their labels."""
    return [(value, f"{label} ({counts[value]})") for value, label in labels.items() if value and counts[value]]


def _in_polish_order(choices: Choices) -> Choices:
    return sorted(choices, key=lambda choice: sort_key(choice[1]))


def _groups(organisations: OrganisationQuerySet, on: date) -> Choices:
    current = GroupMembership.objects.in_force(on=on).filter(organisation__in=organisations)
    groups = Group.objects.filter(memberships__in=current)
    counted = groups.annotate(number=Count("memberships__organisation", distinct=True))
    return [(group.slug, f"{group} ({group.number})") for group in counted.order_by("slug")]
