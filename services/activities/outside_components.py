"""Work of a component that its organism does not offer, or that an agreement does not name: recorded, and said so."""

from collections.abc import Collection

from django.db.models import Count as CountRows
from django.db.models import F, QuerySet

from services.activities.rules import Outside, is_outside
from services.models import Activity, Charge


def outside_components(rows: QuerySet[Activity], components: Collection[int]) -> list[Outside]:
    """Return which activities lie outside these components, or outside those of an agreement. Two queries."""
    return [*outside_organism(rows, components), *outside_agreements(rows)]


def outside_organism(rows: QuerySet[Activity], components: Collection[int]) -> list[Outside]:
    """Return how many activities lie in each component outside these. One query."""
    counted = rows.order_by().values_list("component").annotate(number=CountRows("pk")).order_by("component")
    return [
        Outside(component, "", number)
        for component, number in counted
        if is_outside(component, components, takes_all=False)
    ]


def outside_agreements(rows: QuerySet[Activity]) -> list[Outside]:
    """Return how many charges each agreement has outside its components. One query.

    An agreement that names no component takes every one of its organism's.
    """
    charges = Charge.objects.filter(activity__in=rows.order_by().values("pk"), agreement__components__len__gt=0)
    charges = charges.exclude(agreement__components__contains=[F("activity__component")])
    named = ("activity__component", "agreement__reference")
    charged = charges.order_by(*named).values_list(*named).annotate(number=CountRows("pk"))
    return [Outside(*row) for row in charged]
