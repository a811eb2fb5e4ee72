"""What was declared for many populations at once, each as `declarations` says it. Nothing is written."""

from collections.abc import Iterable

from services.counting.declarations import Declared, Population
from services.models import Declaration, DeclaredBreakdown


def declared_of_many(populations: Iterable[Population], code: str) -> dict[Population, Declared]:
    """Return, of one indicator, the current declaration of each population that has one. Two queries."""
    wanted = {_key(population): population for population in populations}
    organisms = {population.organism_id for population in wanted.values()}
    rows = Declaration.objects.current().filter(organism__in=organisms, indicator__code=code)
    known: dict[int, tuple[Population, Declared]] = {}
    for row in rows.select_related("indicator", "declared_by"):
        own = Population(row.organism_id, row.period, row.agreement_id, row.mrc_id, row.region_id)
        if _key(own) in wanted:
            known[row.pk] = (wanted[_key(own)], Declared(row, {}))
    cells = DeclaredBreakdown.objects.filter(declaration__in=list(known))
    for pk, dimension, category, value in cells.values_list(
        "declaration", "category__dimension__key", "category__key", "value"
    ):
        known[pk][1].parts.setdefault(dimension, {})[category] = value
    return dict(known.values())


def _key(population: Population) -> tuple:
    """The days by their bounds: two ranges of the same days are not always equal."""
    who, days = population.organism_id, population.period
    return who, days.lower, days.upper, population.agreement_id, population.mrc_id, population.region_id
