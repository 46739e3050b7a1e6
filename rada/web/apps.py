from django.apps import AppConfig
from django.conf import settings


class WebConfig(AppConfig):
    name = "rada.web"
    label = "web"

    def ready(self) -> None:
        """Let addresses of the API name numbers and codes, and report failures to Sentry where that is set: its package
        is loaded nowhere else.
        """
        from rada.web.api import addresses

        addresses.know()
        if settings.SENTRY_DSN:
            from rada.web import sentry

            sentry.start(settings.SENTRY_DSN, environment=settings.RADA_ENV)
