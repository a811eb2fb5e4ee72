"""Loads the demonstration as reporting does, then what the network makes of it."""

from django.utils import timezone

from network.management.demo import consolidate
from network.management.demo_barometer import freeze_demo_barometer
from network.management.demo_households import welcome_families
from network.portrait.reader import choose_masks
from reporting.management.commands import load_demo


class Command(load_demo.Command):
    def load(self) -> int:
        written = super().load()
        consolidate()
        freeze_demo_barometer()
        welcome_families()
        choose_masks(timezone.localdate())
        return written
