"""What stands before the first order: catalogue, signed charter, live policy, published terms, stamps."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from orders.models import PolicyVersion
from orders.services import policies, stamps
from partners.actors import actor_of
from partners.calendars import DAYS
from partners.charter import CODES
from partners.charter_words import clause_words
from partners.models import CharterVersion, Member, Partner, Service, ServiceCategory
from partners.services import charter, terms
from rada.desk.demo import content, people
from rada.desk.demo.people import Cast
from rada.desk.demo.steps import STAMPS_ON_A_ROLL
from rada.web import clock

# The headings that the reader of the published charter knows its sections by.
HEADINGS = {"A": "I. Cam kết nhận yêu cầu", "B": "II. Cam kết cung cấp dịch vụ", "C": "III. Dịch vụ khách hàng"}
PROMOTED_FOR = timedelta(days=90)
WARDS_SERVED = 18
WARRANTY_TERMS = "Bảo hành công và linh kiện đã thay. Không gồm hỏng do va đập, ngập nước, người khác tháo sửa."


def fill_catalogue() -> None:
    """The trades, and what can be ordered in each."""
    for position, category in enumerate(content.categories().values()):
        row, _is_new = ServiceCategory.objects.get_or_create(
            slug=category.slug, defaults={"name_vi": category.vi, "name_en": category.en, "position": position}
        )
        for service in category.services:
            names = {"category": row, "name_vi": service.vi, "name_en": service.en}
            Service.objects.get_or_create(code=service.code, defaults=names)


def publish_charter(at: datetime) -> CharterVersion:
    """A charter in the project's own short words, in force from an instant; one that is in force stays."""
    in_force = CharterVersion.objects.filter(status=CharterVersion.Status.PUBLISHED).first()
    if in_force is not None:
        return in_force
    with clock.standing_at(at):
        return charter.publish(charter.draft_from(charter_text()).version)


def charter_text() -> str:
    """The 14 clauses in Vietnamese, laid out as the published page is."""
    lines = []
    for section, heading in HEADINGS.items():
        words = [clause_words(code) for code in CODES if code[0] == section]
        lines += [heading, "", *(f"{each.number}. {each.title_vi}: {each.summary_vi}" for each in words), ""]
    return "\n".join(lines)


def open_policy(at: datetime) -> None:
    """The contract's own numbers as the first version, unless one is in force already."""
    if not PolicyVersion.objects.filter(is_demo=False, starts_at__lte=at).exists():
        policies.publish({}, starts_at=at, note="Các con số của bản cam kết")


def open_partner(
    entry: content.PartnerEntry, cast: Cast, version: CharterVersion, *, password: str, at: datetime, now: datetime
) -> None:
    """A partner who has published its terms, signed the charter and holds stamps; one that is there just joins."""
    if cast.join(entry):
        return
    partner = people.hire(entry, cast, password=password, at=at)
    publish_terms(entry, partner, at=at, now=now)
    sign_and_stamp(entry.key, cast, version, at=at)


def publish_terms(entry: content.PartnerEntry, partner: Partner, *, at: datetime, now: datetime) -> None:
    """A partner's hours, prices, promotion, warranty and checklists, in force from an instant."""
    category = content.categories()[entry.category]
    owner = Member.objects.select_related("user").get(partner=partner, role=Member.Role.OWNER)
    with clock.standing_at(at):
        terms.publish(
            partner,
            terms_content(entry, now),
            services=[service.code for service in category.services],
            wards=_wards(entry),
            by=actor_of(owner.user),
        )


def terms_content(entry: content.PartnerEntry, now: datetime) -> dict[str, Any]:
    """Published terms as partners.terms reads them; promotions run around `now`."""
    category = content.categories()[entry.category]
    open_days = [day for day in DAYS if not (entry.closed_on_sunday and day == "sun")]
    midnight = datetime.combine(now.astimezone(clock.VIETNAM).date(), time.min, clock.VIETNAM)
    last_moment = midnight + PROMOTED_FOR - timedelta(microseconds=1)
    span = {"from": (midnight - PROMOTED_FOR).isoformat(), "to": last_moment.isoformat(), "codes": []}
    return {
        "hours": dict.fromkeys(open_days, entry.hours),
        "response_minutes": entry.response_minutes,
        "prices": {
            price.code: {"max": price.max, "name": price.vi, "unit": price.unit, "kind": price.kind}
            for price in category.prices
        },
        "promotions": [{**category.promotion, **span}] if category.promotion else [],
        "warranty_days": category.warranty_days,
        "warranty_terms": WARRANTY_TERMS,
        "checklists": {service.code: category.checklist for service in category.services},
    }


def sign_and_stamp(key: str, cast: Cast, version: CharterVersion, *, at: datetime) -> None:
    """The owner signs the charter, and gets a roll of stamps."""
    with clock.standing_at(at):
        charter.sign(version, by=cast.owners[key])
    stamps.issue_roll(cast.partners[key], size=STAMPS_ON_A_ROLL, by=None, at=at)


def _wards(entry: content.PartnerEntry) -> list[str]:
    """Neighbouring partners serve different, overlapping wards."""
    wards = [home.code for home in content.homes(entry.province)]
    shift = len(entry.key) % 6 * 2
    return (wards[shift:] + wards[:shift])[:WARDS_SERVED]
