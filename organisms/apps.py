"""Who and where, and the common language."""

from django.apps import AppConfig
from django.core.checks import register

from roriq_portal.database.roles import check_roles


class OrganismsConfig(AppConfig):
    name = "organisms"
    verbose_name = "Organismes"

    def ready(self):
        register(check_roles)
