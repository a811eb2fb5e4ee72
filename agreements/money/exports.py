"""The money of an organism's State year as tables to hand out: what the page shows."""

from collections.abc import Iterator

from django.utils.text import slugify

from agreements.money.organism_accounts import OrganismYear
from roriq_portal.files.spreadsheets import MONEY, Cell, Table
from roriq_portal.fiscal_year import format_state_year

HEAD = (
    "Entente", "Titre", "Bailleurs", "Budget", "Reçu", "Dépensé", "Engagé", "Solde", "Mise de fonds",
)  # fmt: skip
AID_HEAD = ("Entente", "Titre", "Bailleur", "Reçu")


def file_stem(organism_name: str, year: int) -> str:
    """Return argent-la-croisee-boreale-2025-2026."""
    return f"argent-{slugify(organism_name) or 'organisme'}-{format_state_year(year)}"


def tables_of(account: OrganismYear) -> tuple[Table, Table]:
    """Return all the agreements with their total, then the public aid and the statement that it asks for."""
    return (
        Table(f"Argent {account.words}", HEAD, list(_rows(account)), decimals=MONEY, totals=1),
        Table("Aide publique", AID_HEAD, list(_aid(account)), decimals=MONEY, totals=2),
    )


def _rows(account: OrganismYear) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells under HEAD, and the total."""
    names = ("budget", "received", "spent", "committed", "balance", "brought")
    for row in account.rows:
        yield (row.agreement.reference, row.agreement.title, row.funders, *(getattr(row, name) for name in names))
    yield ("Total", "", "", *(account.totals[name] for name in names))


def _aid(account: OrganismYear) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells under AID_HEAD: the aid of Québec and municipalities, its total, the statement it asks for."""
    for line in account.statement.lines:
        yield (line.reference, line.title, line.funder, line.amount)
    yield ("Total", "", "", account.statement.total)
    yield ("État financier", account.statement.kind, account.statement.words)
