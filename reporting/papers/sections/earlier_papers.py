"""What earlier papers told of a report: each number that they counted, and which they printed."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import LineSpec
from reporting.lines.before.previous_period import read_past
from reporting.models import Report, Version
from reporting.papers.sections.linked_numbers import (
    Addition,
    EarlierPapers,
    Paper,
    Place,
    Printed,
    additions_of,
    place_of,
    rows_of,
)
from roriq_portal.formats.numbers import decimal_or_none
from services.counting.masking import MASKED


def earlier_papers(report: Report) -> EarlierPapers:
    """Read the versions of a report, and those of the report of the period before. Two queries, and its form's."""
    before = read_past(report).report
    of_report: dict[int, list[dict]] = {row.pk: [] for row in (report, before) if row}
    for version in Version.objects.filter(report__in=of_report):
        of_report[version.report_id].append(json.loads(version.content))
    own, past = of_report[report.pk], of_report[before.pk] if before else []
    lines_before = read_form_spec(before.template_version).lines if past and before else ()
    lines = read_form_spec(report.template_version).lines if own else ()
    return EarlierPapers(printed(own, lines), printed(past, lines_before, own))


def printed(contents: Iterable[Mapping], lines: Collection[LineSpec], later: Iterable[Mapping] = ()) -> Printed:
    """Return what frozen contents told of their own days, and `later` ones of the period before theirs.

    `lines`: those of the form of these contents.
    """
    own, ties = list(contents), additions_of(lines)
    shown = {row for content in own for row in _shown(content, "value", "number")}
    shown |= {row for content in later for row in _shown(content, "past", "past_number")}
    return Printed(
        tuple(Paper(dict(_counted(content)), [*ties, *_axes(content)]) for content in own),
        frozenset(shown),
        frozenset(
            figure["line_key"] for content in own for figure in _figures(content) if figure["value"]["text"] == MASKED
        ),
    )


def _counted(content: Mapping) -> Iterator[tuple[Place, Decimal]]:
    """Return what a content counted of each figure and of each of its parts, printed or not; no rate."""
    for figure in _figures(content):
        answer = content["answers"][figure["line_key"]]
        value = decimal_or_none(answer["value"])
        if value is None or answer["denominator"] is not None:
            continue
        yield place_of(figure["line_key"]), value
        for axis in figure["bands"]:
            keys = [row["key"] for row in axis["rows"]]
            parts = {key: decimal_or_none(answer["bands"].get(key, {}).get("value")) for key in keys}
            if axis["rest"]:
                parts[""] = value - sum(number or 0 for number in parts.values())
            place = (figure["line_key"], axis["dimension"])
            yield from (((*place, key), number) for key, number in parts.items() if number is not None)


def _axes(content: Mapping) -> Iterator[Addition]:
    for figure in _figures(content):
        for axis in figure["bands"]:
            place = (figure["line_key"], axis["dimension"])
            yield place_of(figure["line_key"]), tuple((*place, row["key"]) for row in rows_of(axis))


def _shown(content: Mapping, box: str, number: str) -> Iterator[tuple[Place, Decimal]]:
    for figure in _figures(content):
        if figure[box] and figure[box]["denominator"] is None:
            yield from _read(place_of(figure["line_key"]), figure[box]["number"])
        for axis in figure["bands"]:
            for row in rows_of(axis):
                yield from _read((figure["line_key"], axis["dimension"], row["key"]), row[number])


def _read(place: Place, number: str | None) -> Iterator[tuple[Place, Decimal]]:
    value = decimal_or_none(number)
    if value is not None:
        yield place, value


def _figures(content: Mapping) -> Iterator[Mapping]:
    return (figure for section in content["sections"] for figure in section["figures"])
