"""Which text holds on a day, once a declaration has been amended or put into a consolidated text."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration
from declarations.queries.declarations import with_parties
from declarations.queries.wording import declaration_in_words
from declarations.querysets import DeclarationQuerySet

AMENDS, CONSOLIDATES = Declaration.Relation.AMENDS, Declaration.Relation.CONSOLIDATES
KINDS = {"": _("first text"), AMENDS: _("amendment"), CONSOLIDATES: _("consolidated text")}


@dataclass(frozen=True)
class Text:
    """The first paper, an amendment or a consolidated text of it: its day, and what it is on the day asked about."""

    declaration: Declaration
    kind: Promise
    day: date | None
    words: Promise | str
    # In force by itself, while a consolidated text has taken its place.
    is_replaced: bool


@dataclass(frozen=True)
class Texts:
    """The texts of one matter that a reader may open, by their days, and those among them that hold on the day.

    `holding` and `amendments` are judged by these texts alone, so that the answer tells nothing of any other. Where
    the first paper is not among them, nothing can be told as long as no consolidated text is in force.
    """

    found: list[Text]
    holding: Text | None
    amendments: list[Text]
    can_be_told: bool


def texts_of(declaration: Declaration, *, readable: DeclarationQuerySet, on: date) -> Texts | None:
    """Return the texts that belong together with a declaration, as on the day; None where it stands alone.

    The newest consolidated text in force takes the place of the first paper and of all amendments up to its day;
    amendments in force after it add to it. One query.
    """
    first = declaration.base_id or declaration.pk
    in_force = Exists(Declaration.objects.in_force(on=on).filter(pk=OuterRef("pk")))
    belonging = with_parties(readable.filter(Q(pk=first) | Q(base=first))).annotate(is_in_force=in_force)
    papers: list[Any] = sorted(belonging, key=_order)
    if len(papers) < 2:
        return None
    held = [paper for paper in papers if paper.is_in_force]
    holding = _holding(held, first)
    amendments = [paper for paper in held if holding and paper.relation == AMENDS and _amends(paper, holding)]
    holds = [paper for paper in (holding, *amendments) if paper]
    text_of = {
        paper.pk: Text(
            declaration=paper,
            kind=KINDS[paper.relation],
            day=_day(paper),
            words=declaration_in_words(paper, on=on),
            is_replaced=bool(holding) and paper in held and paper not in holds,
        )
        for paper in papers
    }
    return Texts(
        found=list(text_of.values()),
        holding=text_of[holding.pk] if holding else None,
        amendments=[text_of[paper.pk] for paper in amendments],
        can_be_told=bool(holding) or first in text_of,
    )


def _holding(held: list[Any], first: int) -> Any:
    consolidated = [paper for paper in held if paper.relation == CONSOLIDATES]
    return consolidated[-1] if consolidated else next((paper for paper in held if paper.pk == first), None)


def _amends(amendment: Any, holding: Any) -> bool:
    return holding.relation != CONSOLIDATES or _order(amendment)[0] > _order(holding)[0]


def _day(paper: Any) -> date | None:
    return paper.valid_from or paper.dated_on or paper.first_signed_on


def _order(paper: Any) -> tuple[date, int]:
    return _day(paper) or date.max, paper.pk
