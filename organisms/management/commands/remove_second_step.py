"""Removes the second step of a person who has lost it, at the request of the network's coordination."""

from django.core.management.base import BaseCommand, CommandError

from organisms.accounts.recovery import remove_second_step
from organisms.models import User


class Command(BaseCommand):
    help = "Remove the second step of the person with this e-mail, end their sessions, and tell them by mail."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *args, **options):
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("No account has this e-mail.")
        self.stdout.write(f"{remove_second_step(user=user)} parts removed; the person is told by mail.")
