"""The hall as an app, so that its one migration (the cache table) runs with everybody else's, and its office."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class KomportalConfig(AppConfig):
    name = "komportal"
    verbose_name = "KOM Portal"


class OfficeConfig(AdminConfig):
    """Django's admin, with the coordinator's office as its one site."""

    default_site = "komportal.admin.Office"
