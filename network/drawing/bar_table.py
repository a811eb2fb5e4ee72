"""A table whose rows are drawn: words, numbers as they are printed, a bar. No I/O, no HTML."""

from dataclasses import dataclass

from network.drawing.bars import BarPart


@dataclass(frozen=True)
class BarColumn:
    """A column of numbers. `is_key`: the one that the bar draws; `head_wraps`: its head may take two lines."""

    head: str
    is_key: bool = False
    head_wraps: bool = False


@dataclass(frozen=True)
class BarCell:
    """`under`: what stands under the number, smaller."""

    column: BarColumn
    text: str
    under: str = ""


@dataclass(frozen=True)
class BarRow:
    """`under`: what is said under its words; `is_chosen`: the row that the page is about."""

    words: str
    cells: tuple[BarCell, ...]
    bar: tuple[BarPart, ...]
    under: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class BarTable:
    """`head`: of the words; `drawing`: what the bars are, read aloud; `is_captioned`: the caption is shown."""

    caption: str
    head: str
    columns: tuple[BarColumn, ...]
    drawing: str
    rows: tuple[BarRow, ...]
    is_captioned: bool = False


def cells_of(columns: tuple[BarColumn, ...], *texts: str | tuple[str, str]) -> tuple[BarCell, ...]:
    """Return the cells of a row, each a number in words, or it and what stands under it."""
    return tuple(
        BarCell(column, text) if isinstance(text, str) else BarCell(column, *text)
        for column, text in zip(columns, texts, strict=True)
    )
