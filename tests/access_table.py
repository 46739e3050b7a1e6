"""Who may open which address: written down beside the code, never worked out from it.

An address that stands in no table answers 404 to everybody, or the tests of access fail.
"""

from __future__ import annotations

OFFICE = frozenset({"owner", "dispatcher"})
ON_THE_JOB = OFFICE | {"technician"}
MEMBERS = ON_THE_JOB | {"idle_technician", "rival_owner"}
SIGNED_IN = MEMBERS | {"staff"}
ROLES = sorted(SIGNED_IN)

# Who may open an address (GET). A new address that is missing here must answer 404 to everybody, or this test fails.
OPEN_TO: dict[str, frozenset[str]] = {
    "orders:today": MEMBERS,
    "orders:offers": MEMBERS,
    "orders:clocks": MEMBERS,
    "orders:orders": MEMBERS,
    "orders:breaches": MEMBERS,
    "orders:assignment": ON_THE_JOB,
    "orders:accept": OFFICE,
    "orders:decline": OFFICE,
    "orders:cancel": OFFICE,
    "orders:reply": ON_THE_JOB,
    "orders:schedule": ON_THE_JOB,
    "orders:arrive": ON_THE_JOB,
    "orders:replace_part": ON_THE_JOB,
    "orders:do_checklist": ON_THE_JOB,
    "orders:issue_receipt": ON_THE_JOB,
    "orders:receipt": ON_THE_JOB | {"staff"},
    "orders:quote": ON_THE_JOB,
    "orders:hand_over_link": ON_THE_JOB,
    "orders:complete": ON_THE_JOB,
    "orders:ask_for_photo": ON_THE_JOB,
    "orders:report_disagreement": ON_THE_JOB,
    "orders:answer_complaint": ON_THE_JOB,
    "orders:photo": ON_THE_JOB | {"staff"},
    "orders:receipt_photo": ON_THE_JOB | {"staff"},
    "orders:stamps": OFFICE | {"rival_owner"},
    "orders:request_photo": ON_THE_JOB | {"staff"},
    "orders:breach": OFFICE,
    "orders:breach_sheet": OFFICE,
    "orders:breach_pdf": OFFICE,
    "badges": SIGNED_IN,
    "orders:notices": MEMBERS,
    "orders:push": MEMBERS,
    "orders:technician": OFFICE,
    "orders:waiting": ON_THE_JOB,
    "orders:orders_csv": OFFICE | {"rival_owner"},
    "orders:breaches_csv": OFFICE | {"rival_owner"},
    "complaints:appeal": OFFICE,
    "complaints:appeal_photo": OFFICE,
    "complaints:complaints": MEMBERS,
    "complaints:complaint": ON_THE_JOB,
    "complaints:quality": OFFICE | {"rival_owner"},
    "complaints:quality_points": OFFICE | {"rival_owner"},
    "complaints:quality_clause": OFFICE | {"rival_owner"},
}
OPEN_TO |= dict.fromkeys(
    ["partners:terms", "partners:terms_version", "partners:leave"], OFFICE | {"rival_owner"}
) | dict.fromkeys(
    [
        f"partners:{name}"
        for name in (
            "terms_draft", "terms_discard", "terms_hours", "terms_promises", "terms_services", "terms_areas",
            "terms_prices", "terms_promotions", "terms_checklists", "terms_publish", "charter_sign",
        )
    ],
    frozenset({"owner", "rival_owner"}),
) | {
    "partners:leave_withdraw": OFFICE,
    "partners:charter": MEMBERS,
    "partners:charter_version": MEMBERS,
}  # fmt: skip
OPEN_TO |= dict.fromkeys(["partners:members", "partners:invite"], frozenset({"owner", "rival_owner"})) | dict.fromkeys(
    [
        f"partners:{name}"
        for name in (
            "member", "member_role", "member_off", "member_on", "member_password",
            "invitation_renew", "invitation_withdraw", "device_end", "app_end",
        )
    ],
    frozenset({"owner"}),
) | dict.fromkeys(
    [
        f"partners:{name}"
        for name in (
            "account", "notice_channels", "account_name", "account_password", "devices_end", "authenticator",
            "authenticator_start", "authenticator_confirm", "authenticator_codes", "authenticator_off",
        )
    ],
    SIGNED_IN,
)  # fmt: skip
# These name a clause or a version of the charter, which is nobody's row, or a version of terms, which each partner
# counts for itself; each sees its own under it.
NAMES_A_CLAUSE = {
    "complaints:quality_clause": ["A1"],
    "partners:terms_version": [1],
    "partners:charter_version": [1],
}
# A public page names a row that everybody may read.
EVERYBODYS = {"partners:partner"}
# Open to everybody, strangers included, and why that is safe is said at the view.
PUBLIC = {
    "home",
    "partners:sign_in",
    "partners:sign_out",
    "partners:second_step",
    "partners:password_forgotten",
    "partners:password_new",
    "partners:invitation",
    "orders:find",
    "set_language",
    "healthz",
    "healthz_sweep",
    "readyz",
    "gallery",
    "manifest",
    "service_worker",
    "offline",
    "partners:partner",
    "partners:commitments",
    "partners:rules",
    "orders:complaint_rules",
    "orders:request",
    "orders:request_wards",
}

# A customer's pages know no account: whoever lacks the order's own link finds nothing there.
BY_LINK = {"orders:customer_door", "orders:customer_order", "orders:customer_answer"}
BY_LINK |= {
    f"orders:customer_{name}"
    for name in (
        "promises", "talk", "message", "no_reply", "schedule", "review", "cancel", "receipt", "photo",
        "access", "end_links", "forget", "receipt_photo_send", "receipt_photo", "request_photo",
        "data", "data_copy", "data_archive", "data_deletion", "data_withdrawal", "data_take_back",
    )
} | {"complaints:customer_complain", "complaints:customer_complaint"}  # fmt: skip
# A machine's page knows no account either: without its token nobody finds anything there.
BY_TOKEN = {"metrics"}
