"""What the law on personal information asks: purposes, incidents, access, purges."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = "Renseignements personnels"
