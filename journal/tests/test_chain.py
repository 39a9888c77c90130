"""The bytes that are hashed never change: other programs, and other years, must come to the same chain."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from journal import chain

AT = datetime(2014, 11, 7, 9, 0, tzinfo=UTC)
ENTRY = {
    "number": 1,
    "at": AT,
    "actor": "system",
    "act": "add",
    "object_type": "members.organisation",
    "object_key": "1",
    "facts": {"name": [None, "Łódź"], "kind": [None, "enterprise"]},
    "previous": chain.GENESIS,
}
HASH = "2f3dfe922de4d9681651b8c1658a564f4dd628f9c1e3173d21adc7020a0c9976"


def test_the_canonical_form_is_utf8_with_sorted_keys_and_no_blanks():
    assert chain.canonical({"b": 1, "a": ["Łódź", None, True]}) == '{"a":["Łódź",null,true],"b":1}'.encode()


def test_the_hash_of_a_known_entry_is_what_it_always_was():
    assert chain.entry_hash(**ENTRY) == HASH


def test_the_hash_depends_neither_on_the_order_of_facts_nor_on_the_zone_of_the_clock():
    turned = dict(reversed(ENTRY["facts"].items()))
    in_warsaw = AT.astimezone(timezone(timedelta(hours=1)))
    assert chain.entry_hash(**ENTRY | {"facts": turned, "at": in_warsaw}) == HASH


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("number", 2),
        ("at", AT + timedelta(microseconds=1)),
        ("actor", "x"),
        ("act", "change"),
        ("object_type", "members.group"),
        ("object_key", "2"),
        ("facts", {"name": [None, "Łodź"], "kind": [None, "enterprise"]}),
        ("previous", "1" * 64),
    ],
)
def test_the_hash_covers_every_part(part, value):
    assert chain.entry_hash(**ENTRY | {part: value}) != HASH


def test_a_seal_is_what_it_always_was_and_depends_on_its_salt():
    assert chain.seal(salt="ab", value="Jan") == "623547fb2db44eec56a5c259a8504280934f036125f21d8e01af491fd939d353"
    assert chain.seal(salt="ac", value="Jan") != chain.seal(salt="ab", value="Jan")
