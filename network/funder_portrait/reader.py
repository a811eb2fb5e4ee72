"""What the sections of a funder's portrait read, once for a page: sent versions, and its own waits. Queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from agreements.models import Agreement
from agreements.stability.payment_waits import payment_waits
from agreements.stability.queries import read_ledger
from agreements.stability.signature_days import Term
from agreements.stability.waiting_times import Wait, WaitLengths, signing_waits, wait_lengths
from network.barometer.windows import Window, Windows
from network.consolidation.figures.sources import source_of
from network.funder_portrait.filters import FunderFilters
from network.funder_portrait.lines import LineTotal, Received, line_total, lines_of
from organisms.models import User
from reporting.engine.form.spec import FormSpec, LineSpec
from reporting.funder_reports.year_archive import reports_sent, versions_sent
from reporting.models import CountedRecords
from reporting.monitoring.stability import answer_waits

LINKED = (
    "report__organism",
    "report__region",
    "report__template_version__template",
    "report__deliverable__requirement__agreement",
)


@dataclass(frozen=True)
class CountedOnce:
    """Activities over the reports of a window: what adding the agreements gives, and each of them once."""

    summed: int
    once: int


@dataclass
class FunderReader:
    """Reads for one page, as the seats of the user allow; nothing is read before it is asked."""

    user: User
    filters: FunderFilters
    _totals: dict[tuple[str, Window], LineTotal] = field(default_factory=dict)
    _counts: dict[Window, CountedOnce] = field(default_factory=dict)

    @property
    def windows(self) -> Windows:
        return self.filters.windows

    @cached_property
    def every(self) -> list[Received]:
        """The newest version sent of each report of the programme whose period ends in the five years. One query."""
        programme = self.filters.programme
        if programme is None:
            return []
        first, last = self.windows.years[0].first, self.windows.year.last
        rows = versions_sent(self.user, first, last + timedelta(days=1)).filter(
            report__deliverable__requirement__agreement__programme=programme.programme_id
        )
        newest = rows.order_by("report_id", "-number").distinct("report_id").select_related(*LINKED)
        return [
            Received(
                source_of(version),
                version.report.funded_agreement.pk,
                version.report.period,
                version.report.is_accepted,
            )
            for version in newest
        ]

    def received(self, window: Window) -> list[Received]:
        """Return those whose period ends in a window."""
        return [report for report in self.every if window.holds(report.last_day)]

    def agreements_of(self, window: Window) -> set[int]:
        """Return the agreements that sent a report of a window."""
        return {report.agreement_id for report in self.received(window)}

    @cached_property
    def lines(self) -> dict[str, tuple[LineSpec, FormSpec]]:
        """The lines of number of the forms, by key, in their order; those under another one aside."""
        return lines_of(self.every)

    def total(self, key: str, window: Window) -> LineTotal:
        """Return a line over the reports of a window."""
        if (key, window) not in self._totals:
            line, form = self.lines[key]
            counts = self.activities(window)
            is_shared = counts.once < counts.summed
            received = self.received(window)
            self._totals[key, window] = line_total(line, form, received, shares_activities=is_shared)
        return self._totals[key, window]

    @cached_property
    def main_lines(self) -> list[str]:
        """The lines that say a number in the five years: those with a target first, in the order of the form."""
        said = [key for key in self.lines if self._says_number(key)]
        return sorted(said, key=lambda key: not any(row.target for row in self.total(key, self.windows.year).rows))

    def _says_number(self, key: str) -> bool:
        return any(self.total(key, window).figure.value is not None for window in self.windows.years)

    @cached_property
    def _records(self) -> dict[int, list[int]]:
        """Version → the activities that it counts, frozen with it. One query."""
        versions = [report.source.version_id for report in self.every]
        rows = CountedRecords.objects.filter(version__in=versions)
        return dict(rows.values_list("version", "activity_ids"))

    def activities(self, window: Window) -> CountedOnce:
        """Return the activities that the reports of a window count: of each agreement once, and once in all."""
        if window not in self._counts:
            self._counts[window] = self._counted(window)
        return self._counts[window]

    def _counted(self, window: Window) -> CountedOnce:
        by_agreement: dict[int, set[int]] = {}
        for report in self.received(window):
            keys = self._records.get(report.source.version_id, [])
            by_agreement.setdefault(report.agreement_id, set()).update(keys)
        once = set().union(*by_agreement.values()) if by_agreement else set()
        return CountedOnce(sum(map(len, by_agreement.values())), len(once))

    @cached_property
    def own(self) -> set[int]:
        """The funders that they speak for."""
        return {seat.funder_id for seat in self.user.live_funder_seats}

    @cached_property
    def terms(self) -> list[Term]:
        """The agreements that their seats sign. Four queries."""
        signed = set(Agreement.objects.signed_by_seats_of(self.user).order_by().values_list("pk", flat=True))
        return [term for term in read_ledger(self.user).terms if term.id in signed]

    @cached_property
    def _answering(self) -> list[Wait]:
        return answer_waits(reports_sent(self.user))

    @cached_property
    def _paying(self) -> list[Wait]:
        return payment_waits(self.user, Agreement.objects.signed_by_seats_of(self.user))

    def waits(self, window: Window) -> tuple[WaitLengths, WaitLengths, WaitLengths]:
        """Return how long they took to sign, to answer and to pay what began to wait in a window."""
        signing = signing_waits(term for term in self.terms if window.holds(term.starts_on))
        return (
            self._lengths(signing, window),
            self._lengths(self._answering, window),
            self._lengths(self._paying, window),
        )

    def _lengths(self, waits: Iterable[Wait], window: Window) -> WaitLengths:
        begun = [wait for wait in waits if wait.funder_id in self.own and window.holds(wait.begun)]
        return wait_lengths(begun, self.filters.today)
