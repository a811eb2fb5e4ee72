"""The triggers that keep a row until its time is over, whoever asks."""

import pgtrigger

TODAY = "(now() AT TIME ZONE 'America/Toronto')::date"


def kept_for(years: int, since: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses to delete a row before so many years after a day, written in SQL over `OLD`."""
    return pgtrigger.Trigger(
        name="kept_for_its_time",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=f"""
            IF ({since}) + interval '{years} years' >= {TODAY} THEN
                RAISE EXCEPTION 'kept {years} years' USING ERRCODE = '23514';
            END IF;
            RETURN OLD;
        """,
    )


def written_once() -> pgtrigger.Trigger:
    """Return the trigger that refuses every change of a row; deleting it is another's to judge."""
    return pgtrigger.Trigger(
        name="written_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';",
    )
