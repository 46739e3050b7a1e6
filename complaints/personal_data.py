"""What appeals and complaints hold of customers: words and photos may tell of a home and of whom was found there."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from complaints.models import Appeal, AppealPhoto, ComplaintNote, Remedy
from complaints.services import appeals
from orders import personal_data
from orders.models import Breach, Order
from orders.personal_data import CODES, JUDGED, Kept, Personal, Plain
from orders.services import erasing, holds
from orders.services.breaches import STANDING

PLACES = (
    Personal("complaints.Appeal", "text note", Kept.TALK, "emptied; who appealed, the outcome and its reason stay"),
    Plain("complaints.Appeal", "reason", CODES),
    Plain("complaints.ScoreVersion", "numbers note", "the score's numbers; they know no order"),
    Plain("complaints.Standing", "step", CODES),
    Plain("complaints.Measure", "breaches figures", CODES),
    Plain("complaints.Measure", "note", "what a partner is told of itself"),
    Plain("complaints.MeasureDecision", "reason", CODES),
    Plain("complaints.MeasureDecision", "note", "why something was decided about a partner"),
    Personal("complaints.AppealPhoto", "file", Kept.PHOTOS, "row and files go"),
    Plain("complaints.Complaint", "number category clause", JUDGED),
    Personal("complaints.ComplaintNote", "text", Kept.TALK, "emptied; who wrote and when stays"),
    Personal("complaints.Remedy", "note", Kept.TALK, "emptied; what was promised and done stays"),
    Plain("complaints.CannedReply", "title text", "written for everybody; names are filled in when it is sent"),
    Plain("complaints.StaffSkill", "categories", CODES),
    Plain("complaints.SavedFilter", "name query", "a colleague's own choice of our codes; searches are not kept"),
)


def add() -> None:
    """Put both on the map, erase their words with the order's, and hold what an appeal still rests on."""
    personal_data.add(*PLACES)
    erasing.also(erase)
    holds.also(why_held)


def erase(order: Order, extent: erasing.Extent) -> erasing.Erased:
    """Empty the words of an order's appeals and complaints, let photos go, as the extent asks."""
    counts, files = {}, set()
    of_order = Appeal.objects.filter(breach__assignment__order=order)
    if extent != erasing.Extent.PHOTOS:
        counts["Appeal"] = of_order.exclude(text="", note="").update(text="", note="")
        notes = ComplaintNote.objects.filter(complaint__assignment__order=order)
        remedies = Remedy.objects.filter(complaint__assignment__order=order)
        counts["ComplaintNote"] = notes.exclude(text="").update(text="")
        counts["Remedy"] = remedies.exclude(note="").update(note="")
    if extent != erasing.Extent.TALK:
        photos = AppealPhoto.objects.filter(appeal__in=of_order)
        files = set(photos.values_list("file_id", flat=True))
        counts["AppealPhoto"], _each = photos.delete()
    return counts, files


def why_held(order: Order, now: datetime) -> str:
    """An appeal that waits for its decision, and the days in which a partner may still appeal."""
    if Appeal.objects.filter(breach__assignment__order=order, outcome=Appeal.Outcome.OPEN).exists():
        return _("The company disputes what Rada found about the order, and Rada has not decided yet.")
    standing = Breach.objects.filter(assignment__order=order, state__in=STANDING, appeal=None)
    if any(appeals.appealable_until(breach) >= now for breach in standing.select_related("assignment__order")):
        return _("The company may still dispute what Rada found about the order.")
    return ""
