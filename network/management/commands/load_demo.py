"""Loads the demonstration as reporting does, then what the network makes of it."""

from django.utils import timezone

from network.management.demo import consolidate
from network.management.demo_barometer import freeze_demo_barometer
from network.management.demo_households import welcome_families
from reporting.management.commands import load_demo
from roriq_portal.jobs import behind_others, defer


class Command(load_demo.Command):
    def load(self) -> int:
        written = super().load()
        with behind_others():
            consolidate()
        freeze_demo_barometer()
        welcome_families()
        # The worker would at the next hour
        defer("portal:mask_portrait", timestamp=int(timezone.now().timestamp()))
        return written
