from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "rada.web"
    label = "web"
