from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        """Fill the places and panels of complaints, say what personal data they hold, how late the desk is and what
        webhooks tell, follow timelines and sweeps.
        """
        from complaints import gauges, personal_data, places
        from complaints.api import problems
        from complaints.services import climbs, escalation, overtaken, projections, webhooks
        from complaints.views import measure_panel, partner_panel, ruling_panel
        from complaints.wording import measures, notices
        from orders.services import followers, sweeping

        places.add()
        problems.add()
        partner_panel.fill()
        measure_panel.fill()
        ruling_panel.fill()
        measures.add()
        notices.add()
        overtaken.add()
        personal_data.add()
        gauges.add()
        webhooks.add()
        followers.also(projections)
        sweeping.also(escalation.escalate)
        sweeping.also(climbs.propose)
