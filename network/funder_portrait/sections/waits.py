"""The same look at the funder: how long it took to sign, to answer and to pay, this year and the one before."""

from collections.abc import Sequence

from django.urls import reverse

from agreements.stability.waiting_times import WaitLengths
from network.drawing.bar_table import BarColumn, BarRow, BarTable, cells_of
from network.drawing.bars import FULL, bar_on
from network.drawing.scales import scale_to
from network.funder_portrait.reader import FunderReader
from network.portrait.section import Link, Section
from roriq_portal.files.spreadsheets import Cell, Table
from roriq_portal.formats.numbers import BLANK, format_number
from roriq_portal.formats.phrases import counted

NOTHING_YET = "Rien n’a encore été attendu de vous ces deux années\u00a0: le dessin vient avec la première signature."
SIGNING, ANSWERING, PAYING = KINDS = (
    ("Du premier jour du terme à la signature", "entente"),
    ("Du rapport transmis à votre réponse", "rapport"),
    ("De la somme due au versement", "versement"),
)
FASTER, SLOWER = ("plus tôt", "plus tard")
VERBS = ("Vous signez", "vous répondez", "vous versez")


def waits_section(reader: FunderReader) -> Section:
    """Return the middle waits of the year and of the one before; what still lasts counts until today."""
    now, before = reader.waits(reader.windows.year), reader.waits(reader.windows.before)
    is_known = any(lasted.middle_so_far is not None for lasted in (*now, *before))
    return Section(
        slug="delais",
        title="Vos délais",
        intro="Le même regard, sur vous. Le nombre est celui du milieu, en jours.",
        said=_said(now, before),
        template="network/drawing/_bar_table.html",
        drawn=_drawing(reader, now, before),
        tables=(_table(reader, now, before),) if is_known else (),
        source="vos ententes, vos réponses, et les versements que les organismes ont inscrits.",
        notes=("Ce qui attend encore compte jusqu’à aujourd’hui.",) if any(lasted.waiting for lasted in now) else (),
        empty="" if is_known else NOTHING_YET,
        has_twin=False,
        links=(Link("Le détail, entente par entente", f"{reverse('reporting:stability')}?par=bailleur"),),
    )


def _drawing(reader: FunderReader, now: Sequence[WaitLengths], before: Sequence[WaitLengths]) -> BarTable:
    columns = (BarColumn(reader.filters.before_words), BarColumn(reader.filters.year_words, is_key=True))
    scale = scale_to([_drawn(lasted) for lasted in (*now, *before)])
    rows = (
        BarRow(
            words,
            cells_of(columns, _days(then), _days(year)),
            bar_on(scale, [(_drawn(year), FULL)]),
            under=_under(unit, year),
        )
        for (words, unit), year, then in zip(KINDS, now, before, strict=True)
    )
    return BarTable("Délais en jours", "De, à", columns, "Dessin", tuple(rows))


def _under(unit: str, lasted: WaitLengths) -> str:
    """Return how many waits there are, and how many still last."""
    number = lasted.ended + lasted.waiting
    waiting = f", {counted(lasted.waiting, 'attend', 'attendent')} encore" if lasted.waiting else ""
    return f"{counted(number, unit)}{waiting}" if number else ""


def _drawn(lasted: WaitLengths) -> int:
    """Return the days that a bar draws: none of what came before it was waited for."""
    return max(lasted.middle_so_far or 0, 0)


def _days(lasted: WaitLengths) -> str:
    return BLANK if lasted.middle_so_far is None else format_number(lasted.middle_so_far)


def _said(now: Sequence[WaitLengths], before: Sequence[WaitLengths]) -> str:
    """Return « Vous signez 16 jours plus tôt qu’un an avant, vous répondez 8 jours plus tard. »"""
    parts = []
    for verb, year, then in zip(VERBS, now, before, strict=True):
        if year.middle_so_far is None or then.middle_so_far is None or year.middle_so_far == then.middle_so_far:
            continue
        moved = year.middle_so_far - then.middle_so_far
        parts.append(f"{verb} {counted(abs(moved), 'jour')} {SLOWER if moved > 0 else FASTER}")
    if not parts:
        return ""
    sentence = ", ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]} que l’année d’avant."


def _table(reader: FunderReader, now: Sequence[WaitLengths], before: Sequence[WaitLengths]) -> Table:
    filters = reader.filters
    head = ("Délai, en jours", filters.before_words, filters.year_words, "Le plus long", "Nombre", "Attendent encore")
    rows: list[list[Cell]] = [
        [words, then.middle_so_far, year.middle_so_far, year.longest_so_far, year.ended + year.waiting, year.waiting]
        for (words, _), year, then in zip(KINDS, now, before, strict=True)
    ]
    return Table("Vos délais", head, rows)
