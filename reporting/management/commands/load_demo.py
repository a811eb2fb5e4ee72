"""Loads the demonstration once: refuses to mix invented rows with rows that are already there."""

from time import monotonic

import pghistory
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from organisms.models import Organism
from reporting.management.demo.activities import record_register
from reporting.management.demo.cast import World
from reporting.management.demo.entry import keep_habits
from reporting.management.demo.funding.agreements import create_contracts
from reporting.management.demo.funding.deadlines import mark_days
from reporting.management.demo.funding.money import keep_accounts
from reporting.management.demo.funding.parties import arrange
from reporting.management.demo.households import settle_households
from reporting.management.demo.indicator_definitions import show_figures
from reporting.management.demo.offerings import offer_everything
from reporting.management.demo.organisms import create_funders, create_members, create_people
from reporting.management.demo.positions import hold_positions
from reporting.management.demo.reports import produce_returns
from reporting.monitoring.burden.drafts import count_drafts
from roriq_portal.formats.phrases import counted
from roriq_portal.jobs import behind_others
from roriq_portal.logs import unlogged
from services.activities.recording import refresh_statistics


class Command(BaseCommand):
    help = "Load invented organisms, agreements, records and reports into a database that has none."

    def handle(self, *args, **options):
        if Organism.objects.exists():
            self.stdout.write(
                "Des organismes sont déjà inscrits\u00a0: la démonstration ne s’ajoute pas à leurs données."
            )
            return
        start = monotonic()
        with unlogged(), transaction.atomic(), pghistory.context(command="load_demo"):
            written = self.load()
        refresh_statistics(models=())
        if options["verbosity"]:
            self.stdout.write(
                f"Démonstration chargée en {monotonic() - start:.0f}\u00a0s\u00a0: {counted(written, 'activité')}."
            )

    def load(self) -> int:
        world = World()
        create_members(world)
        create_funders(world)
        create_people(world)
        create_contracts(world)
        keep_accounts(world)
        written = record_register(world)
        arrange(world)
        offer_everything(world)
        refresh_statistics(models=())
        hold_positions(world)
        with behind_others():
            produce_returns(world)
        mark_days(world)
        written += keep_habits(world)
        show_figures(world)
        settle_households(world)
        count_drafts(timezone.now())
        return written
