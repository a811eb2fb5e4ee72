"""What moved in the reports that a consolidated version counts, since it was frozen. Said on its page, never redone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Max

from network.consolidation.figures.sources import is_of, reports_of, settled
from network.models import ConsolidatedReport, ConsolidatedSource, ConsolidatedVersion
from reporting.models import Report, Transition, Version
from roriq_portal.formats.days import format_day

NETWORK = ConsolidatedVersion.Audience.NETWORK
FORM = ("template_version", "template_version__template")
REOPENED = ("reopen", "ask", "contest", "take_back", "return")


@dataclass(frozen=True)
class Moved:
    """One report that moved: whose it is, and in which sentence."""

    name: str
    words: str


def moved_since(whole: ConsolidatedReport, version: ConsolidatedVersion) -> list[Moved]:
    """Return every report that a version counts and that was reopened, or filed again since; then those come since.

    By organism. Four queries, none more as organisms grow. The numbers of the version are those it froze.
    """
    sources = ConsolidatedSource.objects.filter(version=version).select_related("organism", "source__report")
    rows = list(sources.annotate(newest=Max("source__report__versions__number")).defer("source__content"))
    reopened = _last_days([row.source.report_id for row in rows])
    stands = set(settled(Report.objects.filter(pk__in=counted_reports(rows))).values_list("pk", flat=True))
    moved = []
    for row in rows:
        report, newest = row.source.report, row.newest
        if report.pk not in stands:
            day = reopened.get(report.pk)
            since = f" le {format_day(day)}" if day else ""
            moved.append(Moved(row.organism.name, f"son rapport a été rouvert{since}\u00a0: il n’est plus réglé"))
        elif newest > row.source.number:
            moved.append(Moved(row.organism.name, f"une version {newest} remplace la version {row.source.number}"))
    return sorted([*moved, *_come_since(whole, rows)], key=lambda row: row.name)


def counted_reports(rows: Sequence[ConsolidatedSource]) -> list[int]:
    return [row.source.report_id for row in rows]


def _last_days(report_ids: list[int]) -> dict:
    """Report → the moment of its last step backwards."""
    steps = Transition.objects.filter(report__in=report_ids, name__in=REOPENED).order_by("at", "pk")
    return dict(steps.values_list("report", "at"))


def _come_since(whole: ConsolidatedReport, rows: Sequence[ConsolidatedSource]) -> list[Moved]:
    """Reports of the scope that are settled now and were not counted."""
    counted = counted_reports(rows)
    newer = settled(reports_of(whole)).exclude(pk__in=counted).select_related("organism")
    return [Moved(report.organism.name, "son rapport est réglé depuis, et n’y est pas compté") for report in newer]


def outdated_among(shown: Sequence[tuple[ConsolidatedReport, ConsolidatedVersion]]) -> set[int]:
    """Return which of these reports, by key, moved since the version that is shown of each: as their pages say.

    For a list: three queries. What a version for funders counts is written with that of the network of its number.
    """
    numbers = {whole.pk: version.number for whole, version in shown}
    rows = ConsolidatedSource.objects.filter(version__report__in=numbers, version__audience=NETWORK)
    counted: dict[int, dict[int, int]] = defaultdict(dict)
    for key, number, source, report in rows.values_list(
        "version__report", "version__number", "source", "source__report"
    ):
        if number == numbers[key]:
            counted[key][source] = report
    newest = Version.objects.filter(consolidated_in__in=rows).annotate(last=Max("report__versions__number"))
    current = newest.filter(number=F("last"), report__in=settled(Report.objects.all()).values("pk"))
    stands = set(current.values_list("pk", flat=True))
    standing = settled(Report.objects.filter(period__in={whole.period for whole, _ in shown}))
    reports = list(standing.select_related("template_version").only("period", "kind", "region", *FORM))
    return {
        whole.pk
        for whole, _ in shown
        if counted[whole.pk].keys() - stands
        or any(is_of(whole, row) and row.pk not in counted[whole.pk].values() for row in reports)
    }
