"""The parts of a figure on a page of results, axis by axis, without those that are hidden."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from organisms.models import Category
from roriq_portal.formats.numbers import format_number
from services.masking.signs import MASKED
from services.masking.tables import REST
from services.results.figure_lines import AxisLine, PartLine

Part = tuple[str, str]


def axis_lines(
    categories: Iterable[Category], total: Decimal, breakdown: Mapping[Part, int], hidden: Collection[Part]
) -> tuple[AxisLine, ...]:
    """Return each axis that says something, its categories in their order, then what it does not tell.

    `hidden`: parts that print a sign and no bar; (axis, `REST`) is what the axis does not tell.
    """
    axes: dict[str, list[tuple[Category, int]]] = {}
    for category in categories:
        value = breakdown.get((category.dimension.key, category.key))
        if value is not None:
            axes.setdefault(category.dimension.words, []).append((category, value))
    return tuple(AxisLine(words, _parts(total, parts, hidden)) for words, parts in axes.items())


def _parts(total: Decimal, parts: list[tuple[Category, int]], hidden: Collection[Part]) -> tuple[PartLine, ...]:
    rest = total - sum(value for _, value in parts)
    lines = [
        _part(category.words, Decimal(value), total, (category.dimension.key, category.key) in hidden)
        for category, value in parts
    ]
    axis = parts[0][0].dimension.key
    return tuple([*lines, _part("Non ventilé", rest, total, (axis, REST) in hidden)] if rest else lines)


def _part(words: str, value: Decimal, total: Decimal, is_hidden: bool) -> PartLine:
    if is_hidden:
        return PartLine(words, None, MASKED, "")
    return PartLine(words, value, format_number(value), f"{value * 100 / total:.1f}" if total else "")
