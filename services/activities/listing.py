"""The list of activities: its order, one page of it by key, and each row in the words it shows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from organisms.models import Organism
from roriq_portal.formats.numbers import format_number
from roriq_portal.paging import MOST_COUNTED, PAGE, bounded_count
from services.models import Activity, Charge
from services.text.sentences import capital, records

ORDERS = {
    "-jour": ("-day", "-pk"),
    "jour": ("day", "pk"),
    "-saisie": ("-pk",),
}
BLANK, NONE_SHOWN = " is-blank", "–"


class Cell(NamedTuple):
    words: str
    blank: str


@dataclass(frozen=True)
class Row:
    """One activity as the list shows it: everything already in words, so that the page only lays them out."""

    key: str
    address: str
    repeat: str
    name: str
    under: str
    day: str
    place: Cell
    immigrants: Cell
    host: Cell
    quantity: Cell
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
        if self.total > MOST_COUNTED:
            return f"plus de {format_number(MOST_COUNTED)}\xa0fiches"
        return records(self.total)

    @property
    def total_words(self) -> str:
        return f"{capital(self.number_words)}."


def ordered(rows: QuerySet, params: QueryDict) -> QuerySet:
    return rows.order_by(*ORDERS.get(params.get("tri", ""), ORDERS["-jour"]))


def shown(rows: QuerySet) -> QuerySet:
    """Return rows as the list, the CSV and the XLSX print them, one query for all columns.

    Names beside a row are read for that row alone: joined, they would be grouped for every row before the first page.
    """
    charges = Charge.objects.filter(activity=OuterRef("pk")).order_by("agreement__reference")
    partners = Activity.partners.through.objects.filter(activity=OuterRef("pk")).order_by("partner__name")
    return rows.annotate(
        charged=ArraySubquery(charges.values("agreement__reference")),
        partner_names=ArraySubquery(partners.values("partner__name")),
    ).values_list(
        "pk",
        "day",
        "activity_type__name",
        "component",
        "municipality__name",
        "municipality__mrc__name",
        "immigrants",
        "host",
        "quantity",
        "charged",
        "partner_names",
        "note",
        "withdrawn_reason",
        "created_by__name",
        named=True,
    )


def page_of(organism: Organism, rows: QuerySet, params: QueryDict) -> Page:
    """Return 25 rows after the key in `apres`, and how many there are in all. Two queries.

    The cost does not grow with how far one has read.
    """
    after = _after(params)
    page = list(shown(ordered(after(rows), params))[: PAGE + 1])
    more = page[PAGE - 1] if len(page) > PAGE else None
    next_key = f"{more.day}.{more.pk}" if more else ""
    # One address resolved for the page: resolving each would cost more than laying out its row
    address = reverse("services:activity-detail", args=[organism.pk, 0])
    again = reverse("services:activity-add", args=[organism.pk])
    lines = [_row(row, address.replace("/0/", f"/{row.pk}/"), f"{again}?copie={row.pk}") for row in page[:PAGE]]
    return Page(lines, bounded_count(rows), next_key, bool(params.get("apres")))


def _row(row, address: str, repeat: str) -> Row:
    partners = f" · {', '.join(row.partner_names)}" if row.partner_names else ""
    withdrawn = f" · retirée : {row.withdrawn_reason}" if row.withdrawn_reason else ""
    return Row(
        key=str(row.pk),
        address=address,
        repeat=repeat,
        name=row.activity_type__name,
        under=f"Volet {row.component}{partners}{withdrawn}",
        day=row.day.isoformat(),
        place=Cell(row.municipality__name, "") if row.municipality__name else Cell(NONE_SHOWN, BLANK),
        immigrants=_number(row.immigrants),
        host=_number(row.host),
        quantity=_number(row.quantity),
        charged=", ".join(row.charged),
        several=f"imputée à {len(row.charged)} ententes" if len(row.charged) > 1 else "",
        state=" is-withdrawn" if row.withdrawn_reason else "",
    )


def _number(value: int | Decimal | None) -> Cell:
    if value is None:
        return Cell(NONE_SHOWN, BLANK)
    return Cell(format_number(value), "")


def _after(params: QueryDict):
    """Return the function that keeps rows past the key; an unreadable key starts over."""
    try:
        day_words, pk_words = params.get("apres", "").split(".")
        day, pk = date.fromisoformat(day_words), int(pk_words)
    except ValueError:
        return lambda rows: rows
    if not 0 < pk < 2**63:
        return lambda rows: rows
    order = params.get("tri", "")
    if order == "jour":
        return lambda rows: rows.filter(Q(day__gt=day) | Q(day=day, pk__gt=pk))
    if order == "-saisie":
        return lambda rows: rows.filter(pk__lt=pk)
    return lambda rows: rows.filter(Q(day__lt=day) | Q(day=day, pk__lt=pk))
