"""Who may call which operation of the API: written down beside the code, never worked out from it.

By the name of the address and the method. An operation that stands here for nobody is refused to everybody, and one
that is missing makes the tests of the matrix fail.
"""

from __future__ import annotations

OFFICE = frozenset({"owner", "dispatcher"})
ON_THE_JOB = OFFICE | {"technician"}
CUSTOMER = frozenset({"customer"})
READER = frozenset({"reader"})  # an integration that may read everything, and write nothing
WRITER = frozenset({"writer"})  # an integration with every scope, which acts for Rada
CLERK = frozenset({"clerk"})  # the same, acting for somebody of Rada's who triages complaints
RADA = WRITER | CLERK
PROGRAMS = READER | RADA
STRANGERS = frozenset({"stranger"})
EVERYBODY = ON_THE_JOB | CUSTOMER | PROGRAMS | STRANGERS | {"rival_owner", "rival_customer", "idle_technician"}
KNOWN = EVERYBODY - STRANGERS
MEMBERS = ON_THE_JOB | {"rival_owner", "idle_technician"}

# Addresses that name nobody's row: who is answered at all. What stands in the answer is the canary's business.
OPEN: dict[tuple[str, str], frozenset[str]] = {
    ("services", "get"): EVERYBODY,
    ("partners", "get"): EVERYBODY,
    ("partner", "get"): EVERYBODY,
    ("terms", "get"): EVERYBODY,
    ("errors", "get"): EVERYBODY,
    ("sessions", "post"): EVERYBODY,
    ("refresh", "post"): EVERYBODY,
    ("current_session", "delete"): MEMBERS,
    ("me", "get"): KNOWN,
    ("push_devices", "get"): MEMBERS,
    ("push_devices", "post"): MEMBERS,
    ("push_devices_end", "post"): MEMBERS,
    ("webhooks", "get"): WRITER,
    ("webhooks", "post"): WRITER,
    ("orders", "get"): CUSTOMER | PROGRAMS | {"rival_customer"},
    ("orders", "post"): STRANGERS | RADA,
    ("phone_codes", "post"): CUSTOMER | {"rival_customer"},
    ("confirm_phone", "post"): CUSTOMER | {"rival_customer"},
    ("assignments", "get"): KNOWN,
    ("breaches", "get"): MEMBERS | PROGRAMS,
    ("photos", "post"): MEMBERS | CUSTOMER | RADA | STRANGERS | {"rival_customer"},
    ("complaints", "get"): KNOWN,
    ("clocks", "get"): MEMBERS | PROGRAMS,
    ("score_card", "get"): OFFICE | {"rival_owner"},
}
# Addresses that name a row of the one side: who finds it. To everybody else it does not exist, or is not theirs to do.
OWN: dict[tuple[str, str], frozenset[str]] = {
    ("order", "get"): CUSTOMER | PROGRAMS,
    ("cancel_order", "post"): CUSTOMER | RADA,
    ("offers", "post"): WRITER,
    ("assignment", "get"): ON_THE_JOB | CUSTOMER | PROGRAMS,
    ("technician", "get"): OFFICE,
    ("technician", "put"): OFFICE,
    ("review", "put"): CUSTOMER,
    ("events", "get"): ON_THE_JOB | PROGRAMS,
    ("events", "post"): ON_THE_JOB | CUSTOMER | RADA,
    ("reports", "post"): WRITER,
    ("approve_quote", "post"): CUSTOMER,
    ("reject_quote", "post"): CUSTOMER,
    ("receipt_photos", "get"): ON_THE_JOB | CUSTOMER | PROGRAMS,
    ("receipt_photos", "post"): CUSTOMER,
    ("receipt_photo", "get"): ON_THE_JOB | CUSTOMER | PROGRAMS,
    ("order_photos", "get"): ON_THE_JOB | CUSTOMER | PROGRAMS,
    ("order_photo", "get"): ON_THE_JOB | CUSTOMER | PROGRAMS,
    ("attachments", "get"): ON_THE_JOB | CUSTOMER | PROGRAMS,
    ("attachment", "get"): ON_THE_JOB | CUSTOMER | PROGRAMS,
    ("breach", "get"): OFFICE | PROGRAMS,
    ("accept", "post"): OFFICE,
    ("decline", "post"): OFFICE,
    ("withdraw", "post"): RADA,
    ("schedule", "post"): ON_THE_JOB | CUSTOMER | RADA,
    ("messages", "get"): ON_THE_JOB | CUSTOMER | PROGRAMS,
    ("messages", "post"): ON_THE_JOB | CUSTOMER | RADA,
    ("need_no_reply", "post"): CUSTOMER | RADA,
    ("report_disagreement", "post"): ON_THE_JOB,
    ("cancel", "post"): OFFICE | RADA,
    ("quotes", "get"): ON_THE_JOB | CUSTOMER | PROGRAMS,
    ("quotes", "post"): ON_THE_JOB,
    ("arrive", "post"): ON_THE_JOB,
    ("parts", "post"): ON_THE_JOB,
    ("checklist", "post"): ON_THE_JOB,
    ("complete", "post"): ON_THE_JOB,
    ("receipts", "get"): ON_THE_JOB | CUSTOMER | PROGRAMS,
    ("receipts", "post"): ON_THE_JOB,
    ("request_photo", "post"): ON_THE_JOB,
    ("open_complaint", "post"): CUSTOMER | RADA,
    ("complaint", "get"): ON_THE_JOB | CUSTOMER | PROGRAMS,
    ("answer_complaint", "post"): ON_THE_JOB,
    ("reopen_complaint", "post"): CUSTOMER | CLERK,
    ("ask_partner", "post"): CLERK,
    ("close_complaint", "post"): CLERK,
    ("appeal", "get"): OFFICE | CLERK,
    ("appeal", "post"): OFFICE,
    ("webhook", "get"): WRITER,
    ("webhook", "put"): WRITER,
    ("webhook", "delete"): WRITER,
    ("switch_on_webhook", "post"): WRITER,
    ("ping_webhook", "post"): WRITER,
    ("webhook_secret", "post"): WRITER,
    ("deliveries", "get"): WRITER,
    ("replay_delivery", "post"): WRITER,
}
