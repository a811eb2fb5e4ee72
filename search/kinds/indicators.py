"""Indicators, by their code and their words of today."""

from django.urls import reverse
from django.utils import timezone

from organisms.models import Component, Indicator, IndicatorDefinition, User
from search.results import Asked, Hits, Slice
from search.words import answers


def find_indicators(asked: Asked, part: Slice) -> Hits:
    """Return the indicators that answer, in their order. One query: there are some sixty of them."""
    rows = [row for row in definitions_of_today(asked.user) if _answers(row, asked)]
    shown = rows[part.first : part.first + part.size]
    return Hits(len(rows), [_hit(asked, row) for row in shown])


def definitions_of_today(user: User) -> list[IndicatorDefinition]:
    """Return the definition in force of each indicator, in their order; none to who has no seat."""
    if not user.has_any_seat:
        return []
    dated = IndicatorDefinition.objects.filter(valid_from__lte=timezone.localdate()).select_related("indicator")
    return list(dated.order_by("indicator__order", "-valid_from").distinct("indicator__order"))


def _answers(row: IndicatorDefinition, asked: Asked) -> bool:
    return answers(f"{row.indicator.code} {row.words} {row.indicator.unit}", asked.words)


def _hit(asked: Asked, row: IndicatorDefinition):
    indicator = row.indicator
    component = f"volet {indicator.component}, {Component(indicator.component).label}" if indicator.component else ""
    return asked.hit(
        f"{indicator.code}, {row.words}",
        reverse("reporting:indicator-detail", args=[indicator.code]),
        indicator.unit,
        "se déclare" if indicator.source == Indicator.Source.DECLARED else "",
        "ne s’additionne pas" if indicator.is_distinct or indicator.is_ratio else "",
        component,
    )
