"""docker-compose.yml runs what the supervisor runs, and .env.example names every variable."""

import re
from pathlib import Path

import yaml

from rada.launcher import children
from rada.launcher.places import ROOT

VAR = "/srv/rada/var"
READ_BY_SETTINGS = re.compile(r'env\.(?:text|flag|words|networks|number|secret|database|redis)\(\s*"([A-Z0-9_]+)"')
READ_BY_THE_LAUNCHER = re.compile(r'environ(?:\.get\(|\[)"([A-Z0-9_]+)"')
READ_BY_COMPOSE = re.compile(r"\$\{([A-Z0-9_]+)")


def services():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]


def variables_read():
    read = set(READ_BY_SETTINGS.findall((ROOT / "rada" / "settings.py").read_text(encoding="utf-8")))
    read |= {
        f"{name}_FILE"
        for name in re.findall(
            r'env\.(?:secret|database|redis)\("([A-Z0-9_]+)"', (ROOT / "rada" / "settings.py").read_text("utf-8")
        )
    }
    read |= set(READ_BY_COMPOSE.findall((ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    for module in Path(ROOT / "rada" / "launcher").glob("*.py"):
        read |= set(READ_BY_THE_LAUNCHER.findall(module.read_text(encoding="utf-8")))
    return read | {"DATABASE_URL", "REDIS_URL"}


def variables_named():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^(?:# )?([A-Z0-9_]+)=", lines, flags=re.MULTILINE))


def test_compose_runs_the_supervisors_commands():
    ours = {name: [part.replace("{var}", VAR) for part in command] for name, command in children.COMMANDS.items()}

    composed = {name: services()[name]["command"] for name in ours}

    assert composed == ours


def test_the_documentation_runs_the_supervisors_commands_too():
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    ours = [" ".join(command).replace("{var}", "var") for command in (*children.COMMANDS.values(), children.MIGRATE)]

    missing = [line for line in ours if f"\n    .venv/bin/{line}\n" not in page]

    assert missing == []


def test_compose_migrates_once_before_anything_else_starts():
    migrate = services()["migrate"]

    waiting = [services()[name]["depends_on"]["migrate"]["condition"] for name in children.COMMANDS]

    assert migrate["command"] == list(children.MIGRATE)
    assert migrate["restart"] == "no"
    assert set(waiting) == {"service_completed_successfully"}


def test_compose_has_no_service_that_is_not_known():
    known = set(children.COMMANDS) | {"migrate", "postgres", "redis"}

    assert set(services()) == known


def test_the_sweeper_does_not_wait_for_redis():
    needed = set(services()["sweeper"]["depends_on"])

    assert needed == {"migrate", "postgres"}


def test_every_variable_that_is_read_is_in_the_example_and_no_other():
    assert variables_named() == variables_read()
