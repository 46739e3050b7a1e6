from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        """Show the places of complaints in the portal, the quality in public, and say what personal data they hold."""
        from complaints import personal_data, places
        from complaints.views import partner_panel, ruling_panel

        places.add()
        partner_panel.fill()
        ruling_panel.fill()
        personal_data.add()
