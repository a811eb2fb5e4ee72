"""Households behind the lines of a report, frozen into its paper by their key: two papers never count one twice."""

from collections.abc import Iterable

from reporting.lines.presenters import SectionView
from reporting.models import Report
from services.households.totals import HouseholdScope, households_behind

KEPT = "households"
COLUMNS = {"V1.09": "Ménages référés", "V1.10": "Ménages installés", "V1.11": "Personnes installées"}
Frozen = dict[str, dict[str, int]]


def frozen_households(report: Report, sections: Iterable[SectionView]) -> Frozen:
    """Return code → household → number, of the lines of a report that its households answer, uncorrected.

    A line that counts other families than those of the whole agreement, or organism (one place, or some forgotten
    since), is left out: what is frozen adds up to what the paper prints. Two queries, and none without such a line.
    """
    values = {
        line.figure.origin.codes[0]: line.value
        for section in sections
        for line in section.lines
        if line.figure and line.figure.origin.source == "households" and not line.is_overridden
    }
    asked = {code: value for code, value in values.items() if code in COLUMNS}
    if not asked:
        return {}
    agreements = (report.funded_agreement.pk,) if report.kind == Report.Kind.FUNDER else ()
    scope = HouseholdScope(report.period.lower, report.last_day, (report.organism_id,), agreements)
    by_code = households_behind(scope)
    return {
        code: {str(key): number for key, number in sorted(by_code[code].items())}
        for code, value in asked.items()
        if code in by_code and sum(by_code[code].values()) == value
    }
