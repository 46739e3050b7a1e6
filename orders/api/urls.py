"""The addresses of orders below `/api/v1/`."""

from typing import Any

from django.urls import path

from orders.api import acts, assignments, breaches, offers, papers, phone_codes, photos, requests, timeline

ONE = "assignments/<row:pk>"
WITH_A_LIST: dict[str, Any] = {
    "messages": papers.MessagesView,
    "quotes": papers.QuotesView,
    "receipts": papers.ReceiptsView,
}

urlpatterns = [
    path("orders", requests.OrdersListView.as_view(), name="orders"),
    path("orders/<code:code>", requests.OrderView.as_view(), name="order"),
    path("orders/<code:code>/cancel", requests.CancelOrderView.as_view(), name="cancel_order"),
    path("orders/<code:code>/offers", offers.OffersView.as_view(), name="offers"),
    path("phone-codes", phone_codes.PhoneCodesView.as_view(), name="phone_codes"),
    path("phone-codes/confirm", phone_codes.ConfirmPhoneView.as_view(), name="confirm_phone"),
    path("assignments", assignments.AssignmentsView.as_view(), name="assignments"),
    path(ONE, assignments.AssignmentView.as_view(), name="assignment"),
    path(f"{ONE}/technician", assignments.TechnicianView.as_view(), name="technician"),
    path(f"{ONE}/review", assignments.ReviewView.as_view(), name="review"),
    path(f"{ONE}/events", timeline.EventsView.as_view(), name="events"),
    path(f"{ONE}/reports", timeline.ReportsView.as_view(), name="reports"),
    path(f"{ONE}/quotes/<row:version>/approve", papers.ApproveQuoteView.as_view(), name="approve_quote"),
    path(f"{ONE}/quotes/<row:version>/reject", papers.RejectQuoteView.as_view(), name="reject_quote"),
    path(f"{ONE}/receipt-photos", photos.ReceiptPhotosView.as_view(), name="receipt_photos"),
    path(f"{ONE}/receipt-photos/<row:photo>", photos.ReceiptPhotoView.as_view(), name="receipt_photo"),
    path(f"{ONE}/order-photos", photos.OrderPhotosView.as_view(), name="order_photos"),
    path(f"{ONE}/order-photos/<row:photo>", photos.OrderPhotoView.as_view(), name="order_photo"),
    path("photos", photos.PhotosView.as_view(), name="photos"),
    path(f"{ONE}/photos", photos.AttachmentsView.as_view(), name="attachments"),
    path(f"{ONE}/photos/<row:photo>", photos.AttachmentView.as_view(), name="attachment"),
    path("breaches", breaches.BreachesView.as_view(), name="breaches"),
    path("breaches/<row:pk>", breaches.BreachView.as_view(), name="breach"),
    path("clocks", breaches.ClocksView.as_view(), name="clocks"),
    *(
        path(f"{ONE}/{name}", WITH_A_LIST.get(name, acts.view_of(name)).as_view(), name=name.replace("-", "_"))
        for name in acts.ACTS
    ),
]
