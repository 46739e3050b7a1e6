from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "rada.platform"
    label = "platform"
    verbose_name = "Platform"
