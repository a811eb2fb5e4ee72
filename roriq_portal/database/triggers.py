"""Triggers that more than one app declares beside its models."""

import pghistory
import pgtrigger


def append_only() -> pgtrigger.Trigger:
    """Return T2: a row is written once; ERRCODE 23514 so that it arrives as IntegrityError."""
    return pgtrigger.Trigger(
        name="append_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
    )


def journal(*, inserts: bool = True, watched: tuple[str, ...] = (), **options):
    """Keep every row a table ever held: given, changed, erased, by the portal or by raw SQL, with who and from where.

    For rows that give rights, insertions too, and an update keeps the new row: a seat forged by SQL writes its own
    `created_by`, but not this. With `inserts=False`, for rows that carry who made them or their batch, an update keeps
    the row it replaces: with the one that stands, nothing is missing. What was noted is append-only.

    An update that changes no field of the journal is no event; `watched`, the fields that make one instead, may name
    one that the journal must not hold.
    """
    row = pghistory.New if inserts else pghistory.Old
    changed = pghistory.UpdateEvent(row=row, condition=pgtrigger.AnyChange(*watched))
    events = (*((pghistory.InsertEvent(),) if inserts else ()), changed, pghistory.DeleteEvent())
    return pghistory.track(*events, meta={"triggers": [append_only()]}, **options)
