"""What an organisation says of itself: now, as proposed, and word by word what would change."""

import json
import re
from copy import copy
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from journal.models import plain
from members.models import Certificate, Organisation, Proposal
from members.pictures import LOGOS, StoredPicture
from members.queries.reminders import YEAR

# Beyond so many words two texts are shown whole: a comparison takes the longer, the more alike their words are.
MOST_WORDS = 3000

Profile = dict[str, Any]
# Field → what stood there, what is wanted there.
Changes = dict[str, list[Any]]


def texts_of(organisation: Organisation) -> Profile:
    """Return the columns of a profile as a proposal knows them: texts, with one kind of line break."""
    return {name: getattr(organisation, name).replace("\r\n", "\n") for name in Organisation.PROFILE}


def facts_of(certificate: Certificate) -> dict[str, Any]:
    """Return a certificate as a proposal knows it, in JSON's own types."""
    return {name: plain(getattr(certificate, name)) for name in Certificate.FACTS}


def in_order(certificates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return certificates in the one order in which equal lists are equal."""
    return sorted(certificates, key=lambda facts: [facts[name] or "" for name in Certificate.FACTS])


def certificates_of(facts: list[dict[str, Any]]) -> list[Certificate]:
    """Return the certificates that a proposal speaks of, as things that are not kept."""
    days = ("since", "until")
    return [
        Certificate(**one | {name: date.fromisoformat(one[name]) if one[name] else None for name in days})
        for one in facts
    ]


def profile_of(organisation: Organisation) -> Profile:
    """Return the profile that readers see now: Organisation.PROFILE, and the list of `certificates`."""
    return texts_of(organisation) | {"certificates": in_order([facts_of(c) for c in organisation.certificates.all()])}


def waiting_proposal(organisation: Organisation) -> Proposal | None:
    """Return the proposal of the organisation that waits for the office, if there is one."""
    return organisation.proposals.filter(state=Proposal.State.WAITING).select_related("by").first()


def last_decision(organisation: Organisation) -> Proposal | None:
    """Return the proposal of the organisation that the office decided last, if there is one."""
    return organisation.proposals.exclude(decided_at=None).order_by("-decided_at", "-pk").first()


def proposed(changes: Changes) -> Profile:
    """Return what the changes of a proposal would put into a profile."""
    return {field: pair[1] for field, pair in changes.items()}


def changed(now: Profile, wanted: Profile) -> Changes:
    """Return, field by field, what stands there and what is wanted there, where the two differ."""
    return {field: [now[field], wanted[field]] for field in now if now[field] != wanted[field]}


def changes_to(organisation: Organisation, profile: Profile, waiting: Proposal | None) -> Changes:
    """Return what the profile would change of the organisation.

    What the waiting proposal says already keeps the text from which it was proposed, so that a change that the office
    made in the meantime is not hidden.
    """
    known = waiting.changes if waiting else {}
    changes = changed(profile_of(organisation), profile)
    is_known = {field for field in changes if field in known and known[field][1] == changes[field][1]}
    return changes | {field: known[field] for field in is_known}


def mark_of(profile: Profile, waiting: Proposal | None) -> str:
    """Return a mark of all that a proposal or a decision is made from: the profile now, and what waits."""
    read = [profile, [waiting.pk, waiting.changes] if waiting else None]
    return sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()


def with_changes(organisation: Organisation, changes: Changes) -> Organisation:
    """Return a copy of the organisation as it would be with the changes; it is not kept, and has no certificates."""
    preview = copy(organisation)
    for field, value in proposed(changes).items():
        if field in Organisation.PROFILE:
            setattr(preview, field, value)
    return preview


def is_fresh(organisation: Organisation, *, on: date) -> bool:
    """Tell whether the profile was confirmed within the year before the day."""
    last = organisation.profile_confirmed_on
    return last is not None and (on - last).days <= YEAR


# Differences as people read them


@dataclass(frozen=True)
class Piece:
    """A run of words: `removed`, `added`, or neither where both texts have it."""

    mark: str
    text: str


@dataclass(frozen=True)
class Change:
    """One field before and after; `was` is what the proposal was made from, where that is not what stands there now."""

    field: str
    label: str
    before: list[Piece]
    after: list[Piece]
    is_conflict: bool = False
    was: str = ""
    # In a field of pictures they stand for the words.
    is_picture: bool = False
    pictures: tuple[StoredPicture | None, StoredPicture | None] = (None, None)


def differences(changes: Changes, now: Profile | None = None) -> list[Change]:
    """Return the changes of a proposal in the order of the profile, against the profile now if it is given."""
    order = (*Organisation.PROFILE, "certificates")
    return [_change(field, changes[field], now or {}) for field in order if field in changes]


def _change(field: str, pair: list[Any], now: Profile) -> Change:
    was, then = pair
    stands = now.get(field, was)
    before, after = _compared(_in_words(field, stands), _in_words(field, then))
    is_conflict = stands not in (was, then)
    return Change(
        field=field,
        label=label_of(field),
        before=before,
        after=after,
        is_conflict=is_conflict,
        was=_in_words(field, was) if is_conflict else "",
        is_picture=field == "logo",
        pictures=(LOGOS.stored(stands), LOGOS.stored(then)) if field == "logo" else (None, None),
    )


def label_of(field: str) -> str:
    """Return what a field of a profile is called."""
    if field == "certificates":
        return capfirst(_("certificates"))
    return capfirst(str(Organisation._meta.get_field(field).verbose_name))  # type: ignore[union-attr]


def _in_words(field: str, value: Any) -> str:
    if field == "certificates":
        return "\n".join(_certificate_in_words(facts) for facts in value)
    if field == "chain_role":
        return str(dict(Organisation.ChainRole.choices).get(value, value))
    return "" if field == "logo" else value


def _certificate_in_words(facts: dict[str, Any]) -> str:
    told = [facts[name] for name in ("name", "number", "issuer") if facts[name]]
    return f"{', '.join(told)}: {facts['since']} – {facts['until'] or '…'}"


def _compared(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces; words that the other has not are marked."""
    old, new = (re.findall(r"\s*\S+\s*", text) for text in (before, after))
    if len(old) + len(new) > MOST_WORDS:
        return [Piece("removed", before)], [Piece("added", after)]
    bare_old, bare_new = ([word.strip() for word in text] for text in (old, new))
    left, right = [], []
    for tag, begin, end, start, stop in SequenceMatcher(None, bare_old, bare_new).get_opcodes():
        left += [Piece("" if tag == "equal" else "removed", "".join(old[begin:end]))]
        right += [Piece("" if tag == "equal" else "added", "".join(new[start:stop]))]
    return [piece for piece in left if piece.text], [piece for piece in right if piece.text]
