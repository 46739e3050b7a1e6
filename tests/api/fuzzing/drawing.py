"""Requests that mostly fit the world: drawn from the description, most of them with rows and words that are there."""

from __future__ import annotations

import re
from typing import Any

from django.urls import resolve
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.core.parameters import ParameterLocation as At
from schemathesis.transport.serialization import Binary

from tests.api.fuzzing import fitting
from tests.api.fuzzing.world import Caller, World
from tests.orders.pictures import photo

UPLOAD = "multipart/form-data"
MOSTLY = st.sampled_from([True] * 5 + [False])
MODES = st.sampled_from([GenerationMode.POSITIVE] * 3 + [GenerationMode.NEGATIVE])


class Drawing:
    """Draws what one caller sends. What the description was broken by stays as it was drawn."""

    def __init__(self, world: World, caller: Caller, bodies: dict[fitting.Name, dict[str, Any]]) -> None:
        self.world, self.caller, self.bodies = world, caller, bodies
        self.asked = fitting.asked(world)

    def requests(self, operation: APIOperation) -> st.SearchStrategy[Case]:
        """Requests of an operation, three of four as its description says."""
        strategies = {mode: operation.as_strategy(generation_mode=mode) for mode in GenerationMode}
        if any(body.media_type == UPLOAD for body in operation.body):
            told = operation.as_strategy(body={"photo": Binary(photo())}, media_type=UPLOAD)
            strategies[GenerationMode.POSITIVE] |= told
        return MODES.flatmap(lambda mode: strategies[mode].flatmap(self._mostly_fitted))

    @property
    def _mostly_fitted(self) -> Any:
        return st.composite(self._fitted)

    def _fitted(self, draw: st.DrawFn, case: Case) -> Case:
        if draw(MOSTLY):
            self.point(case)
        self.tell(case, key=draw(st.integers(0, 2**64)), is_fitting=draw(MOSTLY))
        return case

    def point(self, case: Case) -> None:
        """Let the address name rows that are there."""
        if case.path_parameters and not is_broken(case, At.PATH):
            row = fitting.row(self.world, name_of(case.operation), case.operation.path)
            case.path_parameters = {**case.path_parameters, **row}

    def tell(self, case: Case, *, key: int, is_fitting: bool = True) -> None:
        """Show the caller's own token; where it is to be fitting, say what an app would say."""
        headers, broken = dict(case.headers), is_broken(case, At.HEADER)
        shown = self.caller.shown(is_past=name_of(case.operation) in fitting.PAST)
        headers.update({name: value for name, value in shown.items() if name in headers})
        if is_fitting and not broken:
            headers.pop("If-None-Match", None)
            headers.pop("Rada-Acting-For", None)
            said = {"Idempotency-Key": f"key-{key}", "If-Match": "*"}
            headers.update({name: value for name, value in said.items() if name in headers})
        if self.caller.acts_for and not broken:  # in another name, or in none, it would be another caller
            headers["Rada-Acting-For"] = self.caller.acts_for
        case.headers = CaseInsensitiveDict(headers)
        if is_fitting and case.query and not is_broken(case, At.QUERY):
            case.query = {each: self.asked.get(each, value) for each, value in case.query.items() if each != "after"}
        if is_fitting and case.media_type == "application/json" and not is_broken(case, At.BODY):
            case.body = self._told(case)

    def _told(self, case: Case) -> dict[str, Any]:
        drawn = case.body if isinstance(case.body, dict) else {}
        body = {each: value for each, value in drawn.items() if each not in fitting.LEFT_OUT}
        return {**body, **example_of(case.operation), **self.bodies.get(name_of(case.operation), {})}


def is_broken(case: Case, at: At) -> bool:
    """Whether this part of the request was drawn against the description."""
    return case.meta is not None and case.meta.is_negative_at(at)


def name_of(operation: APIOperation) -> fitting.Name:
    """The operation as `tests/api_table.py` names it."""
    return resolve(re.sub(r"\{\w+\}", "1", operation.path)).url_name or "", operation.method.lower()


def example_of(operation: APIOperation) -> dict[str, Any]:
    """The body that the description shows."""
    shown = operation.definition.raw["requestBody"]["content"]["application/json"].get("examples", {})
    return next((dict(each["value"]) for each in shown.values()), {})
