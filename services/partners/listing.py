"""Partners as their list and their page show them: what names them, how often, since when."""

from django.db.models import Count, IntegerField, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from organisms.models import Organism
from roriq_portal.lists.columns import Column, Kind, Shown
from roriq_portal.lists.declared import Listing, declare
from services.models import Activity, Partner


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


def _name(row: Partner) -> Shown:
    return Shown(row.name, reverse("services:partner-detail", args=[row.organism_id, row.pk]))


def _former(row: Partner) -> str:
    return ", ".join(sorted(gone.name for gone in row.merged.all()))


PARTNERS = declare(
    Listing(
        address="services:partner-list",
        name="Partenaires et employeurs",
        stem="partenaires",
        nouns=("ligne", "lignes"),
        columns=(
            Column("nom", "Nom", lambda row: row.name, ("sort_name",), show=_name),
            Column("genre", "Genre", lambda row: row.get_kind_display(), ("kind", "sort_name")),
            Column(
                "lieu",
                "Municipalité",
                lambda row: row.municipality.name if row.municipality else "",
                ("municipality__sort_name", "sort_name"),
            ),
            Column("neq", "NEQ", lambda row: row.neq, ("neq",)),
            Column("nombre", "Activités", lambda row: row.activities_count, ("activities_count", "pk"), Kind.NUMBER),
            Column("recent", "Dernière activité", lambda row: row.last_day, ("last_day", "pk"), Kind.DAY),
            Column("anciens", "Anciens noms", _former, is_usual=False, needs=("merged",)),
        ),
        order="nom",
    )
)
