from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class DeskConfig(AppConfig):
    name = "rada.desk"
    label = "desk"


class OperationsConfig(AdminConfig):
    default_site = "rada.desk.site.DeskSite"
