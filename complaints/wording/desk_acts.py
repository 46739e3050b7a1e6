"""The acts of the desk in words: what each is called, what is said when it is done, what follows from it beforehand."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from orders.wording.costs import points_words


class ActWords(NamedTuple):
    """`title` opens the form, `button` sends it, `done` is said afterwards."""

    title: Any
    button: Any
    done: Any
    icon: str


ACT_WORDS: dict[str, ActWords] = {
    "take": ActWords(
        gettext_lazy("Take it"), gettext_lazy("Take it"), gettext_lazy("The complaint is yours."), "back_hand"
    ),
    "write": ActWords(
        gettext_lazy("Write to the customer"), gettext_lazy("Send to the customer"),
        gettext_lazy("The message was sent to the customer."), "chat",
    ),
    "ask_partner": ActWords(
        gettext_lazy("Ask the partner"), gettext_lazy("Send to the partner"),
        gettext_lazy("The partner was asked; their clock runs."), "storefront",
    ),
    "note": ActWords(
        gettext_lazy("Internal note"), gettext_lazy("Keep the note"), gettext_lazy("The note is kept."), "lock"
    ),
    "close": ActWords(
        gettext_lazy("Close"), gettext_lazy("Close the complaint"), gettext_lazy("The complaint is closed."), "gavel"
    ),
    "promise": ActWords(
        gettext_lazy("Promise a remedy"), gettext_lazy("Promise it"),
        gettext_lazy("The remedy is kept, and comes back on its day."), "handshake",
    ),
    "assign": ActWords(
        gettext_lazy("Hand over"), gettext_lazy("Hand it over"), gettext_lazy("The complaint was handed over."),
        "person_add",
    ),
    "merge": ActWords(
        gettext_lazy("Merge"), gettext_lazy("Merge the two"), gettext_lazy("The two complaints are one."), "merge"
    ),
    "split": ActWords(
        gettext_lazy("Split"), gettext_lazy("Split it off"), gettext_lazy("This is the new complaint."), "call_split"
    ),
    "reopen": ActWords(
        gettext_lazy("Reopen"), gettext_lazy("Reopen the complaint"), gettext_lazy("The complaint is open again."),
        "replay",
    ),
}  # fmt: skip


def follows(act: str, *, due: str = "", clause: str = "", until: str = "") -> str:
    """What an act leads to, said before it is done; `due` and `until` are instants in words, `clause` is what a late
    answer of the partner breaks."""
    words = {
        "write": _("The first message ends Rada's own clock. A question lets the complaint wait for the customer."),
        "ask_partner": _("The partner's clock starts: an answer after %(due)s is a breach of %(clause)s.")
        % {"due": due, "clause": clause},
        "close": _("The customer reads the outcome, and may reopen it for 15 days. Every clock of it ends."),
        "promise": _("It stands beside those promised before. On its day it comes back to the queue until it is done."),
        "merge": _("The older complaint goes on with its clocks, and shows what both hold. The younger one is closed."),
        "split": _("Both complaints go on. Rada's clock of the new one began with this one's."),
        "reopen": _("New clocks start for Rada and the partner. Earlier breaches stand. Possible until %(until)s.")
        % {"until": until},
    }
    return words.get(act, "")


def upheld_as(clause: str, points: int, severity: str) -> str:
    """`Recorded as breach B1.upheld, major: 5 points for the partner.`"""
    names = {"rule": f"{clause}.upheld", "severity": severity, "points": points}
    said = ngettext(
        "Recorded as breach %(rule)s, %(severity)s: %(points)d point for the partner.",
        "Recorded as breach %(rule)s, %(severity)s: %(points)d points for the partner.",
        points,
    )
    return said % names


def severity_words(severity: Any, points: int) -> str:
    """`major · 5 points`"""
    return f"{severity} · {points_words(points)}"
