"""What an organism's page says of it, gathered in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from organisms.directory.listing import state_words
from organisms.models import Component, Organism, PivotMandate, Region

MONTH_NAMES = [
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
]  # fmt: skip


@dataclass(frozen=True)
class Period:
    """A word and its first and last day, both included; None is « from the start » or « still »."""

    words: str
    first: date | None
    last: date | None
    url_id: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Card:
    names: list[Period]
    memberships: list[Period]
    mandates: list[Period]
    components: list[tuple[int, str, bool]]
    mrcs: list[str]
    year_starts: str
    state_words: str


def period_of(words: str, during: DateRange, url_id: int | None = None, reason: str = "") -> Period:
    """Read a half-open range as people do: with its last day."""
    last = during.upper - timedelta(days=1) if during.upper else None
    return Period(words, during.lower, last, url_id, reason)


def card_of(organism: Organism) -> Card:
    """Return the card of a row that comes from `with_standing`."""
    offered = set(organism.components)
    return Card(
        names=[period_of(row.name, row.during) for row in organism.names.all()],
        memberships=[
            period_of(row.get_state_display(), row.during, reason=" ".join(filter(None, (row.reason, row.end_reason))))
            for row in organism.network_memberships.all()
        ],
        mandates=[period_of(row.region.name, row.during) for row in organism.mandates.select_related("region")],
        components=[(number, words, number in offered) for number, words in Component.choices],
        mrcs=[mrc.name for mrc in organism.mrcs.all()],
        year_starts=MONTH_NAMES[organism.year_starts - 1],
        state_words=state_words(organism.state),
    )


def mandates_of(region: Region) -> list[Period]:
    """Return the pivots of a region, the latest first."""
    rows = PivotMandate.objects.filter(region=region).select_related("organism")
    return [period_of(row.organism.name, row.during, row.organism_id) for row in rows]


def standing_changed_words(ended: Iterable[PivotMandate]) -> str:
    """Return that the membership changed, and which mandates of pivot end with it."""
    regions = "".join(f" Son mandat de pivot se termine : {mandate.region}." for mandate in ended)
    return f"Adhésion changée.{regions}"
