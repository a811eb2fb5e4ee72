"""Beside the network: which part of its targets the organism reached, among unnamed points."""

from dataclasses import dataclass
from fractions import Fraction

from network.drawing.dots import Dots, dots_on
from network.drawing.scales import Scale, scale_to
from network.organism_portrait.beside import SharesOfTarget
from network.organism_portrait.reader import OrganismReader
from network.portrait.section import Section
from roriq_portal.files.spreadsheets import Cell, Table, rate_cell
from roriq_portal.formats.numbers import BLANK, format_number
from roriq_portal.formats.rates import format_rate, round_rate
from services.counting.achievement import LONGEST_BAR, SHORT_OF, Achievement

HEAD = ("Code", "Indicateur", "Vous", "Médiane", "Organismes")
CLOSED = "Le réseau n’a pas ouvert cette comparaison\u00a0; sa coordination peut l’ouvrir, pour tous à la fois."
WAITS = "Le dessin vient quand des rapports annuels de cette année sont approuvés, et que vos ententes y ont une cible."
FIFTH = "Moins de cinq organismes\u00a0: le dessin attend le cinquième."
WHOLE = Fraction(100)


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
    has_short: bool


def beside_section(reader: OrganismReader) -> Section:
    """Return the shares of the chosen year; while the network has not opened the comparison, only that sentence."""
    shares = reader.shares or []
    scale = scale_to([LONGEST_BAR])
    lines = tuple(_line(indicator, scale) for indicator in shares)
    return Section(
        slug="a-cote",
        title="À côté du réseau",
        template="network/organism_portrait/_beside.html",
        drawn=BesideDrawing(lines, scale, any(line.is_short for line in lines)),
        tables=(Table("À côté du réseau", HEAD, [_cells(indicator) for indicator in shares]),) if shares else (),
        source="les rapports annuels approuvés, et les cibles des ententes dont l’année est celle de l’État.",
        said=_said(shares),
        intro="Part de la cible atteinte. Un point pâle par organisme, sans nom, dès que cinq en ont une.",
        notes=(FIFTH,) if any(not indicator.is_enough for indicator in shares) else (),
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
    others = [min(share, LONGEST_BAR) for share in indicator.others] if indicator.is_enough else []
    dots = dots_on(scale, _within(indicator.own), goal=WHOLE, is_short=reached.is_short, others=others)
    return BesideLine(
        code=indicator.code,
        words=indicator.words,
        own=reached.text,
        is_short=reached.is_short,
        middle=BLANK if indicator.middle is None else format_rate(indicator.middle, 100),
        number=format_number(len(indicator.every)) if indicator.is_enough else BLANK,
        dots=dots,
    )


def _within(share: Fraction | None) -> Fraction | None:
    return None if share is None else min(share, LONGEST_BAR)


def _cells(indicator: SharesOfTarget) -> tuple[Cell, ...]:
    own: Cell = (
        BLANK
        if indicator.own is None
        else rate_cell(indicator.own, 100, round_rate(indicator.own, 100, thresholds=[SHORT_OF]))
    )
    middle: Cell = (
        FIFTH if indicator.middle is None else rate_cell(indicator.middle, 100, round_rate(indicator.middle, 100))
    )
    return indicator.code, indicator.words, own, middle, len(indicator.every) if indicator.is_enough else None
