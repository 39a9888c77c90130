"""Facts about declarations and signatures, as filters that chain; a day is a date in Europe/Warsaw."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Min, Q

from declarations.lifecycle import MADE_PUBLIC, ON_PAPER, DeclarationState, SignatureState
from members.text import fold

# Levels whose existence, parties and signing days are public knowledge; the stricter two make nobody a partner.
KNOWN_TO_ALL = ("public", "members")


def _declaration_in_force(on: date, prefix: str = "") -> Q:
    def q(**conditions: object) -> Q:
        return Q(**{prefix + name: value for name, value in conditions.items()})

    return (
        (q(state=DeclarationState.CONCLUDED) | q(state=DeclarationState.TERMINATED, terminated_on__gt=on))
        & (q(valid_from=None) | q(valid_from__lte=on))
        & (q(valid_until=None) | q(valid_until__gte=on))
    )


class SearchedQuerySet(models.QuerySet):
    def matching(self, words: str) -> Self:
        """Keep those in whose text every word occurs; case and diacritics do not matter."""
        found = self
        for word in fold(words).split():
            found = found.filter(search_text__contains=word)
        return found


class DeclarationQuerySet(SearchedQuerySet):
    def in_force(self, *, on: date) -> Self:
        """Keep those concluded, signed by somebody by the day, within their validity and not terminated by it."""
        signed = self.alias(first_signature=Min("signatures__signed_on")).filter(first_signature__lte=on)
        return signed.filter(_declaration_in_force(on))

    def made_public(self) -> Self:
        return self.filter(state__in=MADE_PUBLIC)

    def known_to_all(self) -> Self:
        """Keep those whose existence and parties are public knowledge."""
        return self.made_public().filter(visibility__in=KNOWN_TO_ALL)

    def signed_by_day(self, day: date) -> Self:
        """Keep those that carried a signature on the day; the rows carry `first_signed_on`."""
        return self.filter(first_signed_on__lte=day)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def of_year(self, year: int) -> Self:
        return self.filter(dated_on__year=year)

    def newest_first(self) -> Self:
        # Said of the empty days too: the two databases would put them at opposite ends.
        return self.order_by(F("dated_on").desc(nulls_last=True), "-pk")


class SignatureQuerySet(models.QuerySet):
    def in_force(self, *, on: date) -> Self:
        """Keep signatures given by the day and not withdrawn by it, on declarations in force on it."""
        return self.filter(
            _declaration_in_force(on, "declaration__"),
            Q(state=SignatureState.SIGNED) | Q(state=SignatureState.WITHDRAWN, withdrawn_on__gt=on),
            signed_on__lte=on,
        )

    def on_paper(self, *, by: date | None = None) -> Self:
        """Keep signatures that were put on paper (by the day, if one is given), withdrawn later or not."""
        signed = self.filter(state__in=ON_PAPER)
        return signed.filter(signed_on__lte=by) if by else signed

    def known_to_all(self) -> Self:
        """Keep signatures on declarations whose parties are public knowledge."""
        return self.on_paper().filter(declaration__state__in=MADE_PUBLIC, declaration__visibility__in=KNOWN_TO_ALL)

    def on_partner_side(self) -> Self:
        return self.filter(side="partner")

    def awaiting(self) -> Self:
        return self.filter(state=SignatureState.INVITED)

    def in_written_order(self) -> Self:
        return self.order_by("position", "pk")


class SigningEventQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(is_published=True)

    def held_by(self, *, on: date) -> Self:
        return self.filter(day__lte=on)

    def over(self, *, on: date) -> Self:
        return self.filter(day__lt=on)

    def to_come(self, *, on: date) -> Self:
        """Keep those of the day and after it, the next one first."""
        return self.filter(day__gte=on).order_by("day", "pk")


class PostQuerySet(SearchedQuerySet):
    def published(self, *, on: date) -> Self:
        """Keep those that the public reads on the day."""
        return self.filter(is_published=True, day__lte=on)

    def tagged(self, tag: str) -> Self:
        return self.filter(tag_search__contains=f",{fold(tag)},")

    def of_year(self, year: int) -> Self:
        return self.filter(day__year=year)
