"""The map of personal data: every column that holds text or files, whose it is, how it ends and when.

A test walks the models and fails for a column that stands here in neither list. Upper apps add their own by `add`.
What a line promises is done by the steps of `services.erasing`, and after its term by `services.retention`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kept(StrEnum):
    """How long something is kept; each names a term of `settings.RETENTION_DAYS`."""

    PERSON = "person"  # who and where, quotes and receipts in words: what claims of the contract rest on
    TALK = "talk"  # what was said: chat, reasons, complaints, what people wrote about it
    PHOTOS = "photos"
    LINKS = "links"
    KEYS = "keys"
    NOTICES = "notices"
    WEBHOOKS = "webhooks"


@dataclass(frozen=True)
class Personal:
    """Columns of a model that can tell of a customer."""

    model: str
    fields: str
    kept: Kept
    how: str  # what erasing does to them

    @property
    def columns(self) -> set[tuple[str, str]]:
        """(model, column) of each."""
        return {(self.model, name) for name in self.fields.split()}


@dataclass(frozen=True)
class Plain:
    """Columns of a model that tell of no customer, and why they stay."""

    model: str
    fields: str
    why: str

    @property
    def columns(self) -> set[tuple[str, str]]:
        """(model, column) of each."""
        return {(self.model, name) for name in self.fields.split()}


Place = Personal | Plain
CODES = "codes and numbers of ours"
JUDGED = "judged facts by the contract's codes and numbers; a text there is only a salted hash"

PLACES: list[Place] = [
    Personal("orders.Order", "customer_name customer_phone address description", Kept.PERSON, "emptied"),
    Personal("orders.Order", "search_key contact_key", Kept.PERSON, "made anew from what is left: the code alone"),
    Personal("orders.Order", "reference", Kept.PERSON, "replaced by a keyed hash, by which a repeated report is known"),
    Plain("orders.Order", "code", CODES),
    Plain("orders.Order", "ward", "tens of thousands of people live in a ward; closures are judged by it"),
    Plain("orders.Order", "reported_digest", "a hash over a whole case; it is compared, nothing is read out of it"),
    # A salt goes with its text, so that the hash that remains in the event cannot be guessed back.
    Personal("orders.Remark", "text salt", Kept.TALK, "emptied; words of quotes, parts and receipts with the person"),
    Plain("orders.Remark", "field", CODES),
    Personal("orders.ScheduledMessage", "text", Kept.TALK, "emptied, and taken back where it still waits"),
    Personal("orders.ScheduledMessage", "files", Kept.PHOTOS, "let go, then the files are removed"),
    Personal("orders.ScheduledMessage_files", "storedfile", Kept.PHOTOS, "the rows go"),
    Personal("orders.Attachment", "file", Kept.PHOTOS, "row and files go, and the remark that names them"),
    Personal("orders.Photo", "file", Kept.PHOTOS, "the files go; what was read on the photo stays"),
    Personal("orders.OrderPhoto", "file", Kept.PHOTOS, "row and files go"),
    Personal("orders.PhotoPrint", "file fingerprint keys", Kept.PHOTOS, "goes with its file"),
    Personal("orders.PhotoCheck", "note", Kept.TALK, "emptied"),
    Personal("orders.Review", "text", Kept.TALK, "emptied; the stars stay, and count for the partner"),
    Personal("orders.PhoneCode", "browser seed", Kept.LINKS, "the rows go"),
    Plain("orders.PhotoCheck", "reasons serial", CODES),
    Plain("orders.StampDecision", "reason", "of stamps that no order used"),
    Plain("orders.Consent", "text language", "the words that everybody is shown: the proof of what was agreed to"),
    Personal("orders.BreachDecision", "note", Kept.TALK, "emptied"),
    Personal("orders.Closure", "note", Kept.TALK, "emptied where the closure is for this one order"),
    Personal("orders.DataRequestStep", "note", Kept.TALK, "emptied"),
    Plain("orders.DataRequestStep", "reason", CODES),
    Personal("orders.CustomerCall", "note", Kept.TALK, "emptied"),
    Plain("orders.Erasure", "counts", "how many rows of which table"),
    Plain("orders.Closure", "wards", CODES),
    Plain("orders.PlatformFault", "wards note settled_note", "what of Rada's own did not work; it knows no order"),
    Plain("orders.PolicyVersion", "numbers points cures note", "the judge's numbers; they know no order"),
    Plain("orders.RuleMode", "rule note", "why a rule is switched for every order"),
    Plain("orders.PolicyDraft", "numbers points cures note", "the judge's numbers; they know no order"),
    Plain("orders.PolicyDraftChange", "before after", "the judge's numbers; they know no order"),
    Plain("orders.Trial", "numbers points", "the judge's numbers; they know no order"),
    Plain("orders.TrialShard", "outcome", JUDGED),
    Plain("orders.Assignment", "head_hash judge_error", "a hash; an event's id and a field's name"),
    Plain("orders.Event", "event_id payload previous_hash hash", JUDGED),
    Plain("orders.OddReport", "reason", "kinds, statuses and serials"),
    Plain("orders.Breach", "rule clause subject evidence facts", JUDGED),
    Plain("orders.BreachDecision", "reason before after", JUDGED),
    Plain("orders.RunningClock", "rule subject", JUDGED),
    Plain("orders.Quote", "reference digest", JUDGED),
    Plain("orders.QuoteLine", "line kind code origin brand model", JUDGED),
    Plain("orders.ReplacedPart", "line origin brand model", JUDGED),
    Plain("orders.StampRoll", "prefix", CODES),
    Plain("orders.Stamp", "serial", CODES),
    Plain("orders.Receipt", "stamp", JUDGED),
    Plain("orders.ReceiptLine", "code", JUDGED),
    Plain("orders.Photo", "stamp_read reused_from", JUDGED),
    Plain("orders.Cancellation", "reason", "the code alone; another reason is a remark"),
    Personal(
        "platform.StoredFile", "digest content_type storage_name thumbnail_name", Kept.PHOTOS,
        "row, both files and the hash of the bytes that were sent go",
    ),
    Personal("platform.IdempotencyKey", "scope value fingerprint answer", Kept.KEYS, "the customer's own keys go"),
    Personal("platform.Notice", "audience subject level facts", Kept.NOTICES, "what the customer was told goes"),
    Personal("platform.Delivery", "answer", Kept.NOTICES, "goes with its notice"),
    Personal("platform.AccessToken", "digest purpose subject", Kept.LINKS, "revoked, and gone after their term"),
    Plain("platform.Integration", "name scopes", "programs that call; no people"),
    Plain("platform.Heartbeat", "name", CODES),
    Personal(
        "platform.WebhookEvent", "message_id kind about data", Kept.WEBHOOKS,
        "codes and numbers of ours, gone after their term",
    ),
    Plain("platform.WebhookTry", "words", "how a try ended; nothing that a receiver wrote"),
    Plain("platform.WebhookEndpoint", "url description kinds audience", "of programs that are told, and of nobody"),
    Plain("platform.WebhookSecret", "salt", "random; with the server's own key it makes a secret"),
]  # fmt: skip
# Of partners' own people and papers: nothing there knows an order or a customer, and the floors forbid it to.
APPS_WITHOUT_CUSTOMERS = frozenset({"partners"})


def add(*places: Place) -> None:
    """Put the columns of an upper app on the map; called from its `ready()`."""
    PLACES.extend(place for place in places if place not in PLACES)
