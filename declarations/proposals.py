"""What a pasted list of signatories would add to a declaration: line by line, before anything is written."""

from dataclasses import dataclass, field
from enum import Enum

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration, Signature
from declarations.pasting import Line, names_institution
from members.matching import Alike, alike, key_of, kind_of, known_towns, town_of
from members.models import Cluster, Organisation

# What is chosen for a line besides the key of an organisation: a new one by the whole name, or by the first of two.
WHOLE, FIRST = "whole", "first"


class Found(Enum):
    """What the register knows of a line."""

    PARTY = "party"
    REPEATED = "repeated"
    KNOWN = "known"
    NEAR = "near"
    NEW = "new"


@dataclass
class Proposal:
    """One line of the list, the organisations it may mean, and what a party made of it would be."""

    line: Line
    found: Found
    known: list[Organisation] = field(default_factory=list)
    # Keys of those that only the first of two names means.
    by_first: frozenset[int] = frozenset()
    new: dict[str, str] = field(default_factory=dict)  # WHOLE or FIRST → name of a new organisation
    chosen: str = ""
    side: str = Signature.Side.PARTNER
    kind: str = ""
    city: str = ""
    representing: list[Organisation] = field(default_factory=list)
    representing_new: dict[str, str] = field(default_factory=dict)
    representing_chosen: str = ""
    said: str | Promise = ""
    # Who is a party of the declaration already: keys of organisations, each with a side.
    on_paper: frozenset[tuple[int, str]] = frozenset()

    @property
    def can_be_added(self) -> bool:
        return self.found not in (Found.PARTY, Found.REPEATED)

    def second_name(self, choice: str) -> str:
        """Return the second name that a party made of the line carries with this choice."""
        takes_first = choice == FIRST or (choice.isdecimal() and int(choice) in self.by_first)
        return self.line.parts[1] if takes_first else ""


def proposals(declaration: Declaration, lines: list[Line]) -> list[Proposal]:
    """Return a proposal for each line in the written order; the number of queries does not depend on the list."""
    names = {name for line in lines for name in (line.name, line.parts[0], line.represented_by) if name}
    matches = alike(names)
    parties = list(declaration.signatures.all())
    signed_as = {key_of(party.name_as_signed) for party in parties}
    on_paper = frozenset((party.organisation_id, party.side) for party in parties)
    cluster = Cluster.objects.values_list("organisation", flat=True).first()
    towns = _towns(declaration, lines)
    first_seen: dict[str, int] = {}
    found = []
    for line in lines:
        proposal = _proposal(line, matches, towns, cluster)
        proposal.on_paper = on_paper
        before = first_seen.setdefault(key_of(line.name), line.number)
        sure = int(proposal.chosen) if proposal.chosen.isdecimal() else None
        if key_of(line.name) in signed_as or (sure, proposal.side) in on_paper:
            proposal.found, proposal.said = Found.PARTY, _("already a party of this declaration")
        elif before != line.number:
            proposal.found = Found.REPEATED
            proposal.said = format_lazy(_("the same as line {number}"), number=before)
        found.append(proposal)
    return found


def _towns(declaration: Declaration, lines: list[Line]) -> list[str]:
    """Return the towns that the register, the event and the list itself speak of."""
    event = declaration.event
    told = [town_of(line.name, towns=[]) for line in lines]
    return list(dict.fromkeys(town for town in (*known_towns(), event.city if event else "", *told) if town))


def _proposal(line: Line, matches: dict[str, Alike], towns: list[str], cluster: int | None) -> Proposal:
    whole, first = matches[line.name], matches[line.parts[0]] if line.parts[1] else Alike()
    known = list(dict.fromkeys([*whole.exact, *first.exact, *whole.near, *first.near]))
    only = whole.only or (None if whole.exact else first.only)
    new = {} if only else _new_names(line)
    proposal = Proposal(line, _found(known, only), known, new=new)
    by_whole = {thing.pk for thing in (*whole.exact, *(() if first.exact else whole.near))}
    proposal.by_first = frozenset(thing.pk for thing in (*first.exact, *first.near)) - by_whole
    proposal.chosen = str(only.pk) if only else "" if known else next(iter(new))
    proposal.said = _SAID[proposal.found]
    if line.is_heading:
        proposal.said = _("looks like a heading, not a party")
    if only and only.pk == cluster:
        proposal.side = Signature.Side.CLUSTER
    name = new[proposal.chosen] if proposal.chosen in new else next(iter(new.values()), line.name)
    proposal.kind, proposal.city = kind_of(name), town_of(name, towns=towns)
    if line.represented_by:
        _propose_representing(proposal, matches[line.represented_by])
    return proposal


def _found(known: list[Organisation], only: Organisation | None) -> Found:
    if only:
        return Found.KNOWN
    return Found.NEAR if known else Found.NEW


_SAID = {
    Found.KNOWN: _("in the register"),
    Found.NEAR: _("the register has similar ones: choose"),
    Found.NEW: _("new organisation"),
}


def _new_names(line: Line) -> dict[str, str]:
    """Return the names that a new organisation may take from the line, the likelier first."""
    first, second = line.parts
    if not second:
        return {WHOLE: line.name}
    # A dash joins two institutions, or two words of one name; which, the second half tells.
    two = {FIRST: first, WHOLE: line.name}
    return two if names_institution(second) else dict(reversed(two.items()))


def _propose_representing(proposal: Proposal, matches: Alike) -> None:
    proposal.representing = [*matches.exact, *matches.near]
    if matches.only:
        proposal.representing_chosen = str(matches.only.pk)
        return
    proposal.representing_new = {WHOLE: proposal.line.represented_by}
    if not matches and names_institution(proposal.line.represented_by):
        proposal.representing_chosen = WHOLE
