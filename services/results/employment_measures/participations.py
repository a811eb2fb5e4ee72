"""Participations in the measures of Emploi-Québec, by measure, for one organism and one period."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms

from organisms.models import Category, Organism
from roriq_portal.fiscal_year import state_year_end, state_year_of, state_year_start
from services.counting.activity_totals import Result, Scope, counts
from services.forms.fields import DayField
from services.models import MEASURE, Service

CODE = "V2.05"


@dataclass(frozen=True)
class MeasureLine:
    """One measure: how many participations (None: no record, which is never zero), and the services linked to it."""

    key: str
    words: str
    number: int | None
    services: list[str]


@dataclass(frozen=True)
class MeasureSheet:
    lines: list[MeasureLine]
    total: Decimal | None
    unbroken: Decimal


class PeriodForm(forms.Form):
    """From a day to another, both included; the State's year by default."""

    du = DayField(label="Du", error_messages={"required": "Donnez le premier jour."})
    au = DayField(label="Au", error_messages={"required": "Donnez le dernier jour."})

    def __init__(self, data, *, today: date):
        year = state_year_of(today)
        self.year = state_year_start(year), state_year_end(year)
        first, last = self.year
        super().__init__({"du": data.get("du") or first.isoformat(), "au": data.get("au") or last.isoformat()})

    def clean(self):
        data = super().clean() or self.cleaned_data
        if data.get("du") and data.get("au") and data["du"] > data["au"]:
            self.add_error("au", "Ce jour est avant «\u00a0Du\u00a0».")
        return data

    def period(self) -> tuple[date, date]:
        """Return the days asked, or the State's year when they cannot be read."""
        return (self.cleaned_data["du"], self.cleaned_data["au"]) if self.is_valid() else self.year


def measures_of(organism: Organism, period: tuple[date, date]) -> MeasureSheet:
    """Return each measure with its participations and services; records only, through results."""
    first, last = period
    categories = Category.objects.filter(dimension__key=MEASURE).order_by("order")
    services = list(Service.objects.open_to(organism).filter(measure__isnull=False))
    result = counts(Scope(organism.pk, first, last), [CODE]).get(CODE)
    lines = [_line(category, services, result) for category in categories]
    broken_down = sum(line.number or 0 for line in lines)
    return MeasureSheet(lines, result.value if result else None, (result.value - broken_down) if result else Decimal(0))


def _line(category: Category, services: list[Service], result: Result | None) -> MeasureLine:
    number = result.breakdown.get((MEASURE, category.key)) if result else None
    linked = [service.words for service in services if service.measure_id == category.pk]
    return MeasureLine(category.key, category.words, number, linked)
