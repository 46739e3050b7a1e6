"""The rules in a browser: a draft tried on history with its progress, published; a closure that takes breaches back."""

from __future__ import annotations

import pytest

from orders.models import Breach, PolicyVersion, Trial
from orders.services.trials import running
from rada.desk.roles import create_roles
from rada.web import clock
from tests import factories as make
from tests.journeys.conftest import PASSWORD, said

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),
]


@pytest.fixture
def lead(visiting, transactional_db):
    """A quality lead before the admin, with an order whose appointment is two hours late."""
    user = make.a_staff_member().user
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(*(group for group in create_roles() if group.name == "quality lead"))
    begun = clock.now() - 3 * make.HOUR
    make.a_policy(care_open="00:00", care_close="24:00")
    make.an_engagement(make.an_order(at=begun), at=begun)
    make.sweep_all()
    visitor = visiting("wide")
    visitor.open("/sign-in/")
    visitor.page.fill("[name=username]", user.username)
    visitor.page.fill("[name=password]", PASSWORD)
    visitor.press(said("Sign in"))
    return visitor


def press(visitor, words):
    """Press a button beside the side bar, which may say the same; the admin's are named by their icons too."""
    content = visitor.page.locator("#content")
    with visitor.answered():
        content.get_by_role("button", name=words).or_(content.get_by_role("link", name=words)).first.click()


def test_a_draft_is_tried_and_published_and_a_closure_takes_its_breach_back(lead):
    drafts_a_policy(lead)
    tries_and_publishes_it(lead)
    declares_a_closure(lead)

    make.sweep_all()
    assert Breach.objects.get(rule="A3.no_appointment").state == Breach.State.RETRACTED


def drafts_a_policy(lead):
    """Four hours instead of one for an appointment."""
    page = lead.page
    lead.open("/admin/orders/policydraft/add/")
    page.fill("[name=note]", "Hẹn trong bốn giờ")
    page.locator("[name=_save]").click()
    page.fill("[name=appointment_minutes]", "240")
    press(lead, said("Save the draft"))
    assert lead.sees("60 → 240")


def tries_and_publishes_it(lead):
    """On the one breach there is; nothing is published before it was tried."""
    page = lead.page
    press(lead, said("Try on history"))
    page.locator("[name=_save]").click()
    page.locator("progress").wait_for()
    assert lead.sees(said("%(looked_at)s of %(size)s orders looked at, waiting for a worker", looked_at=0, size=1))
    running.work()
    page.get_by_text(said("What the numbers would do")).wait_for()
    assert lead.sees(said("disappear"))
    assert lead.sees(said("Points of these breaches: %(before)s → %(after)s", before=1, after=0))
    lead.keep_picture("desk-trial")

    lead.open(f"/admin/orders/policydraft/{Trial.objects.get().draft_id}/change/")
    lead.keep_picture("desk-policy-draft")
    press(lead, said("Publish what is saved"))
    assert lead.sees(said("Published as version %(number)s.", number=PolicyVersion.objects.first().number))


def declares_a_closure(lead):
    """A storm over the hours of the breach."""
    page = lead.page
    lead.open("/admin/orders/closure/add/")
    for name, at in (("starts_at", clock.now() - 4 * make.HOUR), ("ends_at", clock.now() + make.HOUR)):
        local = at.astimezone(clock.VIETNAM)
        page.fill(f"[name={name}_0]", f"{local:%d/%m/%Y}")
        page.fill(f"[name={name}_1]", f"{local:%H:%M}")
    page.select_option("[name=reason]", "storm")
    page.get_by_label(said("Find wards or a province")).fill("ha noi")
    page.locator("[name=wards][value='01']").check()
    page.get_by_role("button", name=said("Show what saving would excuse")).click()
    page.locator("#effect [role=status]").wait_for()
    lead.keep_picture("desk-closure")
    effect = page.locator("#effect [role=status]").inner_text()
    assert effect.lower() == said("%(count)d breach taken back", count=1)
    page.locator("[name=_save]").click()
    page.wait_for_url("**/closure/")
