from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        """Fill the places and panels of complaints, say what personal data they hold, and follow the timeline."""
        from complaints import personal_data, places
        from complaints.services import escalation, projections
        from complaints.views import partner_panel
        from orders.services import followers, sweeping

        places.add()
        partner_panel.fill()
        personal_data.add()
        followers.also(projections)
        sweeping.also(escalation.escalate)
