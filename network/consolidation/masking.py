"""What leaves of a consolidated content: the one place where its small counts are hidden before a funder reads it.

The totals of a region and of the network are hidden together, after what funders have of the same period already
(decision 59): a reader who subtracts a region's paper from the network's, or a version from the one before, finds
no small count.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext, gettext_noop

from network.consolidation.content import verify_url
from network.consolidation.figures.lines import figures_of
from network.models import ConsolidatedReport, ConsolidatedVersion
from reporting.papers.languages import content_in
from roriq_portal.formats.language import ENGLISH, in_language
from roriq_portal.formats.numbers import decimal_or_none
from services.counting.masking import hidden_cells, is_small, scale_of, threshold_of
from services.masking.audiences import Audience
from services.masking.memory import recall
from services.masking.signs import MASKED
from services.masking.tables import Key, Standing, Tables

Scope = ConsolidatedReport.Scope
NETWORK: Key = ("network",)
MISSING = gettext_noop("pas de rapport compté")
Row = dict[str, Decimal]


@dataclass(frozen=True)
class Publication:
    """What a paper showed funders: line → its total, None where it was hidden. `place`: a region, or the network."""

    place: Key
    totals: Mapping[str, Decimal | None]


@dataclass(frozen=True)
class Beside:
    """What funders have beside a content. `network`: all that the network's published version counted.

    `year_before`: the totals that they read of the year before, None where one was hidden.
    """

    network: Mapping | None = None
    papers: tuple[Publication, ...] = ()
    year_before: Mapping[str, Decimal | None] = field(default_factory=dict)


def masked_content(content: dict, region: str = "", beside: Beside | None = None) -> dict:
    """Return what funders read: totals alone, the small ones hidden now and a year before, with what would tell them.

    No figure of one organism leaves, nor who has not adopted the statement, nor which versions were counted, nor the
    joint targets: names stay. A rate or a difference beside a hidden total goes with it; of the year before, only what
    was published then. `region`: its name; empty of the network.
    """
    beside, shown = beside or Beside(), deepcopy(content)
    hidden = _hidden_lines(content, ("region", region) if region else NETWORK, beside)
    shown["organisms"] = [
        {"name": row["name"], "region": row["region"], "number": row["number"]} for row in shown["organisms"]
    ]
    if shown["statement"]:
        shown["statement"]["waiting"] = []
    for section in shown["sections"]:
        section["figures"] = [_figure(figure, hidden, beside.year_before) for figure in section["figures"]]
    shown["joint"] = ""
    # What is said twice would have to be masked twice: only a programme's report is, and it is read whole
    if "english" in shown:
        raise ValueError("A content that is masked is in French alone.")
    return shown


def published_content(report: ConsolidatedReport, current: ConsolidatedVersion, code: str) -> dict:
    """Return what funders read of a version, under a code of its own, with the threshold it is masked under.

    The funder of a programme reads every number of its report: each came to it in a report that was issued to it.
    """
    content = json.loads(current.content)
    if report.scope != Scope.PROGRAMME:
        content = masked_content(content, report.region.name if report.region else "", _beside(report))
        content["masked_under"] = threshold_of(Audience.FUNDER)
    content["audience"] = ConsolidatedVersion.Audience.FUNDERS.value
    in_french = content | _of_its_own(content, code)
    if "english" not in content:
        return in_french
    with in_language(ENGLISH):
        return in_french | {"english": content["english"] | _of_its_own(content_in(content, ENGLISH), code)}


def _of_its_own(content: dict, code: str) -> dict:
    """What a published version says otherwise: why an organism is missing is between it and the network."""
    missing = [{**row, "why": gettext(MISSING)} for row in content["missing"]]
    version = {**content["version"], "code": code, "verify_url": verify_url(code)}
    return {"missing": missing, "version": version}


def _beside(report: ConsolidatedReport) -> Beside:
    """Read what funders were given: of the same period, oldest first, and of the year before. Two queries."""
    year_before = ConsolidatedVersion.objects.filter(
        report__scope=report.scope, report__region=report.region, report__period__endswith=report.period.lower
    )
    last = year_before.filter(audience=ConsolidatedVersion.Audience.FUNDERS).order_by("-as_of").first()
    same = ConsolidatedVersion.objects.filter(
        report__period=report.period, report__scope__in=(Scope.REGION, Scope.NETWORK)
    ).select_related("report__region")
    papers, inside, network = [], {}, None
    for version in same.order_by("as_of", "pk"):
        if version.audience == ConsolidatedVersion.Audience.NETWORK:
            inside[version.report_id, version.number] = version
            continue
        place: Key = ("region", version.report.region.name) if version.report.region else NETWORK
        papers.append(Publication(place, _totals(json.loads(version.content))))
        if place == NETWORK:
            network = inside.get((version.report_id, version.number))
    return Beside(
        json.loads(network.content) if network else None,
        tuple(papers),
        _totals(json.loads(last.content)) if last else {},
    )


def _totals(content: Mapping) -> dict[str, Decimal | None]:
    """The totals that a published content showed, None where it hid one; a line without a sum is absent."""
    rows = {figure["line_key"]: figure["total"] for figure in figures_of(content)}
    known = {key: decimal_or_none(total["number"]) for key, total in rows.items()}
    return {key: known[key] for key, total in rows.items() if known[key] is not None or total["text"] == MASKED}


def _hidden_lines(content: Mapping, place: Key, beside: Beside) -> set[str]:
    """Return the lines whose total funders do not read."""
    whole = content if place == NETWORK else beside.network
    tied = {figure["line_key"]: figure for figure in figures_of(whole)} if whole else {}
    tables: dict[str, Tables] = {}
    scales: dict[str, int] = {}
    alone: set[str] = set()
    for figure in figures_of(content):
        total, key = decimal_or_none(figure["total"]["number"]), figure["line_key"]
        own = list(_numbers(content, figure).values())
        numbers = [*own, *_numbers(whole, tied.get(key)).values()]
        if sum(number != 0 for number in own) == 1:
            alone.add(key)  # the figure of one organism, a loss too
        if total is None or any(number < 0 for number in (total, *numbers)):
            continue  # no count, which nothing could protect: a loss is money
        numbers.append(total)
        scales[key] = scale_of(numbers)
        laid = _tables(content, figure, whole, tied.get(key), place, total, scales[key])
        recall(laid, _published(beside.papers, key, scales[key]), threshold_of(Audience.FUNDER) * scales[key])
        tables[key] = laid
    hidden_in = hidden_cells(tables, Audience.FUNDER, scales=scales)
    return alone | {key for key, hidden in hidden_in.items() if place in hidden}


def _tables(
    content: Mapping,
    figure: Mapping,
    whole: Mapping | None,
    of_whole: Mapping | None,
    place: Key,
    total: Decimal,
    scale: int,
) -> Tables:
    """Lay one line: organisms, which nobody reads, in regions, in the network when its paper is out or this one.

    A total of one organism alone is that organism's figure, and is hidden whatever its size.
    """
    tables, own = Tables(), _numbers(content, figure)
    is_of_one = sum(number != 0 for number in own.values()) == 1
    tables.add(place, _scaled(total, scale), is_sensitive=is_of_one)
    if place != NETWORK and sum(own.values()) == total:
        _lay(tables, place, content, own, scale)
    if whole is not None and of_whole is not None:
        _lay_network(tables, whole, of_whole, scale)
    return tables


def _lay(tables: Tables, place: Key, content: Mapping, numbers: Row, scale: int) -> list[Key]:
    """Tie a place to the organisms that its paper counts."""
    parts: list[Key] = []
    for row in content["organisms"]:
        if row["name"] in numbers:
            parts.append(("organism", row["name"], place))
            tables.add(parts[-1], _scaled(numbers[row["name"]], scale), Standing.UNSEEN)
    if parts:
        tables.tie(place, parts)
    return parts


def _lay_network(tables: Tables, whole: Mapping, figure: Mapping, scale: int) -> None:
    """Tie the network to its regions. A region that has another number on its own paper is tied to none of it."""
    numbers, total = _numbers(whole, figure), decimal_or_none(figure["total"]["number"])
    if total is None or sum(numbers.values()) != total:
        return  # households that two organisms share count once: no sum ties them
    regions: dict[str, list[str]] = defaultdict(list)
    for row in whole["organisms"]:
        if row["name"] in numbers:
            regions[row["region"]].append(row["name"])
    parts: list[Key] = []
    for region, names in regions.items():
        value, key = _scaled(sum((numbers[name] for name in names), Decimal(0)), scale), ("region", region)
        if key in tables.cells and tables.cells[key].value != value:
            key = ("region then", region)
        if key not in tables.cells:
            tables.add(key, value, Standing.UNSEEN)
            _lay(tables, key, {"organisms": [{"name": name} for name in names]}, numbers, scale)
        parts.append(key)
    if NETWORK not in tables.cells:
        tables.add(NETWORK, _scaled(total, scale), Standing.UNSEEN)
    if parts:
        tables.tie(NETWORK, parts)


def _published(papers: Iterable[Publication], line_key: str, scale: int) -> list[dict[Key, int | None]]:
    rows = [(paper.place, paper.totals[line_key]) for paper in papers if line_key in paper.totals]
    return [{place: None if number is None else _scaled(number, scale)} for place, number in rows]


def _numbers(content: Mapping | None, figure: Mapping | None) -> Row:
    """The number of each organism that has one, by name: the cells of a figure stand in the order of its organisms."""
    if content is None or figure is None:
        return {}
    cells = zip(content["organisms"], figure["cells"], strict=True)
    numbers = {row["name"]: decimal_or_none(cell["number"]) for row, cell in cells}
    return {name: number for name, number in numbers.items() if number is not None}


def _scaled(number: Decimal, scale: int) -> int:
    return int(number * scale)


def _figure(figure: dict, hidden: set[str], year_before: Mapping[str, Decimal | None]) -> dict:
    total, before = _box(figure["total"], is_hidden=figure["line_key"] in hidden), _before(figure, year_before)
    telling: dict[str, object] = {} if before is figure["before"] else {"difference": ""}
    if total is not figure["total"] or (before and before is not figure["before"]):
        telling = {"difference": "", "target": None, "rate": "", "short": False}
    return {**figure, "cells": [], "total": total, "before": before, **telling}


def _before(figure: dict, year_before: Mapping[str, Decimal | None]) -> dict | None:
    """Return the year before as funders have it: hidden where it was or is small, absent where it never left."""
    box, key = figure["before"], figure["line_key"]
    number = decimal_or_none(box["number"]) if box else None
    if box is None or number is None:
        return box
    if _is_small(number) or (key in year_before and year_before[key] is None):
        return _box(box, is_hidden=True)
    return box if year_before.get(key) == number else None


def _is_small(number: Decimal) -> bool:
    return is_small(number, Audience.FUNDER)


def _box(box: dict, *, is_hidden: bool) -> dict:
    number = decimal_or_none(box["number"])
    if number is None or not (is_hidden or _is_small(number)):
        return box
    return {**box, "text": MASKED, "number": None}
