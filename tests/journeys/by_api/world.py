"""What is there before the first call: a policy, a partner with an owner and a stamp, Rada's people and a token."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from orders.services import stamps
from orders.stamp_codes import code_of
from rada.platform import integrations
from rada.web import clock
from rada.web.api.callers import Scope
from tests.complaints.on_the_desk import triage
from tests.factories import DAYS, a_partner, a_policy, a_service, an_owner

PASSWORD, PHONE = "một-mật-khẩu-dài", "+84950000101"
ALL_DAY = {day: [["00:00", "24:00"]] for day in DAYS}


@dataclass(frozen=True)
class World:
    """What the callers were given: the backend its token, the owner an account, the partner stamps."""

    token: str
    partner: int
    staff: int
    stamp: str
    stamp_code: str
    login: str = PHONE
    password: str = PASSWORD


def tell() -> None:
    """Make it and print it. Care is given around the clock, so that the hour of the test does not matter."""
    a_policy(care_open="00:00", care_close="24:00")
    a_service()
    partner = a_partner("Điện lạnh Thành Công", hours=ALL_DAY)
    owner = an_owner(partner).user
    owner.phone = PHONE
    owner.set_password(PASSWORD)
    owner.save()
    stamp = stamps.issue_roll(partner, size=1, by=None, at=clock.now()).stamps.get().serial
    token = integrations.make("Backend", scopes=list(Scope), days=1).token
    made = World(token, partner.pk, triage().user.pk, stamp, code_of(stamp))
    print(json.dumps(asdict(made)))


def told(printed: str) -> World:
    """What the other process printed."""
    return World(**json.loads(printed.splitlines()[-1]))
