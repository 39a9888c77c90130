"""The life of an application as its table has it: who does what, from where, to where."""

import pytest
from django.utils import translation

from members import lifecycle
from members.lifecycle import APPLICATION, ApplicationState


def test_every_act_leads_from_known_states_to_a_known_one():
    known = set(ApplicationState.values)
    assert all({*edge.sources, edge.target} <= known for edge in APPLICATION)


def test_nothing_leads_on_from_a_decision():
    ends = {ApplicationState.ACCEPTED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN}
    assert not [edge.action for edge in APPLICATION if ends & set(edge.sources)]


def test_an_act_is_refused_in_words_that_name_act_and_state():
    with translation.override("en"):
        why = str(lifecycle.refusal(lifecycle.edge("accept"), ApplicationState.REFUSED))
    assert why == "“Accept into the cluster” is not possible: the state is “refused”."
    assert lifecycle.refusal(lifecycle.edge("accept"), ApplicationState.CHECKED) is None


def test_an_act_that_does_not_exist_has_no_row():
    with pytest.raises(KeyError):
        lifecycle.edge("vote")
