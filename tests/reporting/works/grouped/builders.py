"""Many reports that wait for one act, and what is asked of them."""

from uuid import uuid4

from reporting.access import readable_reports
from reporting.models import Answer, GroupedAct, Report
from reporting.works.grouped.actions import start_grouped
from reporting.works.grouped.kinds import KINDS
from tests.factories import make_agreement
from tests.reporting.builders.reports import fill, make_funder_report
from tests.reporting.builders.states import put_in_state


def make_ready(organism, funder, director, number: int) -> list[Report]:
    """Drafts of as many agreements, all answered as the first is, and given to the direction."""
    reports = [
        make_funder_report(make_agreement(organism, funder, f"LOT-{rank:03}"), director) for rank in range(number)
    ]
    first = fill(reports[0], director)
    answers = list(Answer.objects.filter(report=first))
    for report in reports[1:]:
        for answer in answers:
            answer.pk, answer.report = None, report
        Answer.objects.bulk_create(answers)
    for report in reports:
        put_in_state(report, "to_certify", by=director)
    return reports


def ask(slug: str, by, reports=None, **said) -> GroupedAct:
    rows = readable_reports(by).filter(pk__in=[report.pk for report in reports])
    return start_grouped(kind=KINDS[slug], reports=list(rows.order_by("pk")), by=by, key=uuid4(), **said)


def states_of(act: GroupedAct) -> list[str]:
    return list(act.items.order_by("pk").values_list("state", flat=True))
