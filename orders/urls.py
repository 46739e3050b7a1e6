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
    technician,
    today,
)
from orders.views.customer import door, personal_data
from orders.views.customer import order as customer

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
    path("c/<slug:code>/data/", personal_data.data, name="customer_data"),
    path("c/<slug:code>/data/copy/", personal_data.copy, name="customer_data_copy"),
    path("c/<slug:code>/data/copy.zip", personal_data.archive, name="customer_data_archive"),
    path("c/<slug:code>/data/deletion/", personal_data.deletion, name="customer_data_deletion"),
    path("c/<slug:code>/data/withdrawal/", personal_data.withdrawal, name="customer_data_withdrawal"),
    path("c/<slug:code>/data/requests/<int:pk>/", personal_data.take_back, name="customer_data_take_back"),
    path("breaches/", breaches.breaches, name="breaches"),
    path("breaches/export.csv", exports.breaches_csv, name="breaches_csv"),
    path("breaches/<int:pk>/", breaches.breach, name="breach"),
    path("notices/", notices.notices, name="notices"),
    path("push/", push.push, name="push"),
]
