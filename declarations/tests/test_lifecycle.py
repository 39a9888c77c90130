"""The lifecycle's table against a second copy of it, written as who may be led on to what from where."""

import pytest
from django.utils import translation

from declarations import lifecycle
from declarations.lifecycle import DeclarationState, SignatureState

# What can be done to a declaration in each state, and to a party in each state of both.
DECLARATION = {
    "draft": {"open", "cancel"},
    "open": {"conclude", "cancel", "correct"},
    "concluded": {"terminate", "correct"},
    "terminated": {"correct"},
    "cancelled": set(),
}
SIGNATURE = {
    ("invited", "open"): {"sign", "decline"},
    ("signed", "open"): {"withdraw", "correct"},
    ("signed", "concluded"): {"withdraw", "correct"},
    ("signed", "terminated"): {"correct"},
    ("declined", "open"): {"invite_again", "correct"},
    ("declined", "concluded"): {"correct"},
    ("declined", "terminated"): {"correct"},
    ("withdrawn", "open"): {"correct"},
    ("withdrawn", "concluded"): {"correct"},
    ("withdrawn", "terminated"): {"correct"},
}


def possible(noun: str, state: str, declaration_state: str) -> set[str]:
    table = lifecycle.TABLES[noun]
    return {row.action for row in table if lifecycle.refusal(row, state, declaration_state) is None}


@pytest.mark.parametrize("state", DeclarationState.values)
def test_a_declaration_is_led_on_only_as_the_paper_says(state):
    assert possible("declaration", state, state) == DECLARATION[state]


@pytest.mark.parametrize("declaration_state", DeclarationState.values)
@pytest.mark.parametrize("state", SignatureState.values)
def test_a_party_is_led_on_only_while_its_declaration_allows_it(state, declaration_state):
    assert possible("signature", state, declaration_state) == SIGNATURE.get((state, declaration_state), set())


@pytest.mark.parametrize("noun", lifecycle.TABLES)
def test_every_state_is_reached_by_some_act(noun):
    states = {"declaration": DeclarationState, "signature": SignatureState}[noun]
    first = {"declaration": DeclarationState.DRAFT, "signature": SignatureState.INVITED}[noun]
    assert {row.target for row in lifecycle.TABLES[noun]} - {None} | {first} == set(states.values)


@pytest.mark.parametrize(
    ("language", "act", "words"),
    [
        ("en", "sign", "“Record signature” is not possible: the declaration is “cancelled”."),
        ("en", "withdraw", "“Record withdrawal” is not possible: the state is “invited”."),
        ("pl", "withdraw", "„Odnotuj wycofanie podpisu” jest niemożliwa"),
    ],
)
def test_a_refusal_names_the_act_and_the_state_it_met_in_the_readers_language(language, act, words):
    with translation.override(language):
        assert words in str(lifecycle.refusal(lifecycle.edge("signature", act), "invited", "cancelled"))


@pytest.mark.parametrize(("noun", "action"), [("declaration", "sign"), ("signature", "open"), ("signature", "")])
def test_an_act_that_the_table_does_not_know_has_no_edge(noun, action):
    with pytest.raises(KeyError):
        lifecycle.edge(noun, action)
