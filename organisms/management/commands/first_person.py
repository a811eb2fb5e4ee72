"""Opens the first seat of a new portal, and prints the link by which its person enters."""

from django.core.management.base import BaseCommand, CommandError

from organisms.seats.first_seat import SomebodyThere, first_link, open_first_seat


class Command(BaseCommand):
    help = "Open the network's first seat; print the link where its person chooses a password, good for two hours."

    def add_arguments(self, parser):
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", required=True)

    def handle(self, *args, **options):
        try:
            self.stdout.write(first_link(open_first_seat(name=options["name"], email=options["email"])))
        except SomebodyThere as refusal:
            raise CommandError(str(refusal)) from refusal
