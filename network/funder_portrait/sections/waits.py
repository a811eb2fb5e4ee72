"""The same look at the funder: how long it took to sign, to answer and to pay, this year and the one before."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from agreements.stability.waiting_times import WaitLengths
from network.drawing.bars import FULL, BarPart, bar_on
from network.drawing.scales import Scale, scale_to
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


@dataclass(frozen=True)
class WaitRow:
    """One wait, in days: the middle one of each year. `detail`: how many, and how many still last."""

    words: str
    detail: str
    before: str
    now: str
    bar: tuple[BarPart, ...]


@dataclass(frozen=True)
class WaitDrawing:
    rows: tuple[WaitRow, ...]
    now_words: str
    before_words: str


def waits_section(reader: FunderReader) -> Section:
    """Return the middle waits of the year and of the one before; what still lasts counts until today."""
    now, before = reader.waits(reader.windows.year), reader.waits(reader.windows.before)
    is_known = any(lasted.middle_so_far is not None for lasted in (*now, *before))
    scale = scale_to([max(lasted.middle_so_far or 0, 0) for lasted in (*now, *before)])
    rows = tuple(_row(*waits, scale) for waits in zip(KINDS, now, before, strict=True))
    filters = reader.filters
    return Section(
        slug="delais",
        title="Vos délais",
        intro="Le même regard, sur vous. Le nombre est celui du milieu, en jours.",
        said=_said(now, before),
        template="network/funder_portrait/_waits.html",
        drawn=WaitDrawing(rows, filters.year_words, filters.before_words),
        tables=(_table(reader, now, before),) if is_known else (),
        source="vos ententes, vos réponses, et les versements que les organismes ont inscrits.",
        notes=("Ce qui attend encore compte jusqu’à aujourd’hui.",) if any(lasted.waiting for lasted in now) else (),
        empty="" if is_known else NOTHING_YET,
        has_twin=False,
        links=(Link("Le détail, entente par entente", f"{reverse('reporting:stability')}?par=bailleur"),),
    )


def _row(kind: tuple[str, str], now: WaitLengths, before: WaitLengths, scale: Scale) -> WaitRow:
    words, unit = kind
    number = now.ended + now.waiting
    waiting = f", {counted(now.waiting, 'attend', 'attendent')} encore" if now.waiting else ""
    detail = f"{counted(number, unit)}{waiting}" if number else ""
    days = max(now.middle_so_far or 0, 0)
    return WaitRow(words, detail, _days(before), _days(now), bar_on(scale, [(days, FULL)]))


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
