"""Triggers that more than one app declares beside its models."""

import pgtrigger


def append_only() -> pgtrigger.Trigger:
    """Return T2: a row is written once; ERRCODE 23514 so that it arrives as IntegrityError."""
    return pgtrigger.Trigger(
        name="append_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
    )
