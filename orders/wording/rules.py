"""Each rule's title, said of a breach, and what the rule asks."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

UPHELD = ".upheld"


class RuleWords(NamedTuple):
    """A rule in words: `title` names the breach, `asks` says what was promised. Both may be lazy."""

    title: Any
    asks: Any


RULE_WORDS: dict[str, RuleWords] = {
    "A1.unanswered": RuleWords(
        _("Offer not answered in time"), _("Answer every offer within the response time you published.")
    ),
    "A1.declined_in_hours": RuleWords(
        _("Offer declined during service hours"),
        _("Take the orders that are offered within your service hours, unless the reason excuses you."),
    ),
    "A2.cancelled": RuleWords(_("Accepted order cancelled"), _("Do not cancel an order once you have accepted it.")),
    "A2.asked_to_cancel": RuleWords(
        _("Somebody else was asked to cancel"), _("Do not ask the customer or Rada to cancel in your place.")
    ),
    "A2.no_feedback": RuleWords(
        _("No feedback after a disagreement"),
        _("When no agreement was reached, tell Rada why, before the cancellation or soon after it."),
    ),
    "A3.no_appointment": RuleWords(
        _("No appointment made"), _("Agree with the customer when you will come, soon after accepting.")
    ),
    "A3.short_notice": RuleWords(
        _("Appointment moved at short notice"), _("Do not move an appointment shortly before it or during it.")
    ),
    "A4.no_receipt": RuleWords(_("No receipt issued"), _("Give a receipt with Rada's stamp soon after the work.")),
    "A4.unstamped": RuleWords(
        _("Receipt without a stamp"), _("The receipt carries Rada's completion stamp, soon after the work.")
    ),
    "A4.photo_not_requested": RuleWords(
        _("Photo of the receipt not asked for"), _("Ask the customer to photograph the stamped receipt.")
    ),
    "A4.stamp_mismatch": RuleWords(
        _("Stamp on the photo differs"), _("The stamp on the customer's photo is the one on the receipt.")
    ),
    "A4.photo_reused": RuleWords(_("Photo used before"), _("Every receipt has a photo of its own.")),
    "A5.complaint_unanswered": RuleWords(
        _("Complaint not answered in time"), _("Answer complaints and Rada's questions about them in time.")
    ),
    "B1.late_arrival": RuleWords(_("Late arrival"), _("Arrive within the appointment.")),
    "B1.no_show": RuleWords(_("Nobody came"), _("Come to the appointment.")),
    "B1.overpriced": RuleWords(
        _("Price above the published one"), _("Charge no more than the price list you published.")
    ),
    "B1.promotion_withheld": RuleWords(
        _("Promotion not applied"), _("Give the best discount that your published promotions promise.")
    ),
    "B2.unapproved_part": RuleWords(
        _("Part replaced without approval"), _("Replace only the parts that the customer approved in the quote.")
    ),
    "B2.over_quote": RuleWords(
        _("Receipt above the approved quote"), _("Charge no more than the quote the customer approved.")
    ),
    "B3.no_warranty_info": RuleWords(
        _("Warranty not stated"),
        _("Write the warranty, its days and its terms, on the receipt when you replace a part."),
    ),
    "B3.warranty_short": RuleWords(
        _("Warranty shorter than promised"), _("Give at least the warranty that you published or quoted.")
    ),
    "B4.origin_missing": RuleWords(
        _("Origin of the part not stated"), _("State where every replaced part comes from.")
    ),
    "B4.part_differs": RuleWords(
        _("Another part than agreed"), _("Put in the very part that the customer approved: origin, brand and model.")
    ),
    "B5.checklist_skipped": RuleWords(
        _("Checklist not finished"), _("Go through every step of the published checklist before you finish.")
    ),
    "C1.reply_outside_window": RuleWords(
        _("Message outside the care hours"), _("Write to customers within the care hours.")
    ),
    "C1.reply_late": RuleWords(_("Customer answered late"), _("Answer customers in time; nights do not count.")),
    "C3.complaint_unanswered": RuleWords(
        _("Complaint about quality or a promotion not answered in time"),
        _("Work with Rada's customer care: answer such complaints in time."),
    ),
}


def rule_words(rule: str) -> RuleWords:
    """The words of a rule. KeyError for a rule that has none."""
    if rule.endswith(UPHELD):
        clause = rule.removesuffix(UPHELD)
        return RuleWords(
            _now("Complaint upheld under clause %(clause)s") % {"clause": clause},
            _now("Rada looked at a complaint and found clause %(clause)s broken.") % {"clause": clause},
        )
    return RULE_WORDS[rule]
