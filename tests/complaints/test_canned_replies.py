"""Canned replies: known variables are filled in, and nothing else can be made of a text."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from complaints.models import CannedReply
from complaints.services import replies
from tests.complaints.on_the_desk import complained, of_role, triage

pytestmark = pytest.mark.django_db


def test_the_variables_are_filled_in_with_what_the_complaint_says():
    complaint, by = complained(), triage("Lê An")
    text = "Chào {khách}, đơn {mã đơn}, khiếu nại {mã khiếu nại} về {đối tác}: {nhân viên} trả lời trước {hạn}."

    filled = replies.filled(CannedReply(text=text), complaint, by=by)

    order = complaint.assignment.order
    for said in (order.customer_name, order.code, complaint.number, complaint.assignment.partner.name, "Lê An"):
        assert said in filled
    assert "{" not in filled


def test_what_is_filled_in_is_read_as_text_alone():
    complaint, by = complained(), triage()
    complaint.assignment.order.customer_name = "{mã đơn} {0.__class__}"

    assert replies.filled(CannedReply(text="Chào {khách}"), complaint, by=by) == "Chào {mã đơn} {0.__class__}"


@pytest.mark.parametrize(
    "text",
    ["Chào {khach}", "{0}", "{}", "{khách.__class__}", "{khách!r}", "{khách:>9}", "{{khách}}", "Chào {khách", " "],
)
def test_an_unknown_variable_or_a_loose_brace_is_refused_when_it_is_saved(text):
    with pytest.raises(replies.BadReply):
        replies.save(CannedReply(), by=of_role("quality lead"), title="Xin lỗi", text=text)

    assert not CannedReply.objects.exists()


def test_the_leads_write_them_and_those_who_triage_do_not():
    by = of_role("quality lead")

    pk = replies.save(CannedReply(), by=by, title="Xin lỗi", text="Chào {khách}", category="price")

    assert CannedReply.objects.get(pk=pk).category == "price"
    with pytest.raises(replies.BadReply):
        replies.save(CannedReply(), by=by, title="Xin lỗi", text="Chào")
    with pytest.raises(PermissionDenied):
        replies.save(CannedReply(), by=triage(), title="Khác", text="Chào")
