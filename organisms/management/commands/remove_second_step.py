"""Removes the second step of a person who has lost it, when nobody of the network can."""

from django.core.management.base import BaseCommand, CommandError

from organisms.accounts.second_step.recovery import ResetRefused, reset_second_step
from organisms.models import SecondStepReset, User


class Command(BaseCommand):
    help = "Remove the second step of the person with this e-mail, end their sessions, tell them and the network."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--checked", required=True, choices=SecondStepReset.Check.values, help="how you made sure")
        parser.add_argument("--reason", required=True, help="why, in a sentence; the person and the network read it")

    def handle(self, *args, **options):
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError("No account has this e-mail.")
        if not options["reason"].strip():
            raise CommandError("Say why.")
        try:
            record = reset_second_step(person=person, by=None, checked=options["checked"], reason=options["reason"])
        except ResetRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{record.parts} parts removed; the person and the network are told by mail.")
