"""The bands of a line written from its form. A band keeps its key while its words change: answers follow it."""

from typing import Any

from organisms.models import Category, Dimension
from reporting.form_editor.keys import free_key
from reporting.form_editor.lines.form import LineForm
from reporting.form_editor.lines.rows import BAND
from reporting.models import Band, Line


def write_bands(line: Line, form: LineForm) -> None:
    """Give a line the bands of its form, those of the portal last where they were asked for."""
    usual = form.cleaned_data["usual_bands"]
    if form.line and not usual and not any(name.startswith(BAND) for name in form.changed_data):
        return
    standing = {band.key: band for band in line.bands.all()}
    typed = [row for _, row in form.typed_rows(BAND)]
    for axis in usual:
        typed += _usual_rows(axis, form)
    keys = {row["key"] for row in typed if row["key"] in standing}
    line.bands.exclude(key__in=keys).delete()
    taken = set(standing)
    for order, row in enumerate(typed, 1):
        words = f"{row['dimension']} {row['words'] or row['words_en']}"
        key = row["key"] if row["key"] in standing else free_key(words, taken, "tranche")
        taken.add(key)
        _write_band(line, standing.get(key) or Band(line=line, key=key), row, order, form)


def _write_band(line: Line, band: Band, row: dict[str, Any], order: int, form: LineForm) -> None:
    dimension = form.vocabulary.dimensions.get(row["dimension"])
    band.dimension, band.order, band.words, band.words_en = dimension, order, row["words"], row["words_en"]
    band.age_from, band.age_to = row["from"], row["to"]
    band.save()
    chosen = [form.vocabulary.categories[key] for key in row["categories"]]
    if dimension and band.age_from is not None:
        chosen = categories_inside(dimension, band.age_from, band.age_to, form.vocabulary.categories.values())
    band.categories.set(chosen)


def _usual_rows(axis: str, form: LineForm) -> list[dict[str, Any]]:
    """One band for each category of an axis, in its own words."""
    blank = {"key": "", "words_en": "", "dimension": axis}
    return [
        {**blank, "words": row.words, "from": row.age_from, "to": row.age_to}
        | {"categories": [] if row.age_from is not None else [key]}
        for key, row in form.vocabulary.categories.items()
        if row.dimension.key == axis
    ]


def categories_inside(dimension: Dimension, first: int, last: int | None, categories) -> list[Category]:
    """Return the ages recorded that lie whole between two bounds."""
    return [
        row
        for row in categories
        if row.dimension_id == dimension.pk
        and row.age_from is not None
        and row.age_from >= first
        and (last is None or (row.age_to is not None and row.age_to <= last))
    ]
