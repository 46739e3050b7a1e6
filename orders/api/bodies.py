"""What acts carry, field by field. Money is integer đồng, instants have an offset."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from orders.codes import CANCEL_REASONS, CATEGORIES, DECLINE_REASONS
from orders.commitments.kinds import LINE_KINDS
from orders.forms.appointments import DAYS_AHEAD
from orders.forms.photos import owner_of, referred
from orders.photos import keeping
from orders.pricing import MOST_LINES, MOST_UNITS
from orders.services import complaints, messages, quotes, reviews
from orders.services.timeline import LONGEST_ID
from rada.platform.models import StoredFile
from rada.web import clock
from rada.web.api.bodies import Body, Flag, Instant, Number, Text, Vnd, several

MOST_STEPS, MOST_DAYS = 100, 36_500


class Act(Body):
    """What every act may say: when it happened where the app was offline, and its id at the sender's."""

    at = Instant(required=False, default=None, allow_null=True, help_text="Up to 72 hours back, 2 minutes ahead.")
    id = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST_ID, trim_whitespace=False,
        help_text="Unique within the assignment.",
    )  # fmt: skip


class Decline(Act):
    """Why an offer is declined."""

    reason = serializers.ChoiceField(DECLINE_REASONS)


class Appointment(Act):
    """The technician arrives between two instants; `overlaps` are other appointments that do not matter."""

    arrive_from = Instant()
    arrive_to = Instant()
    overlaps = serializers.ListField(child=Text(max_length=120), required=False, default=list, max_length=50)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Within the next six months, as on the page."""
        if attrs["arrive_to"] <= attrs["arrive_from"]:
            raise serializers.ValidationError({"arrive_to": _("The appointment must end after it starts.")})
        if attrs["arrive_to"] > clock.now() + timedelta(days=DAYS_AHEAD):
            raise serializers.ValidationError({"arrive_from": _("Choose a day within the next six months.")})
        return attrs


class Technician(Body):
    """Which member of the partner goes; null takes the job from whoever had it."""

    technician = Number(allow_null=True)
    overlaps = serializers.ListField(child=Text(max_length=120), required=False, default=list, max_length=50)


def sender_of(request: Any) -> str:
    """Whose photos these are: one person's, or one order's customer's; who has no name is the caller."""
    actor = request.actor
    return owner_of(actor) if actor is not None and (actor.user or actor.order_id) else str(request.caller.name)


class PhotoReferences(serializers.ListField):
    """Photos that were sent to `/photos` before, by the same person, within 12 hours."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(child=Text(max_length=200), required=False, default=list, max_length=most, **kwargs)

    def to_internal_value(self, data: Any) -> list[StoredFile]:
        """The photos, in their order."""
        owner = sender_of(self.context["request"])
        keys = [referred(each, owner) for each in super().to_internal_value(data)]
        found = keeping.files_of([key for key in keys if key is not None])
        if None in keys or len(found) < len(set(keys)):
            raise serializers.ValidationError(_("A photo was chosen too long ago. Choose it again."))
        return found


class Message(Act):
    """A message; a customer's that needs a reply starts the partner's clock. Photos alone are a message too."""

    photos = PhotoReferences(most=messages.MOST_PHOTOS)
    text = Text(max_length=messages.LONGEST, allow_blank=True, required=False, default="")
    needs_reply = Flag(required=False, default=True)
    auto = Flag(required=False, default=False)


class Disagreement(Act):
    """What both sides could not agree on."""

    text = Text(max_length=2000)


class Cancel(Act):
    """Why it ends. Each side has its own reasons."""

    reason = serializers.ChoiceField(sorted({reason for each in CANCEL_REASONS.values() for reason in each}))

    def validate_reason(self, reason: str) -> str:
        """One of the caller's side."""
        if reason not in CANCEL_REASONS.get(self.context["request"].actor.kind, ()):
            raise serializers.ValidationError(
                self.fields["reason"].error_messages["invalid_choice"].format(input=reason)
            )
        return reason


