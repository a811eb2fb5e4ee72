"""The large numbers of the year, in the funder's own lines: each household once, beside what adding reports gives."""

from collections.abc import Iterator

from django.urls import reverse

from network.barometer.windows import Window
from network.funder_portrait.comparing import comparing_notes, is_broken
from network.funder_portrait.lines import LineTotal
from network.funder_portrait.reader import CountedOnce, FunderReader
from network.portrait.change import change_of
from network.portrait.section import Link, Section
from network.portrait.sections.key_figures import KeyFigure, figures_table
from network.portrait.totals.figures import Figure, Source, counted_figure
from roriq_portal.formats.money import format_short_money
from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.phrases import agree, capital, counted

MOST = 8
NOTHING_YET = "Aucun rapport de cette année ne vous est encore transmis\u00a0: les chiffres viennent avec le premier."
FROZEN = "les rapports qui vous ont été transmis, tels que figés. Aucune fiche."


def figures_section(reader: FunderReader) -> Section:
    """Return up to eight lines that say a number in the year, then the activities, each once."""
    year = reader.windows.year
    numbered = [key for key in reader.main_lines if reader.total(key, year).figure.value is not None]
    figures = [_of_line(reader, key) for key in numbered[: MOST - 1]]
    figures += _activities(reader)
    households = Link("Les ménages des rapports, chacun une fois", reverse("reporting:funder-households"))
    return Section(
        slug="chiffres",
        title="Les chiffres de l’année",
        intro=f"À côté de l’année {reader.filters.before_words}. Vos lignes, vos mots.",
        template="network/portrait/sections/key_figures.html",
        drawn=figures,
        tables=(figures_table(reader.filters, figures, "Ligne", "Ce qu’elle dit"),) if figures else (),
        source=FROZEN,
        notes=comparing_notes(reader, (row.change for row in figures)),
        empty="" if figures else NOTHING_YET,
        has_twin=False,
        is_wide=False,
        links=(households,) if figures else (),
    )


def _of_line(reader: FunderReader, key: str) -> KeyFigure:
    windows = reader.windows
    now, before = (reader.total(key, window) for window in (windows.year, windows.before))
    title = f"{now.number}. {now.words}" if now.number else now.words
    is_money = now.is_money  # its table says the cents
    change = change_of(
        now.figure,
        before.figure,
        is_broken=is_broken(reader, key, windows.before, windows.year),
        in_words=format_short_money if is_money else format_number,
    )
    text = now.figure.text
    if is_money and now.figure.number is not None:
        text = format_short_money(now.figure.number)
    return KeyFigure(title, text, change, _meaning(now), now.figure, before.figure)


def _meaning(total: LineTotal) -> str:
    """Return « 596 au total des rapports ; 22 y sont deux fois. », else the unit and how many agreements say it."""
    if total.twice and total.summed is not None:
        twice = f"{format_number(total.twice)} y {agree(total.twice, 'est', 'sont')} deux fois"
        return f"{format_number(total.summed)} au total des rapports\u00a0; {twice}."
    unit = f"{capital(total.unit_plural)}, " if total.unit_plural and not total.is_money else ""
    beside = f", {total.left_out}" if total.left_out else ""
    return f"{unit}{counted(len(total.said_by), 'entente')}{beside}."


def _activities(reader: FunderReader) -> Iterator[KeyFigure]:
    """The activities that the reports count, each once however many agreements it is charged to."""
    year = reader.activities(reader.windows.year)
    if not year.once:
        return
    windows = (reader.windows.year, reader.windows.before)
    now, before = (_counted_figure(reader, window) for window in windows)
    senders, senders_before = (reader.agreements_of(window) for window in windows)
    change = change_of(now, before, is_broken=senders != senders_before)
    yield KeyFigure("Fiches d’activités comptées", now.text, change, _activity_words(year), now, before)


def _counted_figure(reader: FunderReader, window: Window) -> Figure:
    """Return how many activities the reports of a window count; nothing where none was sent."""
    if not reader.received(window):
        return Figure(source=Source.REPORTS)
    return counted_figure(reader.activities(window).once, Source.REPORTS)


def _activity_words(counts: CountedOnce) -> str:
    twice = counts.summed - counts.once
    if not twice:
        return "Chacune une fois\u00a0; aucune n’est dans deux rapports d’ententes différentes."
    verb = agree(twice, "est", "sont")
    return f"{format_number(counts.summed)} au total des rapports\u00a0; {format_number(twice)} y {verb} en trop."
