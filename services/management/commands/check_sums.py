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
        rows = differences()
        for row in rows[:SHOWN]:
            cell = f"organism {row.organism_id}, {row.month:%Y-%m}, indicator {row.indicator_id}"
            cell = f"{cell}, category {row.category_id}"
            self.stdout.write(f"{cell}: kept {row.summed}, recorded {row.recorded}")
        if not rows:
            self.stdout.write("every sum is what its records add up to")
        elif mend:
            rebuild_sums()
            self.stdout.write(f"{len(rows)} sums mended")
        else:
            raise CommandError(f"{len(rows)} sums differ; --mend adds up every record again")
