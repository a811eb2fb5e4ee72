"""Partners as their list, their export and their page show them: what names them, how often, since when."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, IntegerField, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from organisms.models import Organism
from roriq_portal.files.spreadsheets import Table
from services.models import Activity, Partner

HEAD = ("Nom", "Genre", "Municipalité", "NEQ", "Activités", "Dernière activité", "Anciens noms")


def partners_of(organism: Organism) -> QuerySet[Partner]:
    """Return the current partners of an organism, with `activities_count` (live ones) and `last_day`, by name."""
    live = Activity.objects.live().filter(partners=OuterRef("pk")).order_by().values("partners")
    rows = Partner.objects.unmerged().filter(organism=organism).select_related("municipality")
    return rows.annotate(
        activities_count=Coalesce(
            Subquery(live.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), Value(0)
        ),
        last_day=Subquery(live.annotate(last=Max("day")).values("last")),
    ).order_by("sort_name", "pk")


def partner_table(rows: Iterable[Partner]) -> Table:
    """Return the list as a table to export; the last column has the names merged into each row."""
    cells = []
    for row in rows:
        former = ", ".join(sorted(gone.name for gone in row.merged.all()))
        town = row.municipality.name if row.municipality else ""
        cells.append((row.name, row.get_kind_display(), town, row.neq, row.activities_count, row.last_day, former))
    return Table("Partenaires", HEAD, cells)


def file_stem(day: date) -> str:
    return f"partenaires-{day:%Y-%m-%d}"
