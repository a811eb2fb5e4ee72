"""The list of activities: its columns and what each row shows, and the columns of the whole register."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import QueryDict
from django.urls import reverse

from organisms.models import Organism
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import format_number
from roriq_portal.lists.address import read_address
from roriq_portal.lists.columns import Column, Kind
from roriq_portal.lists.declared import Listing, declare
from roriq_portal.lists.keys import in_order
from roriq_portal.lists.page import ListPage, ShownCell, cells_of
from roriq_portal.lists.rows import order_of
from services.models import Activity, Charge

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
# What columns that one has to choose read besides
ALSO_READ = {
    "mrc": ("municipality__mrc__name",),
    "notes": ("note",),
    "par": ("created_by__name",),
    "saisie": ("created_at",),
}


class Row(TypedDict):
    """One activity as the list shows it: everything already in words, so that the page only lays them out.

    A cell that is empty shows a dash, which the style sheet draws. A template reads a key at once, and an attribute
    only after it looked for a key. `more`: the columns that one chose besides the usual ones.
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
    more: list[ShownCell]


def shown(rows: QuerySet) -> QuerySet:
    """Return rows as the whole register prints them, one query for all columns."""
    return _named(rows, *LISTED, "municipality", "municipality__mrc__name", "note", "created_by__name")


def ordered(rows: QuerySet, params: QueryDict) -> QuerySet:
    """Return all the rows in the order that the address asks."""
    return in_order(rows, order_of(ACTIVITIES, read_address(params, ACTIVITIES).order))


def rows_listed(rows: QuerySet, params: QueryDict) -> QuerySet:
    """Return the columns of rows that the address shows, and those that it sorts by."""
    asked = read_address(params, ACTIVITIES)
    more = [name for column in asked.columns for name in ALSO_READ.get(column.key, ())]
    sorting = [name.removeprefix("-") for name in order_of(ACTIVITIES, asked.order)]
    return _named(rows, *dict.fromkeys([*LISTED, *more, *sorting]))


def rows_in_words(organism: Organism) -> Callable[[ListPage], dict[str, Any]]:
    """Return what makes of a page its `rows` in words and `shows`, the usual columns that stand.

    One address is resolved for the page: resolving each would cost more than laying out its row.
    """
    address = reverse("services:activity-detail", args=[organism.pk, 0])
    again = reverse("services:activity-add", args=[organism.pk])

    def add(page: ListPage) -> dict[str, Any]:
        more = [column for column in page.columns if not column.is_usual]
        rows = [_row(row, address, again, cells_of(more, row) if more else []) for row in page.sources]
        return {"rows": rows, "shows": {column.key: True for column in page.columns}}

    return add


def _row(row: Any, address: str, again: str, more: list[ShownCell]) -> Row:
    day = format_day(row.day)
    partners = f" · {', '.join(row.partner_names)}" if row.partner_names else ""
    later = " · à compléter" if row.is_incomplete else ""
    withdrawn = f" · retirée : {row.withdrawn_reason}" if row.withdrawn_reason else ""
    return Row(
        key=str(row.pk),
        address=address.replace("/0/", f"/{row.pk}/"),
        repeat=f"{again}?copie={row.pk}",
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
        more=more,
    )


def _number(value: int | Decimal | None) -> str:
    return "" if value is None else format_number(value)


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


# The template of the list draws its usual columns by itself: it is the page that is opened most
ACTIVITIES = declare(
    Listing(
        address="services:activity-list",
        name="Activités",
        stem="activites",
        nouns=("fiche", "fiches"),
        columns=(
            Column("type", "Activité", lambda row: row.activity_type__name, ("activity_type__sort_name",)),
            Column("jour", "Jour", lambda row: row.day, ("day",), Kind.DAY),
            Column("lieu", "Lieu", lambda row: row.municipality__name, ("municipality__sort_name",)),
            Column("personnes", "Pers. imm.", lambda row: row.immigrants, ("immigrants",), Kind.NUMBER),
            Column("accueil", "Soc. d’acc.", lambda row: row.host, ("host",), Kind.NUMBER),
            Column("quantite", "Qté", lambda row: row.quantity, ("quantity",), Kind.NUMBER),
            Column("entente", "Imputée à", lambda row: ", ".join(row.charged)),
            Column("volet", "Volet", lambda row: row.component, ("component",), Kind.NUMBER, is_usual=False),
            Column(
                "mrc",
                "MRC",
                lambda row: row.municipality__mrc__name,
                ("municipality__mrc__name",),
                is_usual=False,
            ),
            Column("partenaires", "Partenaires", lambda row: ", ".join(row.partner_names), is_usual=False),
            Column("notes", "Note", lambda row: row.note, is_usual=False),
            Column("par", "Inscrite par", lambda row: row.created_by__name, ("created_by__name",), is_usual=False),
            Column("saisie", "Inscrite le", lambda row: row.created_at, ("pk",), Kind.MOMENT, is_usual=False),
            Column("retrait", "Motif du retrait", lambda row: row.withdrawn_reason, is_usual=False),
        ),
        order="-jour",
    )
)
