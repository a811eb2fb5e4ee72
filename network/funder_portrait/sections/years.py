"""Five years of the funder's own lines, from the versions that were sent to it."""

from dataclasses import replace
from itertools import pairwise

from network.funder_portrait.comparing import breaks_of, comparing_notes, is_broken
from network.funder_portrait.reader import FunderReader
from network.funder_portrait.sections.figures import FROZEN, NOTHING_YET
from network.portrait.change import change_of
from network.portrait.section import Section
from network.portrait.sections.five_years import (
    DOLLARS,
    MOST,
    SLOPES,
    Multiple,
    Multiples,
    multiple_of,
    points_of,
    ways_words,
    years_table,
)
from roriq_portal.formats.money import format_short_money
from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.phrases import capital

NOT_SAID = "«\u00a0–\u00a0»\u00a0: aucun rapport transmis cette année-là ne le dit."


def years_section(reader: FunderReader) -> Section:
    """Return up to nine lines that say a number in one of the five years."""
    drawn = Multiples(tuple(_multiple(reader, key) for key in reader.main_lines[:MOST]))
    return Section(
        slug="cinq-ans",
        title="Cinq ans",
        intro=SLOPES,
        said=ways_words(drawn.items),
        template="network/portrait/sections/five_years.html",
        drawn=drawn,
        tables=(years_table(reader.windows.years, drawn.items),) if drawn.items else (),
        source=FROZEN,
        notes=(NOT_SAID, *comparing_notes(reader, (row.change for row in drawn.items))),
        empty="" if drawn.items else NOTHING_YET,
        svg="network/portrait/sections/five_years.svg" if drawn.items else "",
        svg_size=drawn.size,
    )


def _multiple(reader: FunderReader, key: str) -> Multiple:
    windows, before = reader.windows.years, reader.windows.before
    totals = [reader.total(key, window) for window in windows]
    figures = [total.figure for total in totals]
    last = totals[-1]
    points = points_of(windows, figures, [(), *(breaks_of(reader, key, then, now) for then, now in pairwise(windows))])
    change = change_of(
        last.figure,
        reader.total(key, before).figure,
        is_broken=is_broken(reader, key, before, windows[-1]),
        in_words=format_short_money if last.is_money else format_number,
    )
    drawn = multiple_of(f"l-{key}", last.number, last.words, capital(last.unit_plural), points, figures, change)
    return replace(drawn, file_unit=DOLLARS) if any(total.is_money for total in totals) else drawn
