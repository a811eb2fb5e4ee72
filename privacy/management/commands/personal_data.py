"""Writes all that the portal holds of one person, in words or for a machine."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string

from organisms.models import User
from privacy.own_data.collecting import as_json, collect
from privacy.own_data.shown import shown


class Command(BaseCommand):
    help = "Write the data of the person of an address, as JSON or as a page that prints."

    def add_arguments(self, parser):
        parser.add_argument("address", help="the address of mail of the account")
        parser.add_argument("--html", action="store_true", help="a page to read and print, in place of JSON")

    def handle(self, *args: Any, address: str, html: bool, **options: Any) -> None:
        person = User.objects.filter(email__iexact=address).first()
        if person is None:
            raise CommandError("Aucun compte n’a ce courriel.")
        data = collect(person)
        print(f"Renseignements de {person.name}", file=sys.stderr)
        if html:
            self.stdout.write(render_to_string("privacy/own_data/paper.html", {"data": shown(data, most=None)}))
        else:
            self.stdout.write(json.dumps(as_json(data), ensure_ascii=False, indent=2))
