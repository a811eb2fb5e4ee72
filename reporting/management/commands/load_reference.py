"""Loads what every installation needs: places, vocabulary, programmes and forms. A second run writes nothing."""

from decimal import Decimal
from time import monotonic

from django.core.management.base import BaseCommand
from django.db import transaction

from reporting.engine.form.reading import forget_form_specs
from reporting.management.reference_data.forms import load_forms
from reporting.management.reference_data.places import load_places
from reporting.management.reference_data.programmes import load_programmes
from reporting.management.reference_data.services import load_services
from reporting.management.reference_data.vocabulary import load_vocabulary
from roriq_portal.formats.numbers import format_number, round_number
from roriq_portal.logs import unlogged


class Command(BaseCommand):
    help = "Load the reference data: regions, MRC, municipalities, indicators, activity types, forms."

    def handle(self, *args, **options):
        start = monotonic()
        with unlogged(), transaction.atomic():
            load_places()
            load_vocabulary()
            load_services()
            load_programmes()
            load_forms()
        forget_form_specs()
        if options["verbosity"]:
            seconds = format_number(round_number(Decimal(monotonic() - start), 1))
            self.stdout.write(f"Données de référence chargées en {seconds}\u00a0s.")
