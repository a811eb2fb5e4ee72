"""Where two years of a funder's lines compare: between the reports of the same agreements only.

One agreement that had not sent its report yet would make a rise of its first one.
"""

from collections.abc import Iterable

from network.barometer.windows import Window
from network.funder_portrait.reader import FunderReader
from network.portrait.change import BROKEN, Change
from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.phrases import agree, counted

SAME_ONLY = "Un écart n’est dit qu’entre les rapports des mêmes ententes"
OTHERS_SAY_IT = "Rupture\u00a0: ce ne sont pas les mêmes ententes."


def is_broken(reader: FunderReader, key: str, before: Window, now: Window) -> bool:
    """Whether the number of a line is not of the same agreements in two windows."""
    return reader.total(key, before).said_by != reader.total(key, now).said_by


def breaks_of(reader: FunderReader, key: str, before: Window, now: Window) -> tuple[str, ...]:
    """Return why the line of a drawing stops between two years that both have a number; empty where it goes on."""
    values = (reader.total(key, window).figure.value for window in (before, now))
    return (OTHERS_SAY_IT,) if None not in values and is_broken(reader, key, before, now) else ()


def comparing_notes(reader: FunderReader, changes: Iterable[Change]) -> tuple[str, ...]:
    """Return why some numbers do not compare, and how many agreements had sent a report; nothing where all do."""
    if not any(change is BROKEN for change in changes):
        return ()
    now, before = (reader.agreements_of(window) for window in (reader.windows.year, reader.windows.before))
    again, gone = len(now & before), len(before - now)
    if now == before:
        return (f"{SAME_ONLY}.",)
    sent = agree(again, "a transmis son rapport", "ont transmis leur rapport")
    words = f"{SAME_ONLY}\u00a0: {counted(again, 'entente')} sur {format_number(len(now))} {sent} l’année d’avant"
    if gone:
        lacks = agree(gone, "ne l’a transmis", "ne l’ont transmis")
        words = f"{words}\u00a0; {counted(gone, 'autre')} {lacks} qu’alors"
    return (f"{words}.",)
