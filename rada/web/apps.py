from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "rada.web"
    label = "web"

    def ready(self) -> None:
        """Let addresses of the API name numbers and codes."""
        from rada.web.api import addresses

        addresses.know()
