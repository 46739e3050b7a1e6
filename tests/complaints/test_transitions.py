"""The table of a complaint as a graph: nobody is shut in, nothing is out of reach."""

from __future__ import annotations

import pytest

from complaints import transitions
from complaints.models import CLOSED, OPEN, State
from complaints.transitions import TABLE, Act


def reached_from(states: set[State | None]) -> set[State | None]:
    reached = set(states)
    while True:
        new = {row.target for row in TABLE if row.target and reached & set(row.sources)} - reached
        if not new:
            return reached
        reached |= new


def test_every_state_is_reached():
    assert reached_from({None}) == {None, *State}


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_way_out_for_staff(state):
    leaves = [row for row in TABLE if state in row.sources and row.target not in (None, state) and "rada" in row.actors]

    assert leaves


@pytest.mark.parametrize("state", OPEN)
def test_every_open_complaint_can_be_closed_in_each_way(state):
    assert {Act.UPHELD, Act.REJECTED, Act.SETTLED} <= set(transitions.possible(state, "rada"))


@pytest.mark.parametrize("state", CLOSED)
def test_every_closed_complaint_can_be_reopened_and_nothing_else(state):
    assert transitions.possible(state, "rada") == transitions.possible(state, "customer") == [Act.REOPENED]


@pytest.mark.parametrize("act", list(Act))
def test_every_act_stands_in_the_table_and_leads_to_one_state(act):
    rows = [row for row in TABLE if row.act == act]
    starts = [(state, actor) for row in rows for state in row.sources for actor in row.actors]

    assert rows
    assert len(starts) == len(set(starts))
