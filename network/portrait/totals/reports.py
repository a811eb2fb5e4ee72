"""What the consolidated report of the network froze of each year. Frozen content never changes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.backends.postgresql.psycopg_any import DateRange

from network.barometer.windows import Window
from network.consolidation.figures.lines import figures_of
from network.models import ConsolidatedReport, ConsolidatedVersion
from network.portrait.totals.figures import Figure, Source, counted_figure
from roriq_portal.fiscal_year import state_year_of, state_year_start
from roriq_portal.formats.numbers import decimal_or_none
from roriq_portal.serving.remembered import Remembered

EDITION = 1
CONTENTS = Remembered(seconds=30 * 24 * 60 * 60)


@dataclass(frozen=True)
class FrozenYear:
    """The frozen report of a year: its whole totals by printed number of line, « V1.02 », and how many are missing."""

    number: int
    frozen_on: str
    totals: Mapping[str, str]
    missing: int


@dataclass(frozen=True)
class FrozenTotals:
    """`years`: State year → what was frozen of it."""

    years: Mapping[int, FrozenYear] = field(default_factory=dict)

    def of(self, code: str, window: Window) -> Figure | None:
        """Return the total of a year that has ended; None without a report that counts every organism."""
        frozen = None if window.is_part else self.years.get(window.year)
        number = decimal_or_none(frozen.totals.get(code)) if frozen and not frozen.missing else None
        return None if number is None else counted_figure(number, Source.REPORTS)


def read_frozen_totals(windows: Iterable[Window]) -> FrozenTotals:
    """Return what the last version of each year holds. One query, and one for what nobody has read yet."""
    periods = [
        DateRange(state_year_start(window.year), state_year_start(window.year + 1))
        for window in windows
        if not window.is_part
    ]
    rows = ConsolidatedReport.objects.filter(scope=ConsolidatedReport.Scope.NETWORK, period__in=periods)
    versions = rows.filter(current__isnull=False).order_by().values_list("period", "current", "current__sha256")
    names = {key: f"frozen-totals-{EDITION}-{sha256}" for _, key, sha256 in versions}
    read = _read(names)
    return FrozenTotals({state_year_of(period.lower): FrozenYear(**read[key]) for period, key, _ in versions})


def _read(names: Mapping[int, str]) -> dict[int, dict]:
    """Return what each version holds, in plain values: parsed once."""
    cached = CONTENTS.get_many(names.values())
    read = {key: cached[name] for key, name in names.items() if name in cached}
    unread = names.keys() - read.keys()
    for version in ConsolidatedVersion.objects.filter(pk__in=unread) if unread else ():
        read[version.pk] = _content(version)
        CONTENTS.set(names[version.pk], read[version.pk])
    return read


def _content(version: ConsolidatedVersion) -> dict:
    content = json.loads(version.content)
    totals = {
        figure["key"]: figure["total"]["number"]
        for figure in figures_of(content)
        if figure["total"]["number"] and not figure["total"]["left_out"]
    }
    return {
        "number": version.number,
        "frozen_on": content["version"]["as_of_words"],
        "totals": totals,
        "missing": len(content["missing"]),
    }
