"""Sections of a customer's order: the quote that waits for an answer, and what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from orders import quote_versions
from orders.forms.quote_answers import AnswerForm, ApprovalForm
from orders.quote_versions import Version
from orders.wording.quotes import SAME, changes, left_out
from rada.lib.money import vnd_in_words

if TYPE_CHECKING:
    from orders.views.customer.page import CustomerPage


def waiting(page: CustomerPage) -> dict[str, Any]:
    """What `customer/_quote.html` shows: the version, each line's answer, how it differs from the one before."""
    version = waiting_version(page)
    if version is None:
        return {}
    before = next((each for each in reversed(page.versions) if _is_before(each, version)), None)
    kept = {line.line for line in version.lines}
    asked = page.answers or AnswerForm(version=version)
    same = [SAME for _line in version.lines]
    changed = [change for _line, change in changes(before, version.lines)] if before else same
    return {
        "version": version,
        "lines": list(zip(version.lines, changed, asked.answers(), strict=True)),
        "before": before,
        "left_out": left_out(before, kept) if before else [],
        "words": vnd_in_words(version.total, get_language() or "vi"),
        "less": -version.discount,
        "form": asked,
        "approval": ApprovalForm(initial={"digest": version.digest}, auto_id="approval_%s"),
    }


def answered(page: CustomerPage) -> dict[str, Any]:
    """What `customer/_answered.html` shows: what was approved, and the changes that were asked for last."""
    latest = page.versions[-1] if page.versions else None
    approved = quote_versions.approved(page.versions)
    rejected = latest if latest is not None and latest.is_rejected and waiting_version(page) is None else None
    return {"approved": approved, "rejected": rejected} if approved or rejected else {}


def waiting_version(page: CustomerPage) -> Version | None:
    """The version to answer, while it can be answered."""
    return quote_versions.to_answer(page.versions, page.assignment.status) if page.assignment is not None else None


def _is_before(version: Version, later: Version) -> bool:
    return version.reference == later.reference and version.number < later.number
