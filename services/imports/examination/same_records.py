"""Rows of a register that say the same as records that stand: shown before they are brought in, never a refusal."""

from collections.abc import Iterable

from services.activities.entry.same_records import same_keys
from services.imports.registers import Fact
from services.imports.row_input import activity_input
from services.imports.vocabulary import row_ids
from services.models import Activity, ImportBatch
from services.partners.names import known_by_name


def rows_recorded_already(batch: ImportBatch, facts: Iterable[Fact]) -> list[tuple[int, int]]:
    """Return (row of the file, record that says the same) for these rows, the oldest record of each. Few queries.

    What the batch itself brought in is not compared.
    """
    ids, rows = row_ids(), list(facts)
    names = {(ids.partner_kinds[int(fact.activity_type)], name) for fact in rows for name in fact.partners}
    partners = known_by_name(batch.organism, names)
    # A partner that nobody named before makes it another activity
    known = [fact for fact in rows if all(_named(fact, name, ids) in partners for name in fact.partners)]
    others = Activity.objects.live().filter(organism=batch.organism_id).exclude(batch=batch)
    records = same_keys(others, [activity_input(fact, ids, partners) for fact in known])
    return [(known[place].file_row, keys[0]) for place, keys in sorted(records.items())]


def _named(fact: Fact, name: str, ids) -> tuple[str, str]:
    return ids.partner_kinds[int(fact.activity_type)], name
