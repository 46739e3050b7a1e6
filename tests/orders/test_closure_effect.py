"""What a closure excuses: told before it is saved and after, in words, by the same judging that then happens."""

from __future__ import annotations

import pytest
from django.test import Client

from orders.models import Assignment, Breach, Closure
from orders.services import closures, sweeping
from orders.services.breaches import STANDING
from orders.services.trials import effects
from partners import areas
from rada.web import clock
from tests.factories import HOUR, MINUTE, MONDAY, WARD, an_engagement, sweep_all
from tests.orders.test_admin_writes import closing, signed_in

pytestmark = pytest.mark.django_db
NOON = MONDAY + 3 * HOUR


@pytest.fixture
def broken() -> Assignment:
    """An engaged partner without an appointment: due at 10:01, broken since."""
    assignment = an_engagement(at=MONDAY)
    sweep_all(NOON)
    return assignment


def a_storm(**changes) -> Closure:
    """Not saved: all of the Monday from 09:30 on."""
    told = {"starts_at": MONDAY + 30 * MINUTE, "ends_at": MONDAY + 11 * HOUR, "reason": "storm", **changes}
    return Closure(created_at=NOON, **told)


def declare_the_storm() -> None:
    with clock.standing_at(NOON):
        closures.declare(starts_at=a_storm().starts_at, ends_at=a_storm().ends_at, reason="storm")
        sweeping.sweep()


def test_a_preview_says_what_saving_then_does(broken):
    said = effects.of_saving(a_storm(), now=NOON)
    before = list(Breach.objects.values())

    declare_the_storm()

    retracted = set(Breach.objects.filter(state="retracted").values_list("pk", flat=True))
    assert [(each.kind, each.rule) for each in said.excused if each.kind == effects.RETRACTED] == [
        ("retracted", "A3.no_appointment")
    ]
    assert retracted == {each.breach_id for each in said.excused if each.kind == effects.RETRACTED}
    assert before[0]["state"] == "counted"


def test_a_running_clock_gets_more_time():
    an_engagement(at=MONDAY)
    sweep_all(MONDAY + 2 * MINUTE)

    said = effects.of_saving(a_storm(), now=MONDAY + 2 * MINUTE)

    (clock_shifted,) = said.excused
    assert (clock_shifted.kind, clock_shifted.rule) == (effects.LONGER, "A3.no_appointment")
    assert clock_shifted.becomes_at - clock_shifted.was_at > HOUR


def test_what_a_person_settled_is_not_counted(broken):
    Breach.objects.filter(assignment=broken, state__in=STANDING).update(state=Breach.State.WAIVED)

    assert effects.of_saving(a_storm(), now=NOON).excused == []


def test_a_closure_of_another_ward_excuses_nothing_here(broken):
    other = areas.search_wards("Cầu Giấy")[0].code

    assert effects.of_saving(a_storm(wards=[other]), now=NOON).excused == []
    assert effects.of_saving(a_storm(wards=[WARD]), now=NOON).count(effects.RETRACTED) == 1


def test_a_closure_made_shorter_lets_breaches_stand_again(broken):
    declare_the_storm()
    closure = Closure.objects.get()
    closure.ends_at = closure.starts_at + MINUTE

    said = effects.of_saving(closure, now=NOON)

    assert [(each.kind, each.rule) for each in said.excused] == [(effects.RESTORED, "A3.no_appointment")]
    assert Closure.objects.get().ends_at == a_storm().ends_at


def test_the_page_says_it_before_and_after_saving(client: Client, broken):
    signed_in(client, "quality lead")
    with clock.standing_at(NOON):
        previewed = client.post("/admin/orders/closure/preview/", closing("09:30", "20:00")).content.decode()
        nothing_saved = not Closure.objects.exists()
        client.post("/admin/orders/closure/add/", closing("09:30", "20:00"))
        sweeping.sweep()
        page = client.get(f"/admin/orders/closure/{Closure.objects.get().pk}/change/").content.decode()

    assert "1 breach taken back" in previewed
    assert f"/admin/orders/breach/{broken.breaches.get().pk}/change/" in previewed
    assert nothing_saved
    assert page.count("1 breach taken back") == 1
    assert "A3 · No appointment made · retracted" in page


def test_a_preview_of_a_form_that_means_nothing_says_why(client: Client):
    signed_in(client, "quality lead")

    said = client.post("/admin/orders/closure/preview/", closing("09:30", "01:00")).content.decode()

    assert "A closure must end after it starts." in said


def test_triage_previews_nothing(client: Client):
    signed_in(client, "triage")

    assert client.post("/admin/orders/closure/preview/", closing("09:30", "20:00")).status_code == 403


def test_areas_are_found_without_accents_and_what_is_ticked_stays(client: Client):
    signed_in(client, "quality lead")

    found = client.get("/admin/orders/closure/wards/", {"q": "cau giay", "wards": [WARD]}).content.decode()

    assert f'value="{WARD}" checked' in found
    assert "Phường Cầu Giấy, Thành phố Hà Nội" in found


def test_a_whole_province_stands_for_its_wards(client: Client):
    signed_in(client, "quality lead")

    client.post("/admin/orders/closure/add/", closing("09:30", "20:00", wards="01"))
    closure = Closure.objects.get()
    page = client.get(f"/admin/orders/closure/{closure.pk}/change/").content.decode()

    assert closure.wards == sorted(ward.code for ward in areas.wards_of("01"))
    assert 'value="01" checked' in page
