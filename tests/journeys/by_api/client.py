"""The client that openapi-python-client makes of the description, used as a program of somebody's uses it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

from rada.platform.api.description import described

NAME = "rada_client"
SETTINGS = "content_type_overrides: {image/jpeg: application/octet-stream}\npost_hooks: []\n"


def generated(folder: Path) -> ModuleType:
    """The package, made of the description as the code stands and imported. The generator has nothing to remark."""
    (folder / "openapi.yaml").write_text(described(), encoding="utf-8")
    (folder / "generator.yaml").write_text(SETTINGS, encoding="utf-8")
    options = {"--path": "openapi.yaml", "--config": "generator.yaml", "--output-path": NAME, "--meta": "none"}
    command = [sys.executable, "-W", "error", "-m", "openapi_python_client", "generate", "--fail-on-warning"]
    asked = [word for option in options.items() for word in option]
    made = subprocess.run([*command, *asked], cwd=folder, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    for part in ("client", "models", "types"):
        importlib.import_module(f"{NAME}.{part}")
    return sys.modules[NAME]


def operations_of(package: ModuleType) -> dict[str, ModuleType]:
    """The package's modules of operations, by the operation's name."""
    api = importlib.import_module(f"{package.__name__}.api")
    found = pkgutil.walk_packages(api.__path__, f"{api.__name__}.")
    return {each.name.rpartition(".")[2]: importlib.import_module(each.name) for each in found if not each.ispkg}


class Caller:
    """One caller: `caller.accept(id=7, body=...)` calls the operation and gives its typed result."""

    def __init__(self, package: ModuleType, address: str, authorization: str = "", **headers: str) -> None:
        self.operations = operations_of(package)
        scheme, _space, secret = authorization.partition(" ")
        told = {"base_url": address, "headers": headers, "raise_on_unexpected_status": True}
        made: Any = package.client
        shown = {"token": secret, "prefix": scheme}
        self.client = made.AuthenticatedClient(**shown, **told) if secret else made.Client(**told)

    def __getattr__(self, name: str) -> Any:
        return lambda **asked: self._taken(name, **asked)

    def answer(self, name: str, **asked: Any) -> Any:
        """The whole answer of an operation. A write has a key of its own unless one is given."""
        operation = self.operations[name].sync_detailed
        if "idempotency_key" in inspect.signature(operation).parameters:
            asked.setdefault("idempotency_key", str(uuid4()))
        return operation(client=self.client, **asked)

    def _taken(self, name: str, **asked: Any) -> Any:
        answer = self.answer(name, **asked)
        assert answer.status_code < 300, answer.parsed
        return answer.parsed
