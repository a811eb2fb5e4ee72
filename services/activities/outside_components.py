"""Work of a component that its organism does not offer, or that an agreement does not name: recorded, and said so."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count as CountRows
from django.db.models import F, QuerySet

from services.models import Activity, Charge

OUTSIDE = "hors des volets"


@dataclass(frozen=True)
class Outside:
    """So many activities of a component; `agreement`: the one that does not name it, empty for the whole organism."""

    component: int
    agreement: str
    number: int


def outside_components(rows: QuerySet[Activity], components: Collection[int]) -> list[Outside]:
    """Return which activities lie outside these components, or outside those of an agreement. Two queries."""
    return [*outside_organism(rows, components), *outside_agreements(rows)]


def outside_organism(rows: QuerySet[Activity], components: Collection[int]) -> list[Outside]:
    """Return how many activities lie in each component outside these. One query."""
    counted = rows.order_by().values_list("component").annotate(number=CountRows("pk")).order_by("component")
    return [Outside(component, "", number) for component, number in counted if component not in components]


def outside_agreements(rows: QuerySet[Activity]) -> list[Outside]:
    """Return how many charges each agreement has outside its components. One query.

    An agreement that names no component takes every one of its organism's.
    """
    charges = Charge.objects.filter(activity__in=rows.order_by().values("pk"), agreement__components__len__gt=0)
    charges = charges.exclude(agreement__components__contains=[F("activity__component")])
    named = ("activity__component", "agreement__reference")
    charged = charges.order_by(*named).values_list(*named).annotate(number=CountRows("pk"))
    return [Outside(*row) for row in charged]


def outside_words(rows: Iterable[Outside]) -> list[str]:
    """Return one sentence each: « Le volet 4 n’est pas de ceux de l’entente MIN-1 : 3 fiches y comptent … »."""
    return [_words(row) for row in rows]


def _words(row: Outside) -> str:
    whose = f"de l’entente {row.agreement}" if row.agreement else "que l’organisme offre"
    counted = "cette fiche compte" if row.number == 1 else f"ces {row.number}\u00a0fiches comptent"
    return f"Le volet {row.component} n’est pas un volet {whose}\u00a0: {counted} «\u00a0{OUTSIDE}\u00a0»."
