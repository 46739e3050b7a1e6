from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        """Fill the places and panels of complaints, say what personal data they hold, follow timelines and sweeps."""
        from complaints import personal_data, places
        from complaints.api import problems
        from complaints.services import climbs, escalation, projections
        from complaints.views import measure_panel, partner_panel, ruling_panel
        from complaints.wording import measures
        from orders.services import followers, sweeping

        places.add()
        problems.add()
        partner_panel.fill()
        measure_panel.fill()
        ruling_panel.fill()
        measures.add()
        personal_data.add()
        followers.also(projections)
        sweeping.also(escalation.escalate)
        sweeping.also(climbs.propose)
