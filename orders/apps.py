from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        """Show the places of orders in the portal, and what orders know on others' pages."""
        from orders import places
        from orders.api import authentication, problems
        from orders.views import member_panel, review_panel

        places.add()
        problems.add()
        authentication.add()
        member_panel.fill()
        review_panel.fill()
