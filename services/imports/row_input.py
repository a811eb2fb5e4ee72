"""A valid row of a register, as the one path of recording wants it."""

from decimal import Decimal

from services.activities.recording import ActivityInput
from services.imports.registers import BREAKDOWNS, Fact
from services.imports.vocabulary import RowIds


def activity_input(fact: Fact, ids: RowIds, partners: dict[tuple[str, str], int]) -> ActivityInput:
    """Return the row as the bulk path wants it: what was typed, never what it counts."""
    cells = dict(fact.cells)
    kind = ids.partner_kinds[int(fact.activity_type)]
    parts = {ids.categories[pair]: int(cells[name]) for name, pair in BREAKDOWNS.items() if name in cells}
    return ActivityInput(
        activity_type_id=int(fact.activity_type),
        day=fact.day,
        municipality_id=ids.municipalities[fact.municipality] if fact.municipality else None,
        immigrants=_whole(cells.get("immigrants")),
        host=_whole(cells.get("host_society")),
        quantity=Decimal(cells["quantity"]) if "quantity" in cells else None,
        categories=parts,
        partner_ids=tuple(dict.fromkeys(partners[kind, name] for name in fact.partners)),
        agreement_ids=tuple(fact.agreements),
        note=fact.notes,
    )


def _whole(text: str | None) -> int | None:
    return None if text is None else int(text)
