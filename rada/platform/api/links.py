"""Where one may go on from an answer: the links of OpenAPI, read off the addresses."""

from __future__ import annotations

from typing import Any

CODED = {"code": "code"}  # what an address names otherwise is the `id` of a row


def linked(result: dict[str, Any], **_generator: Any) -> dict[str, Any]:
    """The description with a link from every answer to the operations about what it shows."""
    paths = result["paths"]
    for path, operations in paths.items():
        for method in {"get", "post"} & set(operations):
            for status in {"200", "201"} & set(operations[method]["responses"]):
                answer = operations[method]["responses"][status]
                found = _links(path, answer, result)
                if found:
                    answer["links"] = found
    return result


def _links(path: str, answer: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    shown = _properties(answer.get("content", {}).get("application/json", {}).get("schema", {}), result)
    rows = _properties(shown.get("results", {}).get("items", {}), result)
    found = {}
    for target, operations in result["paths"].items():
        name = _named_beyond(path, target)
        key = CODED.get(name, "id")
        place = f"results/0/{key}" if key in rows else key if key in shown else ""
        if not name or not place:
            continue
        for operation in operations.values():
            found[operation["operationId"]] = {
                "operationId": operation["operationId"],
                "parameters": {**_kept(path), name: f"$response.body#/{place}"},
            }
    return found


def _properties(schema: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    component = schema.get("$ref", "").rpartition("/")[2]
    properties: dict[str, Any] = result["components"]["schemas"].get(component, schema).get("properties", {})
    return properties


def _named_beyond(path: str, target: str) -> str:
    """The one parameter that the target's address has beyond this one; "" where it leads elsewhere."""
    first, *others = target.removeprefix(f"{path}/").split("/")
    is_below = target.startswith(f"{path}/") and first.startswith("{") and not any("{" in each for each in others)
    return first.strip("{}") if is_below else ""


def _kept(path: str) -> dict[str, str]:
    names = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
    return {name: f"$request.path.{name}" for name in names}
