"""Encrypts the secrets of the second step with the new key, after which the old ones may leave the environment."""

from django.core.management.base import BaseCommand

from organisms.accounts.second_step.secrets import rotate_secrets


class Command(BaseCommand):
    help = "Encrypt every second step again with SECOND_STEP_KEY; its fallbacks may be removed afterwards."

    def handle(self, *args, **options):
        self.stdout.write(f"{rotate_secrets()} second steps encrypted with SECOND_STEP_KEY.")
