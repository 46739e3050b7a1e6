"""Every operation, asked by each kind of caller: the answers are as described, and enough of them are a yes."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import pytest

from tests import api_table

pytestmark = [pytest.mark.django_db, pytest.mark.thorough, pytest.mark.long, pytest.mark.usefixtures("standing")]
TABLE = {**api_table.OPEN, **api_table.OWN}


class Requests(NamedTuple):
    """How many of one operation: drawn for those who may call it, at its bounds, drawn for each of the others."""

    drawn: int
    covered: int
    refused: int


THOROUGH, LONG = Requests(12, 4, 1), Requests(90, 40, 8)  # over all operations 1,000 and 10,000


@pytest.fixture
def requests(pytestconfig):
    return LONG if pytestconfig.option.long else THOROUGH


@pytest.mark.parametrize("name", sorted(TABLE), ids="-".join)
def test_an_operation_answers_each_caller_as_described(asking, requests, name):
    operation = asking.operations[name]
    may = [caller for caller in asking.callers if caller.name in TABLE[name]]
    others = [caller for caller in asking.callers if caller not in may]

    answers = Counter()
    for caller in may:
        answers += asking.drawn(operation, caller, requests=-(-requests.drawn // len(may)))
    asking.covered(operation, may[0], requests=requests.covered)
    refused = sum((asking.drawn(operation, caller, requests=requests.refused) for caller in others), Counter())

    done = sum(count for status, count in answers.items() if status < 300)
    assert answers.total() >= requests.drawn
    assert done * 5 >= answers.total(), answers
    assert {status for status in refused if status < 400} == set()


def test_the_description_names_every_operation_of_the_table(asking):
    assert set(asking.operations) == set(TABLE)
