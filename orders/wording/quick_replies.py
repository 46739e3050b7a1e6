"""What partners say again and again: a short label in the page's language, the message always in Vietnamese."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from orders.models import Status

CUSTOMERS_LANGUAGE = "vi"


class QuickReply(NamedTuple):
    """One of them: its name in addresses, its label, and the text that goes into the box."""

    code: str
    label: Any
    text: Any

    @property
    def message(self) -> str:
        """What the customer is to read."""
        with translation.override(CUSTOMERS_LANGUAGE):
            return str(self.text)


CALL = QuickReply("call", _("I will call you"), _("May I call you right away, please?"))
SEEN = QuickReply(
    "seen", _("Seen, I will check"), _("I have your message. I will check and get back to you right away.")
)
SORRY = QuickReply("sorry", _("Sorry"), _("I am sorry for the trouble. I will get back to you as soon as I can."))
OFFERED = (
    QuickReply("looking", _("Looking at it"), _("I have your request and will answer at once.")),
    QuickReply("picture", _("Please send a photo"), _("Could you send me a photo of the machine, please?")),
)
ACCEPTED = (
    QuickReply("when", _("When suits you?"), _("What time suits you, so that I can come by?")),
    CALL,
    OFFERED[1],
)
ON_THE_WAY = (
    QuickReply("on_my_way", _("On my way"), _("I am on my way and will be there in about 20 minutes.")),
    QuickReply(
        "late", _("15 minutes late"), _("The traffic holds me up: I will be about 15 minutes late. Sorry about that.")
    ),
    CALL,
)
AT_WORK = (
    QuickReply("at_the_door", _("At the door"), _("I am at your door.")),
    QuickReply("checking", _("Checking the machine"), _("I am checking the machine and will tell the price.")),
    QuickReply("fetching", _("Fetching a part"), _("I am fetching a part and will be back in 30 minutes.")),
)
AFTERWARDS = (
    QuickReply(
        "photo", _("Photo of the receipt"), _("I have sent the stamped receipt. Could you take a photo of it, please?")
    ),
    QuickReply("thanks", _("Thank you"), _("Thank you. If anything seems wrong with the machine, just write to me.")),
    SEEN,
)
BY_STATUS: dict[str, tuple[QuickReply, ...]] = {
    Status.OFFERED: OFFERED,
    Status.ACCEPTED: ACCEPTED,
    Status.SCHEDULED: ON_THE_WAY,
    Status.ARRIVED: AT_WORK,
    Status.COMPLETED: AFTERWARDS,
    Status.CANCELLED: (SORRY, SEEN),
}
BY_CODE = {reply.code: reply for replies in BY_STATUS.values() for reply in replies}


def quick_replies(status: str) -> tuple[QuickReply, ...]:
    """What is said at this point of an order."""
    return BY_STATUS.get(status, ())


def message_of(code: str) -> str:
    """The text of a quick reply for the customer; empty where there is none of that name."""
    return BY_CODE[code].message if code in BY_CODE else ""
