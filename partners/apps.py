from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = _("Partners")

    def ready(self) -> None:
        """Show the places of partners in the portal, and listen to people signing in and out."""
        from partners import account_signals, places
        from partners.api import problems

        places.add()
        problems.add()
        account_signals.connect()
