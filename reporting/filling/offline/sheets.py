"""The workbook of a report that is filled offline: a sheet that says how, one for each section, the hidden one."""

from collections.abc import Iterator, Sequence

from django.utils import timezone

from reporting.filling.offline.boxes import band_boxes, boxes_of, figure_boxes, text_boxes
from reporting.filling.offline.how_to import how_to_sheet
from reporting.filling.offline.identification import hidden_sheet, identity_of
from reporting.filling.offline.rows import COLUMNS, box_row, group_row, head_row, line_row, text_height
from reporting.filling.page.task_list import before_words
from reporting.lines.presenters import LineView, SectionView
from reporting.models import Line, Report
from roriq_portal.files.form_books import FormCell, FormSheet, Look, render_form_book, sheet_names
from roriq_portal.formats.days import format_moment

Row = tuple[Sequence[FormCell], float | None]


def render_offline_book(report: Report, sections: Sequence[SectionView], *, may_write: bool) -> bytes:
    """Return the XLSX of a report as it stands: what is open may be filled, all else is locked and shown.

    A user who may not write gets it without an open cell.
    """
    offered = [section for section in sections if section.is_offered]
    made_at = format_moment(timezone.now())
    identity = identity_of(report, made_at)
    names = sheet_names([_title(section) for section in offered])
    pages = [_section_sheet(report, *pair, may_write=may_write) for pair in zip(offered, names, strict=True)]
    boxes = [box for section in offered for box in boxes_of(section)]
    how = how_to_sheet(report, identity, list(zip(offered, names, strict=True)), may_write=may_write)
    return render_form_book([how, *pages, hidden_sheet(identity, boxes, may_write=may_write)], title=str(report))


def _title(section: SectionView) -> str:
    """« Volet 2 » of « Volet 2 – Activités d’insertion en emploi »."""
    return section.title.partition(" – ")[0]


def _section_sheet(report: Report, section: SectionView, name: str, *, may_write: bool) -> FormSheet:
    rows = [
        *_head(section, before_words(report, section)),
        *_figures(section, report, may_write),
        *_breakdowns(section, report, may_write),
    ]
    rows += [*_texts(section, report, may_write), *_files(section)]
    has_texts, has_ratios = bool(text_boxes(section)), any(line.kind == Line.Kind.RATIO for line in section.lines)
    widths = [
        0 if (column.name == "Texte" and not has_texts) or (column.name == "Sur" and not has_ratios) else column.width
        for column in COLUMNS
    ]
    cells, heights = [row for row, _ in rows], [height for _, height in rows]
    return FormSheet(name, widths, cells, head=HEAD_RANK, still=2, heights=heights)


HEAD_RANK = 2


def _head(section: SectionView, past: str) -> Iterator[Row]:
    yield [FormCell(section.title, Look.TITLE)], 24
    yield (
        [FormCell("Seules les cellules jaunes se remplissent. Une cellule laissée vide ne change rien.", Look.GUIDE)],
        None,
    )
    yield head_row(past), 30


def _figures(section: SectionView, report: Report, may_write: bool) -> Iterator[Row]:
    if not figure_boxes(section):
        return
    yield group_row("Les chiffres"), None
    boxes = {box.line.key: box for box in figure_boxes(section)}
    for line in section.lines:
        if line.kind == Line.Kind.HEADING:
            yield line_row("", line.words), None
        elif line.key in boxes:
            yield box_row(boxes[line.key], report, may_write=may_write), None


def _breakdowns(section: SectionView, report: Report, may_write: bool) -> Iterator[Row]:
    lines = [line for line in section.lines if line.bands]
    if lines:
        is_money = all(line.kind != Line.Kind.FIGURE for line in section.lines)
        yield group_row("Les sommes" if is_money else "La ventilation"), None
    for line in lines:
        yield from _parts(line, report, may_write)


def _parts(line: LineView, report: Report, may_write: bool) -> Iterator[Row]:
    boxes = band_boxes(line)
    titles = {"": line.words, **{axis.key: f"{line.words}, par {_small(axis.words)}" for axis in line.axes}}
    for dimension, words in titles.items():
        own = [box for box in boxes if box.band and box.band.dimension == dimension]
        if own:
            yield line_row(line.number, words), None
            yield from ((box_row(box, report, may_write=may_write), None) for box in own)


def _small(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def _texts(section: SectionView, report: Report, may_write: bool) -> Iterator[Row]:
    boxes = text_boxes(section)
    if boxes:
        yield group_row("Le récit"), None
    for box in boxes:
        yield box_row(box, report, may_write=may_write), text_height(box)


def _files(section: SectionView) -> Iterator[Row]:
    lines = [line for line in section.lines if line.kind == Line.Kind.FILE]
    if lines:
        yield group_row("Les pièces, à joindre dans le portail"), None
    for line in lines:
        yield line_row(line.number, line.words, ", ".join(file.name for file in line.files)), None
