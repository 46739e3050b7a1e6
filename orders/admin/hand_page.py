"""What the page of one order by hand shows, read once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from orders import customer_selectors, need_selectors, quote_versions, selectors
from orders.models import Assignment, Order
from orders.need_selectors import LOOKING
from orders.quote_versions import Version
from orders.services.broadcasting import by_hand_until, most_at_once
from orders.services.prospects import Prospects, prospects
from orders.services.second_rounds import WIDER
from orders.wording.needs import NEED_WORDS, hindrances, shortage_words
from partners import selectors as partner_selectors
from partners.actors import Actor, customer_of
from partners.areas import ward_label
from rada.lib.phones import display_phone
from rada.web import clock
from rada.web.wording import time_left

FormOf = Callable[["HandPage", Any], Any]


@dataclass
class HandPage:
    """One order as `by`, somebody of Rada's, has it before them; `tried` is the act that was refused, and its form."""

    order: Order
    by: Actor
    tried: tuple[str, Any] | None = None
    now: datetime = field(default_factory=clock.now)

    @property
    def is_open(self) -> bool:
        """Whether partners can be asked."""
        return self.order.state == Order.State.OPEN

    @property
    def has_ended(self) -> bool:
        """Whether there is nothing left to cancel."""
        return self.order.state in {Order.State.COMPLETED, Order.State.CANCELLED}

    @cached_property
    def found(self) -> Prospects:
        """Who could still take the order."""
        return prospects(self.order, at=self.now)

    @cached_property
    def jobs(self) -> list[Assignment]:
        """Everybody whom the order was put to, the last first; who took it comes before who did not."""
        put_to = selectors.assignments_visible_to(self.by).filter(order=self.order).order_by("-pk")
        return sorted(put_to, key=lambda job: job.accepted_at is None)

    @cached_property
    def version(self) -> Version | None:
        """The quote that waits for the customer's answer."""
        job = customer_selectors.engagement_of_customer(customer_of(self.order.pk))
        if job is None:
            return None
        names = partner_selectors.service_names()
        told = quote_versions.versions(selectors.timeline_of(job), now=self.now, content=job.terms.content, names=names)
        return quote_versions.to_answer(told, job.status)

    def form(self, name: str, form_of: FormOf) -> Any:
        """The form of an act: as it was sent and refused, else a new one; None where the act is not possible."""
        if self.tried is not None and self.tried[0] == name and self.tried[1] is not None:
            return self.tried[1]
        return form_of(self, None)

    def content(self) -> dict[str, Any]:
        """What the template shows beside the forms."""
        waiting = need_selectors.order_in_need(self.order.pk)
        needs = need_selectors.needs_of(waiting) if waiting is not None else []
        since = need_selectors.nobody_left_since(self.order)
        is_looking = bool(LOOKING.intersection(needs))
        ward = ward_label(self.order.ward) if self.order.ward else ""
        return {
            "order": self.order,
            "phone": display_phone(self.order.customer_phone),
            "ward": "" if ward in self.order.address else ward,
            "needs": [NEED_WORDS[need] for need in needs],
            "promise": time_left(by_hand_until(since), self.now) if is_looking else "",
            "is_late": is_looking and by_hand_until(since) < self.now,
            "talked": need_selectors.talked_since(self.order, since) if is_looking else None,
            "calls": list(need_selectors.calls_of(self.order)),
            "jobs": self.jobs,
            "version": self.version,
            "to_ask": self.found.fitting[: WIDER * most_at_once()] if self.is_open else [],
            "shortage": shortage_words(self.order, self.found) if self.is_open and not self.found.fitting else [],
            "hindrances": hindrances(self.found) if self.is_open else [],
            "now": self.now,
        }
