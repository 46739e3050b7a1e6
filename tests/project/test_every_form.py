"""Bad input in every form of the portal: never an error page, one sentence beside the field, nothing typed is lost."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from django.urls import reverse

from orders.services import complaints
from rada.web import clock
from tests.access_table import OPEN_TO
from tests.factories import DAY, HOUR, MONDAY, a_staff_member, the_customer
from tests.orders.customers import NOON, completed, scheduled
from tests.orders.quoting import at_the_phone, order_page
from tests.pages import Control, Form, forms_of
from tests.portal import signed_in
from tests.two_sides import address_of, whole_sides

pytestmark = [pytest.mark.django_db, pytest.mark.long]

NOW = MONDAY + 2 * HOUR
CUSTOMERS_NOW = NOON + HOUR
TOMORROW = (NOW + DAY).date().isoformat()
KEPT = "Chữ đã gõ thì còn nguyên"
TYPED = {"text", "textarea", "search", "tel", "number", "date", "time", "datetime-local", "email", "url"}
CHOSEN = {"select", "radio"}
# What a field may do with a bad value instead of a sentence of its own, and why.
EXCUSED = {
    ("quote/", "add", "too long"): "a search: it is cut, and finds nothing",
    ("quote/", "add", "NUL"): "a search: it finds nothing",
    ("promotions/", "amount", "too long"): "not read while a percentage is chosen",
    ("promotions/", "amount", "NUL"): "not read while a percentage is chosen",
    ("promotions/", "first_day", "long past"): "a promotion may have begun before today",
}
OURS = {"csrfmiddlewaretoken", "idempotency_key", "cost_shown", "next", "language"}


def bad_values(control: Control) -> dict[str, str]:
    """What nobody may get past a field of this kind, by what is wrong with it."""
    if control.kind in CHOSEN:
        return {"no such choice": "no-such-choice"}
    bad = {"too long": "x" * 30_000, "NUL": "a\x00b"}
    if control.kind in {"number", "date", "time", "datetime-local"}:
        bad["wrong type"] = "abc"
    if control.kind == "date":
        bad["long past"] = "1970-01-01"
    return bad


def asked(form: Form) -> list[Control]:
    """The fields that people fill in, each once."""
    found = {each.name: each for each in form.controls if each.kind in TYPED | CHOSEN and each.name not in OURS}
    return list(found.values())


def forms_to_send(client, side):
    """Every form that an owner's pages send, once for each address it goes to, with the page it stands on."""
    seen: dict[str, tuple[str, Form]] = {}
    for name in sorted(OPEN_TO):
        if "owner" not in OPEN_TO[name]:
            continue
        page = address_of(name, side)
        answer = client.get(page)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        for form in forms_of(answer.content.decode()):
            if form.method == "post" and asked(form):
                seen.setdefault(urljoin(page, form.action or page), (page, form))
    return seen


@pytest.mark.thorough
def test_no_bad_value_gets_past_any_field_of_any_form():
    with clock.standing_at(NOW):
        (side,) = whole_sides("Form", now=NOW)
        client = signed_in(side.owner)
        found = forms_to_send(client, side)

        wrong = [
            f"{action} {control.name} ({what}): {said}"
            for action, (_page, form) in found.items()
            for control in asked(form)
            for what, value in bad_values(control).items()
            if not any(action.endswith(end) and (control.name, what) == (name, bad) for end, name, bad in EXCUSED)
            if (said := complaint_about(client, action, form, control, value))
        ]

    assert len(found) > 5
    assert wrong == [], "\n".join(wrong)


def customers_forms():
    """Every form of a customer's pages, with the browser that holds the order's link."""
    work, done = scheduled(), completed()
    told = {"by": the_customer(done.order), "category": "price", "text": "Đắt"}
    number = complaints.open_complaint(done, **told)
    complaints.close(done, by=a_staff_member(), complaint=number, outcome="rejected")
    closed = done.events.get(kind="complaint_opened")
    pages = [
        (work, order_page(work)),
        (done, order_page(done)),
        (done, reverse("complaints:customer_complain", args=[done.order.code])),
        (done, reverse("complaints:customer_complaint", args=[done.order.code, closed.pk])),
    ]
    for job, page in pages:
        client = at_the_phone(job, at=CUSTOMERS_NOW)
        for each in forms_of(client.get(page).content.decode()):
            if each.method == "post" and asked(each):
                yield client, urljoin(page, each.action or page), each


def test_no_bad_value_gets_past_any_field_of_a_customers_form():
    with clock.standing_at(CUSTOMERS_NOW):
        found = list(customers_forms())

        wrong = [
            f"{action} {control.name} ({what}): {said}"
            for client, action, form in found
            for control in asked(form)
            for what, value in bad_values(control).items()
            if (said := complaint_about(client, action, form, control, value))
        ]

    assert {action.rstrip("/").rsplit("/", 1)[-1] for _client, action, _form in found} >= {
        "message", "appointment", "cancel", "review", "new",
    }  # fmt: skip
    assert wrong == [], "\n".join(wrong)


def complaint_about(client, action: str, form: Form, control: Control, value: str) -> str:
    """Why the answer to a bad value is not good enough; nothing where it is."""
    others = [each for each in form.controls if each.kind == "textarea" and each.name != control.name]
    days = {each.name: TOMORROW for each in form.controls if each.kind == "date"}
    data = form.data(**days | {each.name: KEPT for each in others} | {control.name: value})
    data["idempotency_key"] = [f"bad-{action}-{control.name}-{len(value)}-{value[:3]!r}"]
    answer = client.post(action, data)
    page = answer.content.decode()
    if answer.status_code not in {409, 422}:
        return f"answered {answer.status_code}"
    shown = [each for each in forms_of(page) if urljoin(action, each.action or action) == action]
    errors = [each.error for one in shown for each in one.controls if each.name == control.name and each.error]
    if not errors:
        return "no sentence beside the field"
    if others and KEPT not in page:
        return "what was typed is lost"
    return ""
