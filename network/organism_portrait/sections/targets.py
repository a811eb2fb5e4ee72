"""The targets of the agreements that run: how much of each is reached, on one scale."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from network.drawing.dots import Dots, Legend
from network.drawing.scales import Scale
from network.organism_portrait.reader import OrganismReader
from network.portrait.section import Link, Section
from network.portrait.sections.target_shares import share_cell, share_dots, shares_scale
from reporting.monitoring.shared_targets import SharedMark, YearGroup
from roriq_portal.files.spreadsheets import Cell, Table
from roriq_portal.formats.numbers import round_number
from roriq_portal.formats.phrases import agree, counted
from services.counting.achievement import LONGEST_BAR

HEAD = ("Jours de l’entente", "Code", "Indicateur", "Unité", "Fait", "Cible", "Part de la cible", "Note")
NOTHING_YET = (
    "Aucune entente de ces jours n’a de cible\u00a0: le dessin vient avec la première, inscrite à son entente."
)
AT_THIS_PACE = "Sous 85\u00a0%\u00a0: au rythme suivi jusqu’ici, l’année finirait sous 85\u00a0% de la cible."


@dataclass(frozen=True)
class TargetLine:
    """One target. `days`: those of its agreements' year, said where there are several; `link`: to its records."""

    mark: SharedMark
    days: str
    dots: Dots


@dataclass(frozen=True)
class TargetDrawing:
    """`lines` on one scale, in per cent of the target."""

    lines: tuple[TargetLine, ...]
    scale: Scale
    legend: Legend


def targets_section(reader: OrganismReader) -> Section:
    """Return the targets of the agreements whose years hold the last day lived, of the component shown."""
    groups = reader.targets.groups
    marks = [(group, mark) for group, mark in _marks(groups) if reader.is_shown(mark.code)]
    scale = shares_scale()
    lines = tuple(_line(group, mark, scale, has_days=len(groups) > 1) for group, mark in marks)
    alone = [words for group in groups for words in group.alone if reader.is_shown(words.split(" ", 1)[0])]
    short = [line for line in lines if line.dots.is_short]
    return Section(
        slug="cibles",
        title="Les cibles de vos ententes",
        template="network/organism_portrait/_targets.html",
        drawn=TargetDrawing(lines, scale, Legend("atteint", has_short=bool(short))),
        tables=(Table("Cibles", HEAD, [_cells(group, mark) for group, mark in marks]),),
        source="les activités imputées à ces ententes, chacune une fois, et ce qui fut déclaré pour elles.",
        said=_said(lines, short, is_running=reader.filters.is_running),
        intro="Part de la cible atteinte, à ce jour." if reader.filters.is_running else "Part de la cible atteinte.",
        notes=_notes(lines, alone, is_running=reader.filters.is_running),
        empty="" if lines else NOTHING_YET,
        has_twin=False,
        links=(
            Link("Où en sont les cibles aujourd’hui", reverse("reporting:organism-targets", args=[reader.organism.pk])),
        ),
    )


def _marks(groups: list[YearGroup]) -> Iterator[tuple[YearGroup, SharedMark]]:
    for group in groups:
        for mark in group.marks:
            yield group, mark


def _line(group: YearGroup, mark: SharedMark, scale: Scale, *, has_days: bool) -> TargetLine:
    dots = share_dots(scale, mark.achievement.share, is_short=mark.is_short)
    return TargetLine(mark, group.words if has_days else "", dots)


def _said(lines: tuple[TargetLine, ...], short: list[TargetLine], *, is_running: bool) -> str:
    """Return « 2 cibles sur 9 sont sous 85 %. » ; of a year that runs, where its pace leads."""
    known = [line for line in lines if line.dots.now]
    if not known:
        return ""
    if not short:
        verb = "n’annonce moins" if is_running else "n’est sous"
        return f"Aucune des {counted(len(known), 'cible mesurée', 'cibles mesurées')} {verb} 85\u00a0%."
    verb = agree(len(short), "finirait", "finiraient") if is_running else agree(len(short), "est", "sont")
    where = "sous 85\u00a0% à ce rythme" if is_running else "sous 85\u00a0%"
    return f"{counted(len(short), 'cible')} sur {len(known)} {verb} {where}."


def _notes(lines: tuple[TargetLine, ...], alone: list[str], *, is_running: bool) -> tuple[str, ...]:
    notes = [AT_THIS_PACE] if is_running and any(line.dots.is_short for line in lines) else []
    if any((line.mark.achievement.share or 0) > LONGEST_BAR for line in lines):
        notes.append("Au-delà de 150\u00a0%, le point reste au bord\u00a0; le nombre le dit.")
    if alone:
        words = ", ".join(alone)
        notes.append(f"Ne s’additionnent pas d’une entente à l’autre, à lire entente par entente\u00a0: {words}.")
    return tuple(notes)


def _cells(group: YearGroup, mark: SharedMark) -> tuple[Cell, ...]:
    share = mark.achievement.share
    target = round_number(mark.target, 2)
    return (
        group.words,
        mark.code,
        mark.words,
        mark.unit,
        mark.done_text,
        int(target) if target == target.to_integral_value() else target,
        mark.share_text if share is None else share_cell(share),
        mark.note,
    )
