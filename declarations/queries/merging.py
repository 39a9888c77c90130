"""What moves and what stands in the way when two records of an organisation become one."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

import members.queries
from declarations.models import PostLink, Signature, SigningEvent, Statement
from members.models import Organisation
from members.queries import Move, moves_of


def moved_by_merging(*, kept: Organisation, absorbed: Organisation) -> list[Move]:
    """Return the signatures, events, statements and links of news that would move if one absorbed the other."""
    doubled = doubled_by_merging(kept=kept, absorbed=absorbed)
    return [
        *moves_of(absorbed, Signature, "organisation", "represented_by"),
        *moves_of(absorbed, SigningEvent, "host"),
        *moves_of(absorbed, Statement, "organisation"),
        *(move for move in moves_of(absorbed, PostLink, "organisation") if move.thing not in doubled),
    ]


def doubled_by_merging(*, kept: Organisation, absorbed: Organisation) -> list[PostLink]:
    """Return the links of news that is about the organisation that stays already."""
    ours = PostLink.objects.filter(organisation=kept).values("post")
    return list(PostLink.objects.filter(organisation=absorbed, post__in=ours))


def everything_moved_by_merging(*, kept: Organisation, absorbed: Organisation) -> list[Move]:
    """Return the rows of every floor that would move if one organisation were absorbed by the other."""
    return [
        *moved_by_merging(kept=kept, absorbed=absorbed),
        *members.queries.moved_by_merging(kept=kept, absorbed=absorbed),
    ]


def in_the_way_of_merging(*, kept: Organisation, absorbed: Organisation) -> list[str]:
    """Return, in words, what must be put right before one organisation can absorb the other, on every floor."""
    ours = Signature.objects.filter(organisation=kept, declaration=OuterRef("declaration"), side=OuterRef("side"))
    both = Signature.objects.filter(Exists(ours), organisation=absorbed).exclude(organisation=kept)
    words = _("Both are parties of “%(declaration)s” on one side (%(side)s): take one of them off the paper first.")
    told = [
        words % {"declaration": signature.declaration.title, "side": signature.get_side_display()}
        for signature in both.select_related("declaration")
    ]
    return [*told, *members.queries.in_the_way_of_merging(kept=kept, absorbed=absorbed)]
