from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        """Show the places of complaints in the portal, and say what personal data they hold."""
        from complaints import personal_data, places

        places.add()
        personal_data.add()
