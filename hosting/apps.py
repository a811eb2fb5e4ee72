"""What whoever keeps the server needs: setting up, examining, measuring."""

from django.apps import AppConfig


class HostingConfig(AppConfig):
    name = "hosting"
    verbose_name = "Hébergement"
