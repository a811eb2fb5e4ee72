"""Programmes: the funders that own a shipped form, their dated names, their programmes and priorities."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import Funder, FunderName, Priority, Programme
from organisms.names import sort_name
from reporting.management.reference_data.sync import sync_rows
from reporting.management.reference_data.vocabulary import read_source


def load_programmes() -> None:
    """Load the programmes whose forms are shipped; an agreement may be signed by another funder than their owner."""
    source = read_source("programmes.json")
    funders = {row["key"]: _load_funder(row) for row in source}
    wanted = ({"key": row["key"], "name": row["name"], "funder_id": funders[row["key"]].pk} for row in source)
    programmes = sync_rows(Programme.objects, ["key"], wanted)
    priorities = (
        {"programme_id": programmes[(row["key"],)].pk, "code": code, "words": words, "component": component}
        for row in source
        for code, words, component in row["priorities"]
    )
    sync_rows(Priority.objects, ["programme_id", "code"], priorities)


def _load_funder(row: dict) -> Funder:
    """Once loaded, a funder is known by its programme: the network may rename it without a twin appearing."""
    known = Funder.objects.filter(programmes__key=row["key"]).first()
    if known:
        return known
    funder = Funder.objects.create(name=row["funder"], sort_name=sort_name(row["funder"]), kind=row["kind"])
    FunderName.objects.bulk_create(
        FunderName(
            funder=funder,
            name=name,
            during=DateRange(date.fromisoformat(start), end and date.fromisoformat(end)),
        )
        for name, start, end in row["names"]
    )
    return funder
