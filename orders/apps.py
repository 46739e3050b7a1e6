from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        """Show the places of orders in the portal, what orders know on others' pages, how late work on them is, and say
        what webhooks tell.
        """
        from orders import gauges, places
        from orders.api import authentication, problems
        from orders.services import webhooks
        from orders.views import member_panel, review_panel

        places.add()
        problems.add()
        authentication.add()
        member_panel.fill()
        review_panel.fill()
        gauges.add()
        webhooks.add()
