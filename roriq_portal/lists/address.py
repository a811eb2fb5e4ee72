"""What the address of a list asks: its order, its columns, a page or a file; and the addresses that ask otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from roriq_portal.files.spreadsheets import TYPES
from roriq_portal.lists.columns import Column
from roriq_portal.lists.declared import Listing
from roriq_portal.lists.paging import page_number

ORDER, COLUMNS, AFTER, BEFORE, NUMBER = "tri", "col", "apres", "avant", "page"
FILE, PRINT = "fichier", "imprimer"
# What no address keeps: which page was open, and in what shape
PASSING = {AFTER, BEFORE, NUMBER, FILE, PRINT}
ARRANGED = (ORDER, COLUMNS)
MOST_PRINTED = 2000


@dataclass(frozen=True)
class Asked:
    """`pairs`: what lasts of the address, nothing left blank. `kind`: « csv » or « xlsx » when it asks for a file."""

    order: str
    columns: tuple[Column, ...]
    after: str
    before: str
    number: int
    kind: str
    size: int
    pairs: tuple[tuple[str, str], ...]

    def url(self, *changed: tuple[str, str], without: Iterable[str] = ()) -> str:
        """Return the address of this list with these choices in place of those of the same names."""
        gone = {name for name, _ in changed} | set(without)
        return f"?{urlencode([*(pair for pair in self.pairs if pair[0] not in gone), *changed])}"

    def chosen(self, *names: str) -> list[tuple[str, str]]:
        """Return what a form of the list keeps hidden: the choices of these names."""
        return [pair for pair in self.pairs if pair[0] in names]

    def besides(self, *names: str) -> list[tuple[str, str]]:
        """Return what a form of the list keeps hidden: the choices of all names but these."""
        return [pair for pair in self.pairs if pair[0] not in names]


def read_address(params: QueryDict, listing: Listing) -> Asked:
    """Return what an address asks of a list; what does not read asks nothing."""
    order = params.get(ORDER, "")
    kind = params.get(FILE, "")
    lasting = ((name, value) for name, values in params.lists() if name not in PASSING for value in values)
    return Asked(
        order=order if order in listing.orders else listing.order,
        columns=listing.chosen(params.getlist(COLUMNS)),
        after=params.get(AFTER, ""),
        before=params.get(BEFORE, ""),
        number=page_number(params),
        kind=kind if kind in TYPES else "",
        size=MOST_PRINTED if PRINT in params else listing.size,
        pairs=tuple((name, value) for name, value in lasting if value),
    )
