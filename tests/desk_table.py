"""Who may do what in operations: written down beside the code, never worked out from it.

What stands here for nobody is refused to everybody, superusers included. A new page, act, action or list of rows on
another's form needs its line, or the tests of the matrix fail.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

TRIAGE, LEAD, FINANCE, KEEPER, ROOT = "triage", "quality lead", "finance view", "administrator", "superuser"
STAFF = (TRIAGE, LEAD, FINANCE, KEEPER, ROOT)

Who = frozenset[str]
NOBODY: Who = frozenset()
ROOTS: Who = frozenset({ROOT})
KEEPERS: Who = ROOTS | {KEEPER}
LEADS: Who = KEEPERS | {LEAD}
DESK: Who = LEADS | {TRIAGE}
BOOKS: Who = LEADS | {FINANCE}
EVERYBODY: Who = DESK | {FINANCE}


@dataclass(frozen=True)
class Act:
    """An address of its own below a table: who may open it, who may post to it, and a form that would be done."""

    opens: Who
    posts: Who
    sends: dict[str, Any] = field(default_factory=dict)
    more: tuple[Any, ...] = ()  # what the address takes after the row's key


@dataclass(frozen=True)
class Page:
    """A table of operations."""

    views: Who
    adds: Who = NOBODY
    changes: Who = NOBODY
    deletes: Who = NOBODY
    acts: dict[str, Act] = field(default_factory=dict)  # by the end of the address's name
    actions: dict[str, Who] = field(default_factory=dict)  # on rows that are ticked
    beside: dict[str, Who] = field(default_factory=dict)  # rows of another table on its form: who may change them


PAGES: dict[str, Page] = {
    "partners.user": Page(ROOTS, adds=ROOTS, changes=ROOTS),
    "auth.group": Page(ROOTS, adds=ROOTS, changes=ROOTS),
    "partners.servicecategory": Page(DESK, adds=KEEPERS, changes=KEEPERS),
    "partners.service": Page(DESK, adds=KEEPERS, changes=KEEPERS),
    "partners.charterversion": Page(
        DESK,
        actions={"publish": LEADS},
        beside={"partners.charterclause": NOBODY, "partners.chartersignature": NOBODY},
    ),
    "partners.partner": Page(EVERYBODY, adds=KEEPERS, changes=LEADS, beside={"partners.member": ROOTS}),
    "partners.member": Page(DESK, adds=ROOTS, changes=ROOTS),
    "partners.termsversion": Page(EVERYBODY),
    "partners.announcedleave": Page(DESK, adds=LEADS, changes=LEADS),
    "orders.breach": Page(
        EVERYBODY,
        acts={
            "judge_again": Act(opens=EVERYBODY, posts=EVERYBODY),
            "apply": Act(opens=EVERYBODY, posts=DESK),
            "decide": Act(opens=EVERYBODY, posts=DESK, sends={"decision": "waive:other", "note": "Rõ"}),
            "sheet": Act(opens=EVERYBODY, posts=EVERYBODY),
            "pdf": Act(opens=EVERYBODY, posts=EVERYBODY),
        },
    ),
    "orders.closure": Page(
        DESK,
        adds=LEADS,
        changes=LEADS,
        acts={
            "wards": Act(opens=DESK, posts=DESK),
            "preview": Act(opens=LEADS, posts=LEADS),
            "preview_change": Act(opens=LEADS, posts=LEADS),
        },
    ),
    "orders.platformfault": Page(
        DESK,
        adds=DESK,
        acts={
            "preview": Act(opens=DESK, posts=DESK),
            "settle": Act(opens=DESK, posts=LEADS, sends={"decision": "decline", "note": "Rõ"}),
        },
    ),
    "orders.datarequest": Page(
        DESK, adds=LEADS, acts={"answer": Act(opens=DESK, posts=LEADS, sends={"decision": "refuse", "note": "Rõ"})}
    ),
    "orders.legalhold": Page(DESK, adds=LEADS, actions={"lift": LEADS}),
    "orders.erasure": Page(DESK),
    "orders.oddreport": Page(DESK, actions={"settle": DESK}),
    "orders.order": Page(
        EVERYBODY,
        acts={
            "links": Act(opens=DESK, posts=DESK, sends={"end": "yes"}),
            "hand": Act(opens=DESK, posts=DESK),
            "hand_act": Act(opens=DESK, posts=DESK, more=("call",), sends={"outcome": "reached", "note": ""}),
            "by_phone": Act(opens=DESK, posts=DESK),
        },
        beside={"orders.assignment": NOBODY},
    ),
    "orders.orderinneed": Page(DESK),
    "orders.assignment": Page(EVERYBODY),
    "orders.photocheck": Page(
        DESK, acts={"settle": Act(opens=DESK, posts=DESK, sends={"outcome": "fine", "serial": "", "note": ""})}
    ),
    "orders.policyversion": Page(DESK, adds=LEADS),
    "orders.policydraft": Page(
        DESK, adds=LEADS, acts={"save": Act(opens=DESK, posts=LEADS), "publish": Act(opens=DESK, posts=LEADS)}
    ),
    "orders.trial": Page(
        DESK, adds=LEADS, acts={"progress": Act(opens=DESK, posts=DESK), "stop": Act(opens=DESK, posts=LEADS)}
    ),
    "orders.rulemode": Page(DESK, acts={"rule": Act(opens=DESK, posts=LEADS, sends={"mode": "shadow", "note": "Rõ"})}),
    "orders.review": Page(DESK, acts={"rule": Act(opens=DESK, posts=LEADS, sends={"decision": "hide:insult"})}),
    "orders.stamproll": Page(
        DESK,
        adds=KEEPERS,
        acts={
            "sheets": Act(opens=KEEPERS, posts=KEEPERS, more=(1,)),
            "declare": Act(opens=DESK, posts=DESK, sends={"kind": "lost", "serials": "none"}),
        },
    ),
    "orders.stamp": Page(DESK),
    "complaints.complaint": Page(
        DESK,
        acts={
            "act": Act(opens=DESK, posts=DESK, more=("note",), sends={"text": "Rõ"}),
            "upheld": Act(opens=DESK, posts=DESK),
            "watch": Act(opens=DESK, posts=DESK),
            "keep_filter": Act(opens=DESK, posts=DESK, sends={"name": "Canary", "query": "tab=soon"}),
            "remove_filter": Act(opens=DESK, posts=DESK),
        },
        actions={"take": DESK, "assign": DESK, "share_out": DESK},
    ),
    "complaints.remedy": Page(DESK, acts={"done": Act(opens=DESK, posts=DESK)}, actions={"mark_done": DESK}),
    "complaints.cannedreply": Page(DESK, adds=LEADS, changes=LEADS),
    "complaints.staffskill": Page(DESK, adds=LEADS, changes=LEADS),
    "complaints.appeal": Page(
        DESK,
        acts={"decide": Act(opens=DESK, posts=LEADS, sends={"outcome": "granted", "reason": "other", "note": "Rõ"})},
    ),
    "complaints.measure": Page(
        DESK, acts={"act": Act(opens=DESK, posts=LEADS, more=("decline",), sends={"reason": "other", "note": "Rõ"})}
    ),
    "complaints.scorecard": Page(
        EVERYBODY,
        acts={
            "orders": Act(opens=EVERYBODY, posts=EVERYBODY, more=("A1",)),
            "csv": Act(opens=EVERYBODY, posts=EVERYBODY),
        },
    ),
    "complaints.scoreversion": Page(DESK, adds=LEADS),
    "desk.journalentry": Page(KEEPERS),
    "platform.notice": Page(DESK, beside={"platform.delivery": NOBODY}),
    "platform.accesstoken": Page(DESK),
    "platform.webhookendpoint": Page(
        KEEPERS,
        adds=KEEPERS,
        changes=KEEPERS,
        acts={
            "secret": Act(opens=KEEPERS, posts=KEEPERS),
            "act": Act(opens=KEEPERS, posts=KEEPERS, more=("ping",)),
        },
    ),
    "platform.webhookevent": Page(
        KEEPERS,
        acts={"send_again": Act(opens=KEEPERS, posts=KEEPERS)},
        actions={"send_again": KEEPERS},
        beside={"platform.webhooktry": NOBODY},
    ),
    "platform.integration": Page(
        KEEPERS,
        adds=KEEPERS,
        acts={
            "rotate": Act(opens=KEEPERS, posts=KEEPERS, sends={"days": "30", "overlap_days": "7"}),
            "end": Act(opens=KEEPERS, posts=KEEPERS),
        },
    ),
    "axes.accessattempt": Page(ROOTS, deletes=ROOTS),
}
# Addresses that belong to no table.
PLACES: dict[str, Who] = {
    "index": EVERYBODY,
    "find": EVERYBODY,
    "inbox": EVERYBODY,
    "figures": BOOKS,
    "figures_csv": BOOKS,
    "jsi18n": EVERYBODY,
    "password_change": EVERYBODY,
    "password_change_done": EVERYBODY,
    "search": NOBODY,
    "logout": NOBODY,  # it answers to nothing but a POST
    "autocomplete": NOBODY,  # to a question alone: see the boxes below
    "auth_user_password_change": ROOTS,
}
# Boxes that look rows up as one types, by table and column: who is answered.
BOXES: dict[tuple[str, str], Who] = {
    ("partners.member", "partner"): EVERYBODY,
    ("partners.member", "user"): ROOTS,
    ("partners.announcedleave", "partner"): EVERYBODY,
    ("orders.stamproll", "partner"): EVERYBODY,
    ("orders.closure", "order"): EVERYBODY,
    ("orders.datarequest", "order"): EVERYBODY,
    ("orders.legalhold", "order"): EVERYBODY,
    ("orders.trial", "draft"): DESK,
    ("orders.trial", "version"): DESK,
}
# What nobody finds out by asking for it in the address of a list.
SECRETS = ("password", "digest", "salt", "fingerprint", "answer", "token")
