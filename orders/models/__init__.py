"""The tables of orders."""

from orders.models.attachments import Attachment
from orders.models.breaches import Breach, BreachDecision, RunningClock
from orders.models.orders import ENGAGED, Assignment, Order, Status
from orders.models.policy import Closure, PolicyVersion
from orders.models.quotes import Quote, QuoteLine, ReplacedPart
from orders.models.receipts import Photo, PhotoPrint, Receipt, ReceiptLine, Stamp, StampRoll
from orders.models.timeline import ActorKind, Door, Event, EventKind, OddReport, Remark
from orders.models.visits import Cancellation, Message, ScheduledMessage

__all__ = [
    "ENGAGED",
    "ActorKind",
    "Assignment",
    "Attachment",
    "Breach",
    "BreachDecision",
    "Cancellation",
    "Closure",
    "Door",
    "Event",
    "EventKind",
    "Message",
    "OddReport",
    "Order",
    "Photo",
    "PhotoPrint",
    "PolicyVersion",
    "Quote",
    "QuoteLine",
    "Receipt",
    "ReceiptLine",
    "Remark",
    "ReplacedPart",
    "RunningClock",
    "ScheduledMessage",
    "Stamp",
    "StampRoll",
    "Status",
]
