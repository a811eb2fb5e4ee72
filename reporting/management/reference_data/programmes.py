"""Programmes: the funders that own a shipped form, their dated names, their programmes and priorities."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import DefaultRequirement, Funder, FunderName, Priority, Programme
from organisms.names import sort_name
from reporting.engine.form.files.sources import read_source
from reporting.management.reference_data.sync import sync_rows


def load_programmes() -> None:
    """Load the programmes whose forms are shipped; an agreement may be signed by another funder than their owner."""
    source = read_source("programmes.json")
    funders = {row["key"]: _load_funder(row) for row in source}
    wanted = ({"key": row["key"], "name": row["name"], "funder_id": funders[row["key"]].pk} for row in source)
    new = {row["key"] for row in source} - set(Programme.objects.values_list("key", flat=True))
    programmes = sync_rows(Programme.objects, ["key"], wanted)
    _load_usual_rules({row["key"]: row for row in source if row["key"] in new}, programmes)
    priorities = (
        {"programme_id": programmes[(row["key"],)].pk, "code": code, "words": words, "component": component}
        for row in source
        for code, words, component in row["priorities"]
    )
    sync_rows(Priority.objects, ["programme_id", "code"], priorities)


def _load_usual_rules(source: dict[str, dict], programmes: dict[tuple, Programme]) -> None:
    """Write what a programme asks of its agreements, once: the network may change it afterwards."""
    for key, row in source.items():
        programme = programmes[(key,)]
        if row.get("forbids_double_claims"):
            Programme.objects.filter(pk=programme.pk).update(forbids_double_claims=True)
        DefaultRequirement.objects.bulk_create(
            DefaultRequirement(programme=programme, **asked) for asked in row.get("requirements", [])
        )


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
