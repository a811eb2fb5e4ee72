"""The 17 regions as tiles and as rows: how many organisms, and which one is pivot."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from organisms.models import PivotMandate, Region
from organisms.models.organism import OrganismQuerySet

SHORT_NAMES = {
    "01": "BSL", "02": "SLSJ", "03": "Cap.-N.", "04": "Maur.", "05": "Estrie", "06": "Mtl", "07": "Out.", "08": "AT",
    "09": "CN", "10": "NdQ", "11": "GÎM", "12": "Ch.-A.", "13": "Laval", "14": "Lan.", "15": "Laur.", "16": "Mgie",
    "17": "CdQ",
}  # fmt: skip


@dataclass(frozen=True)
class Tile:
    code: str
    name: str
    short: str
    organisms: int
    pivot: str

    @property
    def words(self) -> str:
        if not self.organisms:
            return "aucun organisme membre"
        return "1 organisme membre" if self.organisms == 1 else f"{self.organisms} organismes membres"

    @property
    def url(self) -> str:
        return reverse("organisms:region-detail", args=[self.code])


def tiles_on(day: date, organisms: OrganismQuerySet) -> list[Tile]:
    """Return one tile a region, by name, with its active members among `organisms`: three queries."""
    counts: dict[int, int] = {}
    for region_id in organisms.members_on(day).values_list("region", flat=True):
        counts[region_id] = counts.get(region_id, 0) + 1
    mandates = PivotMandate.objects.filter(during__contains=day, organism__in=organisms)
    pivots = dict(mandates.values_list("region", "organism__name"))
    return [
        Tile(
            region.code,
            region.name,
            SHORT_NAMES[region.code],
            counts.get(region.pk, 0),
            pivots.get(region.pk, ""),
        )
        for region in Region.objects.order_by("sort_name")
    ]
