"""What a person inscribes where a report asks: every figure differs from the others, so no box passes for another."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from organisms.models import User
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import save_answers
from reporting.filling.actions.attachments import add_attachment
from reporting.filling.posted import asked_bands, has_box, is_fixed
from reporting.lines.assembly import build_sections
from reporting.lines.presenters import BandView, LineView
from reporting.models import Line, Report
from roriq_portal.files.uploads import examine
from tests.proof.readings import MONEY, UNBROKEN, Mark

Typed = tuple[str, str, str, Decimal]
TOTAL = "Total"
MOST, STEP = 950, 7
# As many people as households at least, and no more days than a year has
BOUND = {"v1-11": MOST + STEP, "v5-07": 360}
# A part that its form caps stays well under it: administration in form A, the MRC's share in form C
CAPPED = ("administration", "part-mrc")


@dataclass(frozen=True)
class Answered:
    """`typed`: the figures inscribed, as (code, axis, band, number); `bounds`: what a page says of a count it asks."""

    typed: tuple[Typed, ...]
    bounds: tuple[Mark, ...]


def answer_everything(
    report: Report, *, by: User, numbers: Mapping[str, int] | None = None, texts: Mapping[str, str] | None = None
) -> Answered:
    """Answer every open box of a report and join its files; return what was inscribed.

    Later lines get smaller figures: a part never passes the whole that stands above it. `numbers`, `texts`: those of
    some lines, by their key; of a part of a line, by « line--part ».
    """
    numbers, texts = numbers or {}, texts or {}
    lines = [line for section in build_sections(report) if section.is_offered for line in section.lines]
    inputs: list[AnswerInput] = []
    typed: list[Typed] = []
    for position, line in enumerate(lines):
        if line.kind == Line.Kind.FILE:
            _join(report, line, by)
        number = numbers.get(line.key, BOUND.get(line.key, MOST - STEP * position))
        for given, said in _answers(line, number, numbers, texts, stands_alone=_stands_alone(line, lines)):
            inputs.append(given)
            typed += said
    save_answers(report=report, answers=inputs, by=by)
    bounds = [mark for line in lines for mark in _bounds(line)]
    return Answered(tuple(typed), tuple(bounds))


def _bounds(line: LineView) -> Iterator[Mark]:
    if line.ask and line.ask.lower_bound is not None:
        yield Mark(_code(line), "named", "", Decimal(line.ask.lower_bound))
        yield Mark(_code(line), "unnamed", "", Decimal(line.ask.unnamed))


def _join(report: Report, line: LineView, by: User) -> None:
    kept = examine(io.BytesIO(f"%PDF-1.7 {line.key}\ntrailer\n%%EOF".encode()), f"{line.key}.pdf")
    add_attachment(report=report, line=report.template_version.lines.get(key=line.key), upload=kept, by=by)


def _stands_alone(line: LineView, lines: list[LineView]) -> bool:
    """Whether a repeated sum of money shares its table with others that are repeated too."""
    money = [row for row in lines if row.kind == Line.Kind.MONEY and row.line.section == line.line.section]
    return all(row.line.for_each for row in money)


def _answers(
    line: LineView, number: int, numbers: Mapping[str, int], texts: Mapping[str, str], *, stands_alone: bool
) -> Iterator[tuple[AnswerInput, list[Typed]]]:
    if line.kind == Line.Kind.TEXT:
        yield AnswerInput(line.line, text=texts.get(line.key, f"Texte de {line.words}.")), []
    elif line.kind == Line.Kind.MONEY:
        yield from _sums(line, number, stands_alone=stands_alone)
    elif line.kind == Line.Kind.RATIO and not is_fixed(line):
        yield (
            AnswerInput(line.line, state="value", value=Decimal(3), denominator=Decimal(4)),
            [_said(line, Decimal(75))],
        )
    elif has_box(line):
        yield from _figure(line, Decimal(number), numbers)


def _figure(line: LineView, number: Decimal, numbers: Mapping[str, int]) -> Iterator[tuple[AnswerInput, list[Typed]]]:
    if not is_fixed(line):
        yield AnswerInput(line.line, state="value", value=number), [_said(line, number)]
    for axis in line.axes:
        bands = [band for band in asked_bands(line) if band.dimension == axis.key]
        left = number
        for rank, band in enumerate(bands, start=1):
            usual = int(number) // (len(bands) + 1) - rank
            part = Decimal(numbers.get(f"{line.key}--{band.key}", usual))
            left -= part
            rest = [(_code(line), axis.words, UNBROKEN, left)] if rank == len(bands) else []
            yield AnswerInput(line.line, band.key, state="value", value=part), [_said(line, part, band), *rest]


def _sums(line: LineView, number: int, *, stands_alone: bool) -> Iterator[tuple[AnswerInput, list[Typed]]]:
    """Money by parts, or as one sum; a column of the paper's table for each line asked by agreement."""
    column = "2" if line.key == "fin-depense" else "1"
    if not line.bands:
        value = Decimal(f"{number}.25")
        yield AnswerInput(line.line, state="value", value=value), [(MONEY, column, line.words, value)]
        return
    values = [Decimal(f"{40 if band.key in CAPPED else number + rank}.50") for rank, band in enumerate(line.bands)]
    name = TOTAL if line.line.for_each and stands_alone else f"{line.words}, total"
    whole = (MONEY, column, name, sum(values, Decimal(0)))
    for rank, (band, value) in enumerate(zip(line.bands, values, strict=True), start=1):
        words = f"{line.words}, {band.words}" if line.line.for_each and not stands_alone else band.words
        said = [(MONEY, column, words, value), *([whole] if rank == len(values) else [])]
        yield AnswerInput(line.line, band.key, state="value", value=value), said


def _said(line: LineView, number: Decimal, band: BandView | None = None) -> Typed:
    axis = line.line.dimensions()[band.dimension] if band else ""
    return _code(line), axis, band.words if band else "", number


def _code(line: LineView) -> str:
    return line.number or line.key
