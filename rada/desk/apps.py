from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "rada.desk"
    label = "desk"
