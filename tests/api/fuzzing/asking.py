"""The API as schemathesis asks it: each request, or each sequence of them, from the same state of the world."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import schemathesis
import yaml
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import APIOperation, Case, GenerationMode, Response
from schemathesis.specs.openapi.checks import negative_data_rejection

from rada.platform.api.description import described
from tests.api.fuzzing import fitting
from tests.api.fuzzing.drawing import Drawing, name_of
from tests.api.fuzzing.world import Caller, World, callers_of

STEADY: dict[str, Any] = {
    "derandomize": True, "database": None, "deadline": None, "phases": [Phase.generate, Phase.shrink],
    "suppress_health_check": list(HealthCheck),
}  # fmt: skip
# What is well-formed can be refused: 304 nothing is new, 412 it stands in another state, 422 it does not fit.
ACCEPTED = ["2xx", "304", "401", "403", "404", "409", "412", "422", "429"]
# RFC 6585 has a status of its own for a condition that is missing.
UNSAID = ["400", "401", "403", "406", "415", "422", "428"]
# What no description can say: whether something is there, who may say it, how two fields go together.
BEYOND_WORDS = {
    "service", "ward", "phone", "partner", "only_partner", "photos", "old_photos", "new_photos", "reason",
    "arrive_from", "arrive_to", "wanted_from", "wanted_to", "lines", "p256dh", "url",
}  # fmt: skip
# An event of a batch that breaks the description is answered for itself: it holds up no other.
BATCHES = {("events", "post"), ("reports", "post")}


class Asking:
    """The description, the callers, and what they send."""

    def __init__(self, world: World) -> None:
        self.schema = schemathesis.openapi.from_dict(yaml.load(described(), Loader=yaml.CSafeLoader))
        self.schema.app = read_whole(get_wsgi_application())
        self.schema.config.checks.positive_data_acceptance.expected_statuses = ACCEPTED
        self.schema.config.checks.missing_required_header.expected_statuses = UNSAID
        self.callers, bodies = callers_of(world), fitting.bodies(world)
        self.drawings = {caller.name: Drawing(world, caller, bodies) for caller in self.callers}
        found = [each.ok() for each in self.schema.get_all_operations()]
        self.operations = {name_of(operation): operation for operation in found}

    def drawn(self, operation: APIOperation, caller: Caller, *, requests: int) -> Counter[int]:
        """How so many requests were answered, drawn from the description. Raises FailureGroup."""
        answers: Counter[int] = Counter()

        @settings(max_examples=requests, **STEADY)
        @given(case=self.drawings[caller.name].requests(operation))
        def ask(case: Case) -> None:
            answers[self.ask(case, caller)] += 1

        ask()
        return answers

    def covered(self, operation: APIOperation, caller: Caller, *, requests: int) -> Counter[int]:
        """The same for requests at every bound of the description, or for so many of them. Raises FailureGroup."""
        config = self.schema.config.generation_for(operation=operation, phase="coverage")
        cases = list(
            self.schema.iter_coverage_cases(operation, generation_modes=list(GenerationMode), generation_config=config)
        )
        answers: Counter[int] = Counter()
        for case in Random(operation.label).sample(cases, min(requests, len(cases))):
            self.drawings[caller.name].point(case)
            answers[self.ask(case, caller)] += 1
        return answers

    def ask(self, case: Case, caller: Caller) -> int:
        """The status of an answer that is as described. Raises FailureGroup."""
        with taken_back():
            response = self.call(case, caller)
            self.validate(response, case, caller)
        return response.status_code

    def call(self, case: Case, caller: Caller) -> Response:
        """Send a request."""
        return case.call(headers=self._shown(case, caller))

    def validate(self, response: Response, case: Case, caller: Caller, **recorded: Any) -> None:
        """Make every check. Raises FailureGroup."""
        excluded = [negative_data_rejection] if name_of(case.operation) in BATCHES else []
        case.validate_response(
            response, headers=self._shown(case, caller), excluded_checks=excluded,
            additional_checks=[well_formed_is_valid], **recorded,
        )  # fmt: skip

    def _shown(self, case: Case, caller: Caller) -> dict[str, str]:
        return caller.shown(is_past=name_of(case.operation) in fitting.PAST)


def well_formed_is_valid(_context: Any, response: Response, case: Case) -> None:
    """A check: `invalid` is said of what breaks the description, or of what no description can say."""
    is_drawn_well = case.meta is not None and case.meta.generation.mode.is_positive
    if not is_drawn_well or response.status_code != 422 or response.json()["code"] != "invalid":
        return
    fields = {re.sub(r"\[\d+\]", "", error["field"]) for error in response.json()["errors"]}
    assert fields <= BEYOND_WORDS, f"refused, though the description says nothing of it: {response.json()['errors']}"


def read_whole(application: Callable[..., Any]) -> Callable[..., Any]:
    """The application with answers that are read and closed, as a server does: Django then lets its files go."""

    def answered(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        answer = application(environ, start_response)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()

    return answered


@contextmanager
def taken_back() -> Iterator[None]:
    """Let nothing that is written stay."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
