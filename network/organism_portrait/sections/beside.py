"""Beside the network: which part of its targets the organism reached, among unnamed points."""

from dataclasses import dataclass

from network.drawing.dots import Dots, Legend
from network.drawing.scales import Scale
from network.organism_portrait.beside import SharesOfTarget
from network.organism_portrait.reader import OrganismReader
from network.portrait.section import Section
from network.portrait.sections.target_shares import WHOLE, share_cell, share_dots, shares_scale, target_notes
from roriq_portal.files.spreadsheets import Cell, Table, rate_cell
from roriq_portal.formats.numbers import BLANK, format_number
from roriq_portal.formats.rates import format_rate, round_rate
from services.counting.achievement import Achievement

HEAD = ("Code", "Indicateur", "Vous", "Médiane", "Organismes")
CLOSED = "Le réseau n’a pas ouvert cette comparaison\u00a0; sa coordination peut l’ouvrir, pour tous à la fois."
WAITS = "Le dessin vient quand des rapports annuels de cette année sont approuvés, et que vos ententes y ont une cible."
FIFTH = "Moins de cinq organismes\u00a0: le dessin attend le cinquième."


@dataclass(frozen=True)
class BesideLine:
    """One indicator in words; without enough organisms, `middle` and `number` are empty and nobody else is drawn."""

    code: str
    words: str
    own: str
    is_short: bool
    middle: str
    number: str
    dots: Dots


@dataclass(frozen=True)
class BesideDrawing:
    lines: tuple[BesideLine, ...]
    scale: Scale
    legend: Legend


def beside_section(reader: OrganismReader) -> Section:
    """Return the shares of the chosen year; while the network has not opened the comparison, only that sentence."""
    shares = reader.shares or []
    scale = shares_scale()
    lines = tuple(_line(indicator, scale) for indicator in shares)
    legend = Legend("vous", other="un autre organisme", has_short=any(line.is_short for line in lines))
    return Section(
        slug="a-cote",
        title="À côté du réseau",
        template="network/organism_portrait/_beside.html",
        drawn=BesideDrawing(lines, scale, legend),
        tables=(Table("À côté du réseau", HEAD, [_cells(indicator) for indicator in shares]),) if shares else (),
        source="les rapports annuels approuvés, et les cibles des ententes dont l’année est celle de l’État.",
        said=_said(shares),
        intro="Part de la cible atteinte. Un point pâle par organisme, sans nom, dès que cinq en ont une.",
        notes=(
            *((FIFTH,) if any(not indicator.is_enough for indicator in shares) else ()),
            *target_notes(indicator.own for indicator in shares),
        ),
        empty=CLOSED if reader.shares is None else "" if shares else WAITS,
        has_twin=False,
    )


def _said(shares: list[SharesOfTarget]) -> str:
    """Return « Vous dépassez la médiane 4 fois sur 6. »; empty where nothing is compared."""
    compared = [
        (indicator.own, indicator.middle)
        for indicator in shares
        if indicator.own is not None and indicator.middle is not None
    ]
    if not compared:
        return ""
    above = sum(own > middle for own, middle in compared)
    if not above:
        return "Vous ne dépassez la médiane d’aucune de ces cibles."
    return f"Vous dépassez la médiane {format_number(above)} fois sur {format_number(len(compared))}."


def _line(indicator: SharesOfTarget, scale: Scale) -> BesideLine:
    reached = Achievement(indicator.own, WHOLE)
    others = indicator.others if indicator.is_enough else ()
    return BesideLine(
        code=indicator.code,
        words=indicator.words,
        own=reached.text,
        is_short=reached.is_short,
        middle=BLANK if indicator.middle is None else format_rate(indicator.middle, 100),
        number=format_number(len(indicator.every)) if indicator.is_enough else BLANK,
        dots=share_dots(scale, indicator.own, is_short=reached.is_short, others=others),
    )


def _cells(indicator: SharesOfTarget) -> tuple[Cell, ...]:
    own, middle = indicator.own, indicator.middle
    return (
        indicator.code,
        indicator.words,
        BLANK if own is None else share_cell(own),
        FIFTH if middle is None else rate_cell(middle, 100, round_rate(middle, 100)),
        len(indicator.every) if indicator.is_enough else None,
    )
