"""Who and where, and the common language."""

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import register

from roriq_portal.database.roles import check_roles
from roriq_portal.formats.catalogue import compile_catalogue


class OrganismsConfig(AppConfig):
    name = "organisms"
    verbose_name = "Organismes"

    def ready(self):
        register(check_roles)
        for folder in settings.LOCALE_PATHS:
            compile_catalogue(folder)
