"""Sequences of requests along the links of the description, by each kind of caller: every answer is as described."""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import Any

import pytest
from hypothesis import settings
from schemathesis import Case, Response
from schemathesis.generation.stateful.state_machine import APIStateMachine

from tests.api.fuzzing.asking import STEADY, Asking, taken_back
from tests.api.fuzzing.world import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.thorough, pytest.mark.long, pytest.mark.usefixtures("standing")]
STEPS = 6
THOROUGH, LONG = 10, 60  # sequences of each caller
CALLERS = ["owner", "technician", "customer", "reader", "writer", "clerk", "stranger"]


@pytest.mark.parametrize("name", CALLERS)
def test_what_an_answer_leads_to_is_answered_as_described(asking, pytestconfig, name):
    caller = next(each for each in asking.callers if each.name == name)
    examples = LONG if pytestconfig.option.long else THOROUGH
    led_to = Counter()

    going_on(asking, caller, led_to).run(settings=settings(max_examples=examples, stateful_step_count=STEPS, **STEADY))

    assert any(done and names_a_row for names_a_row, done in led_to), led_to
    assert led_to.total() >= examples


def going_on(asking: Asking, caller: Caller, led_to: Counter[tuple[bool, bool]]) -> type[APIStateMachine]:
    """Sequences of this caller, each from the same state of the world; whether a row was named, and it was done.

    A row that is there is named only by an answer before: nobody draws its number.
    """
    numbers = count(1)

    class GoingOn(asking.schema.as_state_machine()):
        def setup(self) -> None:
            self.world = taken_back()
            self.world.__enter__()

        def teardown(self) -> None:
            self.world.__exit__(None, None, None)

        def before_call(self, case: Case) -> None:
            asking.drawings[caller.name].tell(case, key=next(numbers))

        def call(self, case: Case, **_nothing: Any) -> Response:
            response = asking.call(case, caller)
            led_to[bool(case.path_parameters), response.status_code < 300] += 1
            return response

        def validate_response(self, response: Response, case: Case, *_checks: Any, **_nothing: Any) -> None:
            asking.validate(response, case, caller, recorder=self.recorder)

    return GoingOn
