from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        """Show the places of orders in the portal."""
        from orders import places
        from orders.views import member_panel
        from orders.views.customer import receipt_photo

        places.add()
        member_panel.fill()
        receipt_photo.fill()