class PricedLine(Body):
    """One line with its price."""

    code = Text(max_length=80, allow_null=True)
    unit_price = Vnd()
    qty = serializers.IntegerField(min_value=1, max_value=MOST_UNITS)
    name = Text(max_length=120, required=False)


class QuoteLine(PricedLine):
    """One line of a quote; origin, brand, model and warranty are a part's."""

    line = Text(max_length=120)
    kind = serializers.ChoiceField(LINE_KINDS)
    origin = Text(max_length=80, required=False, allow_null=True, allow_blank=True)
    brand = Text(max_length=80, required=False, allow_null=True, allow_blank=True)
    model = Text(max_length=80, required=False, allow_null=True, allow_blank=True)
    warranty_days = serializers.IntegerField(min_value=0, max_value=MOST_DAYS, required=False, allow_null=True)


class Quote(Act):
    """A price with its lines; the same `reference` again is a new version."""

    reference = Text(max_length=120)
    lines = several(QuoteLine, most=MOST_LINES)
    total = Vnd()
    discount = Vnd(required=False, default=0)
    promotion = Text(max_length=80, required=False, default="", allow_blank=True)

    def validate_lines(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each with an id of its own."""
        if len({line["line"] for line in lines}) < len(lines):
            raise serializers.ValidationError("two lines have one id")
        return lines


class Approval(Act):
    """The very version that was read, named by its digest."""

    digest = serializers.RegexField(r"^[0-9a-f]{64}$")


class Rejection(Approval):
    """Which lines are not wanted, none named: all of it; and why."""

    declined = serializers.ListField(child=Text(max_length=120), required=False, default=list, max_length=MOST_LINES)
    text = Text(max_length=quotes.LONGEST_REASON, required=False, default="", allow_blank=True)


class Part(Act):
    """A part that was put in, by the line of the approved quote; null: none."""

    line = Text(max_length=120, allow_null=True)
    origin = Text(max_length=80, required=False, default="", allow_blank=True)
    brand = Text(max_length=80, required=False, default="", allow_blank=True)
    model = Text(max_length=80, required=False, default="", allow_blank=True)
    name = Text(max_length=120, required=False, default="", allow_blank=True)
    serial = Text(max_length=80, required=False, default="", allow_blank=True)
    old_photos = PhotoReferences(most=messages.MOST_PHOTOS)
    new_photos = PhotoReferences(most=messages.MOST_PHOTOS)


class Checklist(Act):
    """The steps of the maker's checklist that were done."""

    items = serializers.ListField(child=Text(max_length=240), min_length=1, max_length=MOST_STEPS)


class Warranty(Body):
    """What the receipt says of warranty."""

    days = serializers.IntegerField(min_value=0, max_value=MOST_DAYS, allow_null=True)
    terms = Text(max_length=2000, allow_blank=True)


class Receipt(Act):
    """A receipt with its stamp; sent again it corrects the last."""

    lines = several(PricedLine, most=MOST_LINES)
    total = Vnd()
    discount = Vnd(required=False, default=0)
    stamp = Text(max_length=64, allow_null=True)
    warranty = Warranty(allow_null=True)
    promotion = Text(max_length=80, required=False, default="", allow_blank=True)


class Complaint(Act):
    """What is wrong."""

    category = serializers.ChoiceField(CATEGORIES)
    text = Text(max_length=complaints.LONGEST)
    photos = PhotoReferences(most=complaints.MOST_PHOTOS)


class ComplaintText(Act):
    """What is said in a complaint."""

    text = Text(max_length=complaints.LONGEST)


class Review(Body):
    """Stars, and words if somebody wants to write some."""

    stars = serializers.IntegerField(min_value=1, max_value=5)
    text = Text(max_length=reviews.LONGEST, required=False, default="", allow_blank=True)
    is_public = Flag(required=False, default=True)
