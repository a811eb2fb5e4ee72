"""Lists the accounts of the demonstration, for whoever starts the portal; says nothing where there are none."""

from django.core.management.base import BaseCommand

from organisms.models import User
from reporting.management.demo.cast import PASSWORD, read_cast


class Command(BaseCommand):
    help = "Print the accounts of the demonstration and their one password."

    def handle(self, *args, **options):
        accounts = read_cast()["accounts"]
        known = set(User.objects.filter(email__in=[row["email"] for row in accounts]).values_list("email", flat=True))
        shown = [row for row in accounts if row["email"] in known]
        if not shown:
            return
        self.stdout.write(f"Comptes de démonstration, mot de passe\u00a0: {PASSWORD}")
        width = max(len(row["email"]) for row in shown)
        for row in shown:
            self.stdout.write(f"  {row['email']:<{width}}  {row['words']}")
