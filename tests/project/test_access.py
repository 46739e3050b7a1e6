"""Who may open what: every address times every role. What the table does not name answers 404 to everybody."""

from __future__ import annotations

import hashlib

import pytest
from django.apps import apps
from django.db import connection
from django.urls import URLPattern, get_resolver, reverse

from complaints.models import AppealPhoto
from complaints.services import appeals
from orders import acts
from orders.services import complaints, receipts
from partners.services import charter, invitations, leave
from rada.web import clock
from tests.factories import DAY, HOUR, MONDAY, the_customer
from tests.partners.charter_page import page
from tests.portal import a_side, a_stored_photo, form, signed_in, staff

pytestmark = pytest.mark.django_db

NOW = MONDAY + 2 * HOUR
TUESDAY = (MONDAY + DAY).date()
OWN, RIVAL = "Canary-Own", "Canary-Rival"
OFFICE = frozenset({"owner", "dispatcher"})
ON_THE_JOB = OFFICE | {"technician"}
MEMBERS = ON_THE_JOB | {"idle_technician", "rival_owner"}
SIGNED_IN = MEMBERS | {"staff"}
ROLES = sorted(SIGNED_IN)
UNSAFE = ("post", "put", "patch", "delete")
# Rows that tell who looked or who signed in change by looking; everything else may not.
WATCHED_APPS = {"partners", "orders", "complaints", "platform", "auth"}

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
    "orders:breach": OFFICE,
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
            "invitation_renew", "invitation_withdraw", "device_end",
        )
    ],
    frozenset({"owner"}),
) | dict.fromkeys(
    [
        f"partners:{name}"
        for name in (
            "account", "account_name", "account_password", "devices_end", "authenticator",
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
ACTS = {f"orders:{act.name}" for act in acts.ACTS}
# Open to everybody, strangers included, and why that is safe is said at the view.
PUBLIC = {
    "home",
    "partners:sign_in",
    "partners:sign_out",
    "partners:second_step",
    "partners:password_forgotten",
    "partners:password_new",
    "partners:invitation",
    "set_language",
    "healthz",
    "healthz_sweep",
    "gallery",
    "manifest",
    "service_worker",
    "offline",
}

# A customer's pages know no account: whoever lacks the order's own link finds nothing there.
BY_LINK = {"orders:customer_door", "orders:customer_order", "orders:customer_answer"}
DOOR_ONLY_OPENS = {("orders:customer_door", method) for method in UNSAFE}


def addresses():
    """Every named address outside Django's own admin, with its view and whether it names a row."""
    return {name: pattern for name, pattern in _walk(get_resolver().url_patterns) if not name.startswith("admin:")}


def _walk(patterns, space=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern
        elif pattern.namespace != "admin":
            yield from _walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)


@pytest.fixture
def sides():
    with clock.standing_at(NOW):
        charter.publish(charter.draft_from(page()).version)
        both = a_side(OWN, NOW), a_side(RIVAL, NOW)
        for side in both:
            leave.announce(TUESDAY, TUESDAY, by=side.owner, reason=f"Leave {side.mark}")
            disputed(side)
            line = {"code": None, "unit_price": 250_000, "qty": 1, "name": f"Receipt {side.mark}"}
            receipts.issue(side.job, by=side.owner, lines=[line], total=250_000)
            invited = {"full_name": f"Invited {side.mark}", "phone": "+84950000777", "role": "technician"}
            invitations.invite(**invited, by=side.owner)
        yield both


def disputed(side):
    """Its customer complains, and it appeals against its breach with a photo."""
    told = f"Complaint {side.mark}"
    complaints.open_complaint(side.job, by=the_customer(side.job.order), complaint="k", category="price", text=told)
    photo = a_stored_photo(f"Appeal photo {side.mark}".encode())
    appeals.file(breach_of(side), by=side.owner, text=f"Appeal {side.mark}", files=[photo])


def breach_of(side):
    """The breach that every side has."""
    return side.broken.breaches.get(rule="A2.cancelled")


@pytest.fixture
def clients(sides):
    own, rival = sides
    actors = {
        "owner": own.owner, "dispatcher": own.dispatcher, "technician": own.technician,
        "idle_technician": own.idle_technician, "rival_owner": rival.owner, "staff": staff(),
    }  # fmt: skip
    return {role: signed_in(actor) for role, actor in actors.items()}


def address_of(name, side):
    """The address of one side's own row."""
    if name in NAMES_A_CLAUSE:
        return reverse(name, args=NAMES_A_CLAUSE[name])
    pattern = addresses()[name]
    if not pattern.pattern.converters:
        return reverse(name)
    if name == "partners:leave_withdraw":
        return reverse(name, args=[side.partner.leaves.get().pk])
    if name.startswith("partners:"):
        return reverse(name, args=[person_of(name, side)])
    if name == "orders:receipt":
        return reverse(name, args=[side.job.pk, 1])
    if name in BY_LINK:
        args = ["made-up"] if name == "orders:customer_door" else [side.job.order.code, side.job.events.first().pk]
        return reverse(name, args=args[: len(pattern.pattern.converters)])
    if name == "orders:photo":
        return reverse(name, args=[side.job.pk, side.photo.pk])
    rows = {
        "orders:breach": breach_of,
        "complaints:appeal": breach_of,
        "complaints:appeal_photo": lambda side: AppealPhoto.objects.filter(appeal__breach=breach_of(side)).first(),
        "complaints:complaint": lambda side: side.job.events.filter(kind="complaint_opened").first(),
    }
    row = rows.get(name, lambda side: side.job)(side)
    return reverse(name, args=[row.pk if row is not None else 10**12])


def person_of(name, side):
    """The number of one side's member, invitation or signed-in device (of nobody where the owner is not signed in)."""
    if name == "partners:device_end":
        return getattr(side.owner.user.devices.first(), "pk", 10**9)
    return side.partner.invitations.get().pk if "invitation" in name else side.technician.member_id


def stored():
    """A fingerprint of every row that counts."""
    rows = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model._meta.app_label in WATCHED_APPS:
                cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" AS t ORDER BY 1')
                rows += [model._meta.label, *(row[0] for row in cursor.fetchall())]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def test_every_view_says_who_may_open_it():
    silent = [name for name, pattern in addresses().items() if not hasattr(pattern.callback, "rada_access")]

    assert silent == []


def test_the_table_names_only_addresses_that_exist():
    assert set(OPEN_TO) | PUBLIC <= set(addresses())


def test_a_stranger_is_sent_to_the_sign_in_page_from_everywhere(sides):
    stranger = signed_in(None)
    before = stored()

    answers = {
        (name, method): getattr(stranger, method)(address_of(name, sides[0]))
        for name in sorted(set(addresses()) - PUBLIC - BY_LINK)
        for method in ("get", *UNSAFE)
    }

    assert {answer.status_code for answer in answers.values()} == {302}
    assert all(answer.url.startswith("/sign-in/?next=") for answer in answers.values())
    assert stored() == before


def test_a_stranger_finds_nothing_behind_a_customers_address(sides):
    stranger = signed_in(None)
    before = stored()

    answers = {
        (name, method): getattr(stranger, method)(address_of(name, sides[0])).status_code
        for name in sorted(BY_LINK)
        for method in ("get", *UNSAFE)
    }

    assert {status for (name, method), status in answers.items() if (name, method) not in DOOR_ONLY_OPENS} == {404}
    assert {answers[asked] for asked in DOOR_ONLY_OPENS} == {405}
    assert stored() == before


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_the_table_says_and_nothing_else(sides, clients, role):
    expected = {name: 200 if role in OPEN_TO.get(name, ()) else 404 for name in set(addresses()) - PUBLIC}

    found = {name: clients[role].get(address_of(name, sides[0])).status_code for name in expected}

    assert found == expected


@pytest.mark.parametrize("role", ROLES)
def test_what_is_denied_changes_nothing_by_any_method(sides, clients, role):
    denied = sorted(name for name in set(addresses()) - PUBLIC if role not in OPEN_TO.get(name, ()))
    before = stored()

    def asked(address):
        client = clients[role]
        return {
            (name, method): getattr(client, method)(address(name), **sent(method)).status_code
            for name in denied
            for method in UNSAFE
        }

    found = asked(lambda name: address_of(name, sides[0]))

    assert found == asked(missing_row)
    assert {status for (name, method), status in found.items() if method == "post" and name in ACTS} <= {404}
    assert stored() == before


def missing_row(name):
    """The address of a row that nobody has."""
    return reverse(name, args=[10**12] * len(addresses()[name].pattern.converters))


def sent(method):
    """A form that would be done, were it allowed."""
    if method != "post":
        return {}
    fields = form(reason="other", text="Xin chào", complaint="k", day="2026-03-03", begin="09:00", end="11:00")
    return {"data": {**fields, "cost_shown": "A2.cancelled:major"}}


@pytest.mark.parametrize(
    "name",
    sorted(name for name, pattern in addresses().items() if pattern.pattern.converters and name not in NAMES_A_CLAUSE),
)
def test_a_missing_row_and_a_foreign_one_look_alike(sides, clients, name):
    own, _rival = sides

    foreign_answer = clients["rival_owner"].get(address_of(name, own))
    missing_answer = clients["rival_owner"].get(missing_row(name))

    assert foreign_answer.status_code == missing_answer.status_code == 404
    assert without_secrets(foreign_answer, address_of(name, own)) == without_secrets(missing_answer, missing_row(name))


def without_secrets(answer, address):
    """The page without the one-time token of its forms and its own address."""
    text = answer.content.decode().replace(address, "")
    token = answer.context["csrf_token"]
    return text.replace(str(token), "")


@pytest.mark.parametrize("role", sorted(OFFICE))
def test_no_page_of_a_partner_holds_a_word_of_another(sides, clients, role):
    own, _rival = sides
    names = sorted(name for name, roles in OPEN_TO.items() if role in roles)

    pages = {name: clients[role].get(address_of(name, own)).getvalue().decode() for name in names}

    assert [name for name, page in pages.items() if RIVAL in page] == []
    assert [
        name
        for name in (
            "orders:today",
            "orders:orders",
            "orders:assignment",
            "orders:photo",
            "orders:receipt",
            "complaints:appeal",
            "complaints:appeal_photo",
            "complaints:complaints",
            "complaints:complaint",
        )
        if OWN not in pages[name]
    ] == []


def test_a_technician_sees_only_their_own_jobs(sides, clients):
    own, _rival = sides

    pages = {
        role: clients[role].get("/orders/").content.decode() + clients[role].get("/today/").content.decode()
        for role in ("technician", "idle_technician")
    }

    assert own.job.order.code in pages["technician"]
    assert own.offer.order.code not in pages["technician"]
    assert "Canary" not in pages["idle_technician"].replace(own.partner.name, "")
    assert clients["technician"].get(reverse("orders:assignment", args=[own.offer.pk])).status_code == 404
