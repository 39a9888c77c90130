"""What the register says to the numbers that a text quotes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from declarations.claims import Claim, Counted, found_in
from declarations.models import Declaration, Signature
from members.models import Group, GroupMembership, KeyFigure, Membership


@dataclass(frozen=True)
class Checked:
    """A claim, the register's own number on the day, and the figure by which the cluster states the claimed one."""

    claim: Claim
    count: int
    stated: KeyFigure | None

    @property
    def holds(self) -> bool:
        return self.claim.number == self.count


def checked_claims(texts: Iterable[str], *, on: date) -> list[Checked]:
    """Return the numbers that texts quote of the register, each once, beside what the register counts on the day.

    Partners and declarations are counted as the public sees them, members all of them, listed or not.
    """
    groups = {group.short_name: group for group in Group.objects.exclude(short_name="")}
    claims = dict.fromkeys(claim for text in texts for claim in found_in(text, groups=groups))
    if not claims:
        return []
    count = cache(lambda counted, group: _count(counted, groups.get(group), on))
    figures = list(KeyFigure.objects.filter(is_target=False, as_of__lte=on).order_by("-as_of"))
    return [
        Checked(
            claim,
            count(claim.counted, claim.group),
            next((figure for figure in figures if figure.value == claim.number), None),
        )
        for claim in claims
    ]


def _count(counted: Counted, group: Group | None, on: date) -> int:
    signatures = Signature.objects.known_to_all().in_force(on=on)
    match counted:
        case Counted.PARTNERS:
            return signatures.on_partner_side().order_by().values("organisation").distinct().count()
        case Counted.SIGNATORIES:
            return signatures.count()
        case Counted.DECLARATIONS:
            return Declaration.objects.known_to_all().in_force(on=on).count()
        case Counted.MEMBERS:
            rows = GroupMembership.objects.filter(group=group) if group else Membership.objects.all()
            return rows.in_force(on=on).order_by().values("organisation").distinct().count()
