from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "rada.desk"
    label = "desk"
    verbose_name = _("System")

    def ready(self) -> None:
        """The roles follow the permissions, which every other app has made by then; the pages have a benchmark."""
        from rada.desk.benches import pages  # noqa: F401
        from rada.desk.roles import after_migrating

        post_migrate.connect(after_migrating, sender=self, dispatch_uid="desk.roles")


class OperationsConfig(AdminConfig):
    default_site = "rada.desk.site.DeskSite"
