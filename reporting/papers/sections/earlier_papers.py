"""What earlier papers told of a report: each number that they counted, and which they printed."""

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from reporting.lines.before.previous_period import read_past
from reporting.models import Report, Version
from reporting.papers.sections.linked_numbers import EarlierPapers, Place, Printed, axis_of, place_of
from roriq_portal.formats.numbers import decimal_or_none


def earlier_papers(report: Report) -> EarlierPapers:
    """Read the versions of a report, and those of the report of the period before. Two queries."""
    before = read_past(report).report
    contents: dict[int, list[dict]] = {row.pk: [] for row in (report, before) if row}
    for version in Version.objects.filter(report__in=contents):
        contents[version.report_id].append(json.loads(version.content))
    return EarlierPapers(
        printed(contents[report.pk]), printed(contents[before.pk] if before else (), contents[report.pk])
    )


def printed(contents: Iterable[Mapping], later: Iterable[Mapping] = ()) -> Printed:
    """Return what frozen contents told of their own days, and `later` ones of the period before theirs."""
    own = list(contents)
    shown = {row for content in own for row in _shown(content, "value", "number")}
    shown |= {row for content in later for row in _shown(content, "past", "past_number")}
    return Printed(tuple(dict(_counted(content)) for content in own), frozenset(shown))


def _counted(content: Mapping) -> Iterator[tuple[Place, Decimal]]:
    """Return what a content counted of each figure and of each of its parts, printed or not; no rate."""
    for figure in _figures(content):
        answer = content["answers"][figure["line_key"]]
        value = decimal_or_none(answer["value"])
        if value is None or answer["denominator"] is not None:
            continue
        yield place_of(figure["line_key"]), value
        for axis in figure["bands"]:
            name, _ = axis_of(axis)
            keys = [row["key"] for row in axis["rows"]]
            parts = {key: decimal_or_none(answer["bands"].get(key, {}).get("value")) for key in keys}
            if axis["rest"]:
                parts[""] = value - sum(number or 0 for number in parts.values())
            yield from (
                ((figure["line_key"], name, key), number) for key, number in parts.items() if number is not None
            )


def _shown(content: Mapping, box: str, number: str) -> Iterator[tuple[Place, Decimal]]:
    for figure in _figures(content):
        if figure[box] and figure[box]["denominator"] is None:
            yield from _read(place_of(figure["line_key"]), figure[box]["number"])
        for axis in figure["bands"]:
            name, rows = axis_of(axis)
            for row in rows:
                yield from _read((figure["line_key"], name, row["key"]), row[number])


def _read(place: Place, number: str | None) -> Iterator[tuple[Place, Decimal]]:
    value = decimal_or_none(number)
    if value is not None:
        yield place, value


def _figures(content: Mapping) -> Iterator[Mapping]:
    return (figure for section in content["sections"] for figure in section["figures"])
