"""Compares the monthly sums with the records, for whoever restored a copy or wrote in the database by hand."""

from django.core.management.base import BaseCommand, CommandError

from services.counting.monthly_sums import differences, rebuild_sums

SHOWN = 20


class Command(BaseCommand):
    help = "Compare every monthly sum with what its records add up to. Ends with 1 when one differs."

    def add_arguments(self, parser):
        parser.add_argument(
            "--mend", action="store_true", help="add up every record again; people who write wait meanwhile"
        )

    def handle(self, *args, mend, **options):
        found = differences()
        for one in found[:SHOWN]:
            cell = f"organism {one.organism_id}, {one.month:%Y-%m}, indicator {one.indicator_id}, category {one.category_id}"
            self.stdout.write(f"{cell}: kept {one.kept}, recorded {one.recorded}")
        if not found:
            self.stdout.write("every sum is what its records add up to")
        elif mend:
            rebuild_sums()
            self.stdout.write(f"{len(found)} sums mended")
        else:
            raise CommandError(f"{len(found)} sums differ; --mend adds up every record again")
