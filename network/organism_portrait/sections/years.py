"""Five years of some indicators, each on its own scale, broken where a meaning or a source changed."""

from dataclasses import replace
from itertools import pairwise

from network.organism_portrait.reader import SERIES, OrganismReader
from network.portrait.change import change_of
from network.portrait.section import Section
from network.portrait.sections.five_years import (
    SLOPES,
    Multiple,
    Multiples,
    multiple_of,
    points_of,
    running_notes,
    ways_words,
    years_table,
)

SLUG = "cinq-ans"
NOTHING_YET = "Rien n’est encore compté\u00a0: le dessin vient avec les premières fiches, ou la première déclaration."


def years_section(reader: OrganismReader) -> Section:
    """Return the series of the component shown that have a number in one of the five years."""
    codes = [code for code in SERIES if reader.is_shown(code) and _has_number(reader, code)]
    drawn = Multiples(tuple(_multiple(reader, code) for code in codes))
    return Section(
        slug=SLUG,
        title="Cinq ans",
        intro=SLOPES,
        said=ways_words(drawn.items),
        template="network/portrait/sections/five_years.html",
        drawn=drawn,
        tables=(years_table(reader.windows.years, drawn.items),) if codes else (),
        source="vos fiches, vos ménages et vos déclarations, aujourd’hui.",
        notes=running_notes(reader.filters),
        empty="" if codes else NOTHING_YET,
        svg="network/portrait/sections/five_years.svg" if codes else "",
        svg_size=drawn.size,
    )


def _has_number(reader: OrganismReader, code: str) -> bool:
    return any(reader.figure(code, window).value is not None for window in reader.windows.years)


def _multiple(reader: OrganismReader, code: str) -> Multiple:
    windows, before = reader.windows.years, reader.windows.before
    figures = [reader.figure(code, window) for window in windows]
    breaks = [reader.breaks_between(code, then, now) for then, now in pairwise(windows)]
    last = reader.line(code, windows[-1])
    known = last or next(line for window in windows if (line := reader.line(code, window)))
    is_broken = bool(reader.breaks_between(code, before, windows[-1]))
    change = change_of(figures[-1], reader.figure(code, before), is_broken=is_broken)
    under = "% des ménages dont la date tombe dans l’année" if known.indicator.is_ratio else known.unit
    key = code.replace(".", "-").lower()
    points = points_of(windows, figures, [[], *breaks])
    return replace(
        multiple_of(key, code, known.words, under, points, figures, change), link=last.records if last else ""
    )
