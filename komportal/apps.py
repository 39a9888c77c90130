"""The hall as an app, so that its one migration (the cache table) runs with everybody else's."""

from django.apps import AppConfig


class KomportalConfig(AppConfig):
    name = "komportal"
    verbose_name = "KOM Portal"
