"""Writes the targets that the clauses of an agreement say, of its years and of their periods."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from agreements.agreement.terms.period_places import calendar_of
from agreements.amendments.clauses import Kind, Move, TargetPlace, place_of
from agreements.exceptions import AgreementRefused
from agreements.models import Agreement, PeriodTarget, Target
from organisms.models import Indicator

MOVES_PERIODS = (Kind.TERM, Kind.REQUIREMENT)


def delete_targets(agreement: Agreement, moves: Iterable[Move]) -> None:
    """Delete the targets that moves take away, and those of all periods when a calendar moves under them.

    `write_targets` writes these again, each at its place in the new calendar.
    """
    of_periods = PeriodTarget.objects.filter(target__year__agreement=agreement)
    if any(move.clause.kind in MOVES_PERIODS for move in moves):
        of_periods.delete()
    for move in moves:
        if move.clause.kind == Kind.TARGET and move.new is None:
            place = place_of(move.clause)
            if place.period is None:
                Target.objects.filter(
                    year__agreement=agreement, year__number=place.year, indicator__code=place.code
                ).delete()


def write_targets(agreement: Agreement, wanted: Mapping[TargetPlace, Decimal]) -> None:
    """Bring the targets of an agreement to those wanted, once its years and its calendar are written.

    Raises AgreementRefused for a year, an indicator or a period that it does not have.
    """
    of_years = {place: value for place, value in wanted.items() if place.period is None}
    rows = _write_years(agreement, of_years)
    _write_periods(agreement, {place: value for place, value in wanted.items() if place.period}, rows)


def _write_years(agreement: Agreement, wanted: Mapping[TargetPlace, Decimal]) -> dict[TargetPlace, Target]:
    years = {year.number: year for year in agreement.years.all()}
    indicators = {row.code: row for row in Indicator.objects.filter(code__in={place.code for place in wanted})}
    standing = {(row.year_id, row.indicator_id): row for row in Target.objects.filter(year__agreement=agreement)}
    rows = {}
    for place, value in wanted.items():
        if place.year not in years or place.code not in indicators:
            raise AgreementRefused(f"La cible {place.code} vise l’an {place.year}, que cette entente n’a pas.")
        year, indicator = years[place.year], indicators[place.code]
        row = standing.get((year.pk, indicator.pk)) or Target(year=year, indicator=indicator, value=value)
        if row.value != value:
            row.value = value
            row.save(update_fields=["value"])
        rows[place] = row
    Target.objects.bulk_create([row for row in rows.values() if row.pk is None])
    return rows


def _write_periods(
    agreement: Agreement, wanted: Mapping[TargetPlace, Decimal], targets: Mapping[TargetPlace, Target]
) -> None:
    standing = {
        (row.target_id, row.deliverable_id): row
        for row in PeriodTarget.objects.filter(target__year__agreement=agreement)
    }
    keys = _keys(agreement, wanted, targets) if wanted else {}
    for key, row in standing.items():
        if key not in keys:
            row.delete()
        elif row.value != keys[key]:
            row.value = keys[key]
            row.save(update_fields=["value"])
    PeriodTarget.objects.bulk_create(
        PeriodTarget(target_id=target, deliverable_id=deliverable, value=value)
        for (target, deliverable), value in keys.items()
        if (target, deliverable) not in standing
    )


def _keys(
    agreement: Agreement, wanted: Mapping[TargetPlace, Decimal], targets: Mapping[TargetPlace, Target]
) -> dict[tuple[int, int], Decimal]:
    """Return the value wanted by (target, deliverable)."""
    deliverables, keys = calendar_of(agreement).deliverables, {}
    for place, value in wanted.items():
        target = targets.get(place.of_year)
        deliverable = deliverables.get((place.year, place.period)) if place.period else None
        if target is None or deliverable is None:
            words = place.period.words if place.period else ""
            raise AgreementRefused(
                f"La cible {place.code}, an {place.year}, {words}, n’a plus sa période ou sa cible de l’année."
            )
        keys[target.pk, deliverable.pk] = value
    return keys
