"""The addresses of the partner portal's orders."""

from django.urls import path

from orders.views import acts, breaches, notices, orders, photos, push, today

app_name = "orders"

urlpatterns = [
    path("today/", today.today, name="today"),
    path("today/offers/", today.offers, name="offers"),
    path("today/clocks/", today.clocks, name="clocks"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<int:pk>/", orders.assignment, name="assignment"),
    path("orders/<int:pk>/accept/", acts.accept, name="accept"),
    path("orders/<int:pk>/decline/", acts.decline, name="decline"),
    path("orders/<int:pk>/reply/", acts.reply, name="reply"),
    path("orders/<int:pk>/schedule/", acts.schedule, name="schedule"),
    path("orders/<int:pk>/arrive/", acts.arrive, name="arrive"),
    path("orders/<int:pk>/complete/", acts.complete, name="complete"),
    path("orders/<int:pk>/photo/", acts.ask_for_photo, name="ask_for_photo"),
    path("orders/<int:pk>/photos/<int:number>/", photos.photo, name="photo"),
    path("orders/<int:pk>/disagreement/", acts.report_disagreement, name="report_disagreement"),
    path("orders/<int:pk>/complaint/", acts.answer_complaint, name="answer_complaint"),
    path("orders/<int:pk>/cancel/", acts.cancel, name="cancel"),
    path("breaches/", breaches.breaches, name="breaches"),
    path("breaches/<int:pk>/", breaches.breach, name="breach"),
    path("notices/", notices.notices, name="notices"),
    path("push/", push.push, name="push"),
]
