"""Services of the network, component by component, with the employment measure of those that are one."""

from organisms.models import Category
from organisms.names import sort_name
from reporting.engine.form.files.sources import read_source
from reporting.management.reference_data.sync import sync_rows
from services.models import Service


def load_services() -> None:
    """Load what the network calls its services. Those that organisms named themselves are left alone."""
    measures = dict(Category.objects.filter(dimension__key="measure").values_list("key", "pk"))
    wanted = (
        {
            "component": row["component"],
            "words": row["words"],
            "sort_name": sort_name(row["words"]),
            "measure_id": measures[row["measure"]] if "measure" in row else None,
        }
        for row in read_source("services.json")
    )
    sync_rows(Service.objects.filter(organism=None), ["sort_name"], wanted)
