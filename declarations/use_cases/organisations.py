"""What can be done with organisations that are parties of declarations."""

from datetime import datetime

from django.core.exceptions import ValidationError

import journal.use_cases as journal
import members.use_cases
from declarations import queries
from declarations.models import Signature
from declarations.use_cases.moving import required, touch
from members.models import Organisation, User


def merge_organisations(
    *, kept: Organisation, absorbed: Organisation, reason: str, by: User | None, at: datetime
) -> None:
    """Make one organisation of two records: all that hangs on the absorbed one moves, and its addresses lead on.

    What stands on paper stays as it was signed. Refuses, naming what stands in the way (ValidationError): both are
    parties on one side of one declaration, or their periods overlap.
    """
    with journal.writing():
        in_the_way = queries.in_the_way_of_merging(kept=kept, absorbed=absorbed)
        if in_the_way:
            raise ValidationError(in_the_way)
        moves = queries.moved_by_merging(kept=kept, absorbed=absorbed)
        for link in queries.doubled_by_merging(kept=kept, absorbed=absorbed):
            journal.remove(thing=link, by=by, at=at, reason=reason)
        members.use_cases.move(moves=moves, to=kept, reason=required(reason=reason), by=by, at=at)
        for declaration in {move.thing.declaration_id for move in moves if isinstance(move.thing, Signature)}:
            touch(declaration=declaration)
        members.use_cases.merge_organisations(kept=kept, absorbed=absorbed, reason=reason, by=by, at=at)
