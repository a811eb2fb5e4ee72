"""Households over the reports that one funder received: what each counts, their sum, and every household once.

A version freezes which households its lines count, by a number that leads to nobody: what a funder reads is sealed, and
two reports that count one family are seen to.
"""

import json
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from agreements.models import Agreement
from organisms.models import User
from reporting.models import Report, Version
from reporting.papers.frozen.households import COLUMNS, KEPT, Frozen
from roriq_portal.files.spreadsheets import Table


@dataclass(frozen=True)
class DistinctHouseholdsRow:
    """`numbers` in the order of COLUMNS; None: the paper does not count it from households."""

    organism: str
    reference: str
    period: str
    report_id: int | None
    numbers: tuple[int | None, ...]

    @property
    def cells(self) -> list[tuple[str, int | None]]:
        return list(zip(COLUMNS.values(), self.numbers, strict=True))


@dataclass(frozen=True)
class DistinctHouseholds:
    """`summed`: what adding the reports gives; `once`: every household once."""

    rows: list[DistinctHouseholdsRow]
    summed: DistinctHouseholdsRow
    once: DistinctHouseholdsRow

    def table(self) -> Table:
        head = ("Organisme", "Entente", "Période", *COLUMNS.values())
        rows = [(row.organism, row.reference, row.period, *row.numbers) for row in (*self.rows, self.summed, self.once)]
        return Table("Ménages", head, rows, totals=2)


def read_distinct_households(user: User, first: date, end: date) -> DistinctHouseholds:
    """Return the newest versions that their seats read, of periods that touch these days (`end` excluded).

    Not those of a form that masks its small counts.
    """
    contents = [
        (pk, json.loads(content)) for pk, content in _newest_versions(user, first, end).values_list("report", "content")
    ]
    frozen = [content[KEPT] for _, content in contents]
    summed = tuple(
        _none_if_absent(code, frozen, sum(sum(by_household.get(code, {}).values()) for by_household in frozen))
        for code in COLUMNS
    )
    once = tuple(_none_if_absent(code, frozen, _once(code, frozen)) for code in COLUMNS)
    return DistinctHouseholds(
        [_row(pk, content) for pk, content in contents],
        DistinctHouseholdsRow("Somme des rapports", "", "", None, summed),
        DistinctHouseholdsRow("Chaque ménage une fois", "", "", None, once),
    )


def _newest_versions(user: User, first: date, end: date) -> QuerySet[Version]:
    signed = Agreement.objects.signed_by_seats_of(user).order_by().values("pk")
    issued = Version.objects.filter(
        report__kind=Report.Kind.FUNDER,
        report__issued_at__isnull=False,
        report__deliverable__requirement__agreement__in=signed,
        report__period__overlap=DateRange(first, end),
    )
    newest = issued.order_by("report_id", "-number").distinct("report_id").values("pk")
    rows = Version.objects.filter(pk__in=newest, content__contains=f'"{KEPT}":{{"')
    # Of a form that masks, no page says in full what its paper hides
    rows = rows.exclude(report__template_version__masks_small_counts=True)
    return rows.order_by("report__organism__sort_name", "report__period", "pk")


def _row(report_id: int, content: dict) -> DistinctHouseholdsRow:
    """Names, reference and days as the paper prints them."""
    by_household = content[KEPT]
    numbers = tuple(sum(by_household[code].values()) if code in by_household else None for code in COLUMNS)
    return DistinctHouseholdsRow(
        content["organism"]["name"], content["agreement"]["reference"], content["period"]["words"], report_id, numbers
    )


def _once(code: str, frozen: list[Frozen]) -> int:
    numbers: dict[str, int] = {}
    for by_household in frozen:
        numbers |= by_household.get(code, {})
    return sum(numbers.values())


def _none_if_absent(code: str, frozen: list[Frozen], number: int) -> int | None:
    return number if any(code in by_household for by_household in frozen) else None
