"""The addresses of partners below `/api/v1/`."""

from django.urls import path

from partners.api import catalogue, devices, sessions, webhooks

HOOK = "webhooks/<row:pk>"

urlpatterns = [
    path("services", catalogue.ServicesView.as_view(), name="services"),
    path("partners", catalogue.PartnersView.as_view(), name="partners"),
    path("partners/<row:pk>", catalogue.PartnerView.as_view(), name="partner"),
    path("partners/<row:pk>/terms", catalogue.TermsView.as_view(), name="terms"),
    path("sessions", sessions.Sessions.as_view(), name="sessions"),
    path("sessions/refresh", sessions.Refresh.as_view(), name="refresh"),
    path("sessions/current", sessions.CurrentSession.as_view(), name="current_session"),
    path("me", sessions.WhoCalls.as_view(), name="me"),
    path("push-devices", devices.PushDevices.as_view(), name="push_devices"),
    path("push-devices/end", devices.PushDevicesEnding.as_view(), name="push_devices_end"),
    path("webhooks", webhooks.WebhooksView.as_view(), name="webhooks"),
    path(HOOK, webhooks.WebhookView.as_view(), name="webhook"),
    path(f"{HOOK}/switch-on", webhooks.SwitchOnWebhookView.as_view(), name="switch_on_webhook"),
    path(f"{HOOK}/ping", webhooks.PingWebhookView.as_view(), name="ping_webhook"),
    path(f"{HOOK}/secret", webhooks.WebhookSecretView.as_view(), name="webhook_secret"),
    path(f"{HOOK}/deliveries", webhooks.DeliveriesView.as_view(), name="deliveries"),
    path(f"{HOOK}/deliveries/<row:delivery>/replay", webhooks.ReplayDeliveryView.as_view(), name="replay_delivery"),
]
