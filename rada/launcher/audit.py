"""Whether a locked package is known to be vulnerable, by pip-audit: `python -m rada.launcher.audit`.

Exit status 1 where one is. A registry that cannot say fails nothing, since nobody could then change anything; it is
said loudly, with how many packages nobody looked at.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from rada.launcher.places import ROOT

MOST_SECONDS = 55
LOCKED = ROOT / "requirements-dev.txt"  # holds all of requirements.txt too
NOT_AUDITED = "!! NOT AUDITED: "


def main() -> int:
    """Ask, say what came of it, and return the exit status."""
    status, lines = verdict_on(LOCKED)
    print(*lines, sep="\n")
    return status


def verdict_on(locked: Path, *, most_seconds: float = MOST_SECONDS, **environment: str) -> tuple[int, list[str]]:
    """Exit status and what to say of a file of locked requirements."""
    asked = [
        sys.executable, "-m", "pip_audit", "--requirement", str(locked), "--disable-pip", "--require-hashes",
        "--format", "json", "--progress-spinner", "off", "--timeout", "10",
    ]  # fmt: skip
    try:
        told = subprocess.run(
            asked, capture_output=True, text=True, timeout=most_seconds, check=False, env=environment or None
        )
        return verdict(json.loads(told.stdout)["dependencies"])
    except subprocess.TimeoutExpired:
        return 0, [f"{NOT_AUDITED}the registry did not answer within {most_seconds:g} s."]
    except (json.JSONDecodeError, KeyError):
        said = (told.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]
        return 0, [f"{NOT_AUDITED}{said}"]


def verdict(packages: list[dict[str, Any]]) -> tuple[int, list[str]]:
    """Exit status and what to say of pip-audit's list: each package with its `vulns`, or why it was skipped."""
    known = [(package, found) for package in packages for found in package.get("vulns", [])]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    lines = [
        f"{package['name']} {package['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'none'}"
        for package, found in known
    ]
    if skipped:
        shown = ", ".join(skipped[:5]) + (" ..." if len(skipped) > 5 else "")
        lines.append(f"{NOT_AUDITED}{len(skipped)} of {len(packages)} packages are not known there: {shown}")
    lines.append(f"{len(packages) - len(skipped)} packages looked up, {len(known)} known vulnerabilities")
    return (1 if known else 0), lines


if __name__ == "__main__":
    sys.exit(main())
