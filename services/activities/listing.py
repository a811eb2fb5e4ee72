"""The list of activities: its order, one page of it by key, and each row in the words it shows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import QueryDict
from django.urls import reverse

from organisms.models import Organism
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.phrases import capital
from roriq_portal.paging import MOST_COUNTED, bounded_count, format_bounded, rows_after
from services.models import Activity, Charge
from services.text.sentences import records

ORDERS = {
    "-jour": ("-day", "-pk"),
    "jour": ("day", "pk"),
    "-saisie": ("-pk",),
}
LISTED = (
    "pk",
    "day",
    "activity_type__name",
    "component",
    "municipality__name",
    "immigrants",
    "host",
    "quantity",
    "charged",
    "partner_names",
    "withdrawn_reason",
    "is_incomplete",
)


class Row(TypedDict):
    """One activity as the list shows it: everything already in words, so that the page only lays them out.

    A cell that is empty shows a dash, which the style sheet draws. A template reads a key at once, and an attribute
    only after it looked for a key.
    """

    key: str
    address: str
    repeat: str
    name: str
    under: str
    day: str
    iso_day: str
    label: str
    place: str
    immigrants: str
    host: str
    quantity: str
    charged: str
    several: str
    state: str


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    total: int
    next_key: str
    has_before: bool

    @property
    def number_words(self) -> str:
        """The number of rows in words; past ten thousand nobody needs it exactly, and counting would be the cost."""
        return format_bounded(self.total, "fiche", "fiches") if self.total > MOST_COUNTED else records(self.total)

    @property
    def total_words(self) -> str:
        return f"{capital(self.number_words)}."


def _order(params: QueryDict) -> tuple[str, ...]:
    return ORDERS.get(params.get("tri", ""), ORDERS["-jour"])


def ordered(rows: QuerySet, params: QueryDict) -> QuerySet:
    return rows.order_by(*_order(params))


def shown(rows: QuerySet) -> QuerySet:
    """Return rows as the CSV and the XLSX print them, one query for all columns."""
    return _named(rows, *LISTED, "municipality", "municipality__mrc__name", "note", "created_by__name")


def _named(rows: QuerySet, *columns: str) -> QuerySet:
    """Return these columns of rows, the references of their agreements and the names of their partners among them.

    Names beside a row are read for that row alone: joined, they would be grouped for every row before the first page.
    """
    charges = Charge.objects.filter(activity=OuterRef("pk")).order_by("agreement__reference")
    partners = Activity.partners.through.objects.filter(activity=OuterRef("pk")).order_by("partner__name")
    return rows.annotate(
        charged=ArraySubquery(charges.values("agreement__reference")),
        partner_names=ArraySubquery(partners.values("partner__name")),
    ).values_list(*columns, named=True)


def page_of(organism: Organism, rows: QuerySet, params: QueryDict) -> Page:
    """Return 25 rows after the key in `apres`, and how many there are in all. Two queries.

    The cost does not grow with how far one has read.
    """
    order = _order(params)
    page = rows_after(_named(rows, *LISTED), order, params.get("apres", ""))
    next_key = page.next_key(*_key(page.rows[-1], order)) if page.rows else ""
    # One address resolved for the page: resolving each would cost more than laying out its row
    address = reverse("services:activity-detail", args=[organism.pk, 0])
    again = reverse("services:activity-add", args=[organism.pk])
    lines = [_row(row, address.replace("/0/", f"/{row.pk}/"), f"{again}?copie={row.pk}") for row in page.rows]
    return Page(lines, bounded_count(rows), next_key, page.has_before)


def _key(row, order: tuple[str, ...]) -> tuple[date | int, ...]:
    return tuple(getattr(row, name.lstrip("-")) for name in order)


def _row(row, address: str, repeat: str) -> Row:
    day = format_day(row.day)
    partners = f" · {', '.join(row.partner_names)}" if row.partner_names else ""
    later = " · à compléter" if row.is_incomplete else ""
    withdrawn = f" · retirée : {row.withdrawn_reason}" if row.withdrawn_reason else ""
    return Row(
        key=str(row.pk),
        address=address,
        repeat=repeat,
        name=row.activity_type__name,
        under=f"Volet {row.component}{partners}{later}{withdrawn}",
        day=day,
        iso_day=row.day.isoformat(),
        label=f"{row.activity_type__name}, {day}",
        place=row.municipality__name or "",
        immigrants=_number(row.immigrants),
        host=_number(row.host),
        quantity=_number(row.quantity),
        charged=", ".join(row.charged),
        several=f"imputée à {len(row.charged)} ententes" if len(row.charged) > 1 else "",
        state="is-withdrawn" if row.withdrawn_reason else "",
    )


def _number(value: int | Decimal | None) -> str:
    return "" if value is None else format_number(value)
