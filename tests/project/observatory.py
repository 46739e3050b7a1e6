"""The rules by which MDN's HTTP Observatory marks one answer: 100 points, what is taken off and what is added."""

from __future__ import annotations

from http.cookies import Morsel

SECRETIVE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
HALF_A_YEAR_SECONDS = 15_768_000
BONUS_FROM = 90  # what is good counts only where little is bad


def policy_of(header: str) -> dict[str, list[str]]:
    """A content security policy by its directives."""
    told = [directive.split() for directive in header.split(";") if directive.strip()]
    return {name: sources for name, *sources in told}


def points(headers: dict[str, str], cookies: list[Morsel[str]]) -> int:
    """The mark of one answer with its headers and the cookies that it sets."""
    policy = policy_of(headers.get("Content-Security-Policy", ""))
    lost = _lost(headers, policy, cookies)
    return 100 - lost + (_added(headers, policy, cookies) if 100 - lost >= BONUS_FROM else 0)


def _lost(headers: dict[str, str], policy: dict[str, list[str]], cookies: list[Morsel[str]]) -> int:
    scripts = policy.get("script-src", policy.get("default-src", ["'unsafe-inline'"]))
    return sum(
        (
            25 * (not policy),
            20 * ("'unsafe-inline'" in scripts or bool({"*", "https:", "data:"} & set(scripts))),
            10 * ("'unsafe-eval'" in scripts),
            20 * (_hsts_seconds(headers) < HALF_A_YEAR_SECONDS),
            20 * ("frame-ancestors" not in policy and headers.get("X-Frame-Options") != "DENY"),
            5 * (headers.get("X-Content-Type-Options") != "nosniff"),
            5 * (headers.get("Referrer-Policy") not in SECRETIVE),
            20 * (not all(cookie["secure"] for cookie in cookies)),
        )
    )


def _added(headers: dict[str, str], policy: dict[str, list[str]], cookies: list[Morsel[str]]) -> int:
    sources = [source for directive in policy.values() for source in directive]
    is_strict = not {"'unsafe-inline'", "'unsafe-eval'"} & set(sources)
    return sum(
        (
            (10 if policy.get("default-src") == ["'none'"] else 5) * is_strict,
            5 * (policy.get("frame-ancestors") == ["'none'"]),
            5 * (headers.get("Referrer-Policy") in SECRETIVE),
            10 * (headers.get("Cross-Origin-Resource-Policy") in {"same-origin", "same-site"}),
            5 * (bool(cookies) and all(cookie["httponly"] and cookie["samesite"] for cookie in cookies)),
        )
    )


def _hsts_seconds(headers: dict[str, str]) -> int:
    told = headers.get("Strict-Transport-Security", "").partition("max-age=")[2].partition(";")[0]
    return int(told or 0)
