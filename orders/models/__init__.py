"""The tables of orders."""

from orders.models.attachments import Attachment
from orders.models.breaches import Breach, BreachDecision, RunningClock, ScoreChange
from orders.models.data_requests import DataRequest, DataRequestStep, Erasure, LegalHold
from orders.models.faults import PlatformFault, Touched
from orders.models.hands import CustomerCall, OrderInNeed
from orders.models.orders import ENGAGED, Assignment, Order, Status
from orders.models.phone_codes import PhoneCode
from orders.models.photo_checks import PhotoCheck
from orders.models.policy import Closure, PolicyVersion
from orders.models.policy_drafts import PolicyDraft, PolicyDraftChange
from orders.models.privacy import Consent, Purpose
from orders.models.quotes import Quote, QuoteLine, ReplacedPart
from orders.models.receipts import Photo, PhotoPrint, Receipt, ReceiptLine, Stamp, StampDecision, StampRoll
from orders.models.requests import OrderPhoto
from orders.models.reviews import Review, ReviewRuling
from orders.models.rule_modes import RuleMode
from orders.models.timeline import ActorKind, Door, Event, EventKind, OddReport, Remark
from orders.models.trials import Trial, TrialShard
from orders.models.viewings import Viewing
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
    "Consent",
    "CustomerCall",
    "DataRequest",
    "DataRequestStep",
    "Door",
    "Erasure",
    "Event",
    "EventKind",
    "LegalHold",
    "Message",
    "OddReport",
    "Order",
    "OrderInNeed",
    "OrderPhoto",
    "PhoneCode",
    "Photo",
    "PhotoCheck",
    "PhotoPrint",
    "PlatformFault",
    "PolicyDraft",
    "PolicyDraftChange",
    "PolicyVersion",
    "Purpose",
    "Quote",
    "QuoteLine",
    "Receipt",
    "ReceiptLine",
    "Remark",
    "ReplacedPart",
    "Review",
    "ReviewRuling",
    "RuleMode",
    "RunningClock",
    "ScheduledMessage",
    "ScoreChange",
    "Stamp",
    "StampDecision",
    "StampRoll",
    "Status",
    "Touched",
    "Trial",
    "TrialShard",
    "Viewing",
]
