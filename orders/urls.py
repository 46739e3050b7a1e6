"""The addresses of the partner portal's orders."""

from django.urls import path

from orders.views import (
    acts,
    breaches,
    exports,
    messages,
    notices,
    orders,
    parts,
    photos,
    push,
    quotes,
    receipts,
    stamps,
    technician,
    today,
)
from orders.views.customer import access, door, receipt_photo, recovery
from orders.views.customer import acts as customer_acts
from orders.views.customer import order as customer
from orders.views.customer import papers as customer_papers
from orders.views.public import photos as request_photos
from orders.views.public import requests, rules

app_name = "orders"

urlpatterns = [
    path("today/", today.today, name="today"),
    path("today/offers/", today.offers, name="offers"),
    path("today/clocks/", today.clocks, name="clocks"),
    path("orders/", orders.orders, name="orders"),
    path("orders/export.csv", exports.orders_csv, name="orders_csv"),
    path("orders/<int:pk>/", orders.assignment, name="assignment"),
    path("orders/<int:pk>/accept/", acts.accept, name="accept"),
    path("orders/<int:pk>/decline/", acts.decline, name="decline"),
    path("orders/<int:pk>/reply/", messages.reply, name="reply"),
    path("orders/<int:pk>/waiting/", messages.waiting, name="waiting"),
    path("orders/<int:pk>/technician/", technician.technician, name="technician"),
    path("orders/<int:pk>/schedule/", acts.schedule, name="schedule"),
    path("orders/<int:pk>/arrive/", acts.arrive, name="arrive"),
    path("orders/<int:pk>/parts/", parts.parts, name="replace_part"),
    path("orders/<int:pk>/checklist/", acts.do_checklist, name="do_checklist"),
    path("orders/<int:pk>/complete/", acts.complete, name="complete"),
    path("orders/<int:pk>/receipt/", receipts.issue, name="issue_receipt"),
    path("orders/<int:pk>/receipts/<int:number>/", receipts.receipt, name="receipt"),
    path("orders/<int:pk>/photo/", acts.ask_for_photo, name="ask_for_photo"),
    path("orders/<int:pk>/photos/<int:number>/", photos.photo, name="photo"),
    path("orders/<int:pk>/disagreement/", acts.report_disagreement, name="report_disagreement"),
    path("orders/<int:pk>/complaint/", acts.answer_complaint, name="answer_complaint"),
    path("orders/<int:pk>/cancel/", acts.cancel, name="cancel"),
    path("orders/<int:pk>/quote/", quotes.quote, name="quote"),
    path("orders/<int:pk>/link/", quotes.hand_over_link, name="hand_over_link"),
    path("o/<str:token>/", door.door, name="customer_door"),
    path("c/<slug:code>/", customer.order, name="customer_order"),
    path("c/<slug:code>/quotes/<int:pk>/", customer.answer_quote, name="customer_answer"),
    path("c/<slug:code>/access/", access.access, name="customer_access"),
    path("c/<slug:code>/access/end/", access.end_links, name="customer_end_links"),
    path("c/<slug:code>/access/forget/", access.forget, name="customer_forget"),
    path("find/", recovery.find, name="find"),
    path("c/<slug:code>/promises/", customer.promises, name="customer_promises"),
    path("c/<slug:code>/talk/", customer.talk, name="customer_talk"),
    path("c/<slug:code>/message/", customer_acts.write, name="customer_message"),
    path("c/<slug:code>/no-reply/", customer_acts.need_no_reply, name="customer_no_reply"),
    path("c/<slug:code>/appointment/", customer_acts.schedule, name="customer_schedule"),
    path("c/<slug:code>/review/", customer_acts.review, name="customer_review"),
    path("c/<slug:code>/cancel/", customer_acts.cancel, name="customer_cancel"),
    path("c/<slug:code>/receipts/<int:number>/", customer_papers.receipt, name="customer_receipt"),
    path("c/<slug:code>/photos/<int:number>/", customer_papers.photo, name="customer_photo"),
    path("orders/<int:pk>/receipt-photos/<int:number>/", photos.receipt_photo, name="receipt_photo"),
    path("c/<slug:code>/receipt-photo/", receipt_photo.send_photo, name="customer_receipt_photo_send"),
    path("c/<slug:code>/receipt-photos/<int:pk>/", receipt_photo.photo, name="customer_receipt_photo"),
    path("stamps/", stamps.stamps, name="stamps"),
    path("rules/complaints/", rules.complaint_rules, name="complaint_rules"),
    path("request/", requests.request_form, name="request"),
    path("request/wards/", requests.wards, name="request_wards"),
    path("request/photos/<int:pk>/", request_photos.of_order, name="request_photo"),
    path("c/<slug:code>/request/photos/<int:pk>/", request_photos.of_customer, name="customer_request_photo"),
    path("breaches/", breaches.breaches, name="breaches"),
    path("breaches/export.csv", exports.breaches_csv, name="breaches_csv"),
    path("breaches/<int:pk>/", breaches.breach, name="breach"),
    path("notices/", notices.notices, name="notices"),
    path("push/", push.push, name="push"),
]
