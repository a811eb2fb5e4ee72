"""The days by which funders wait for an answer: beside the report on home, an event of its own in the calendar."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.urls import reverse

from agreements.models import Deliverable
from organisms.models import User
from reporting.deadlines.obligations import with_facts
from reporting.deadlines.standing import TO_DO, TOLD_LATE, Obligation, read_deliverable
from reporting.models import Receipt, Report
from reporting.models.version import waiting_among
from roriq_portal.lateness import is_past_due


def questions_of(report_ids: Iterable[int]) -> Mapping[int, list[Receipt]]:
    """Return report → its waiting questions, newest first; one statement, none where no report is given."""
    wanted = list(report_ids)
    rows = Receipt.objects.filter(version__report__in=wanted).select_related("version", "funder")
    by_report: dict[int, list[Receipt]] = defaultdict(list)
    for receipt in rows.defer("version__content").order_by("-at", "-pk") if wanted else ():
        by_report[receipt.version.report_id].append(receipt)
    return {pk: waiting_among(receipts) for pk, receipts in by_report.items()}


def answer_days_of(reports: Iterable[Report | None]) -> dict[int, date]:
    """Return, of reports that funders ask about, the first day by which one waits for its answer."""
    asked = questions_of(report.pk for report in reports if report and report.state == Report.State.ASKED)
    days = {pk: [row.answer_by for row in questions if row.answer_by] for pk, questions in asked.items()}
    return {pk: min(known) for pk, known in days.items() if known}


def answers_awaited(user: User, today: date, first: date, last: date) -> list[Obligation]:
    """Return an obligation for each question that waits for its answer by one of these days, and may be known of.

    One that is late is among them whatever its age. Six statements at most.
    """
    asked = Report.objects.visible_to(user).filter(state=Report.State.ASKED, versions__receipts__answer_by__lte=last)
    rows = list(with_facts(Deliverable.objects.filter(report__in=asked.order_by().values("pk"))))
    questions = questions_of(row.report.pk for row in rows)
    awaited = []
    for row in rows:
        owed = read_deliverable(row, user, today, has_form=row.has_form, last_step_at=row.last_step_at)
        for question in questions.get(row.report.pk, []):
            if question.answer_by and (first <= question.answer_by or is_past_due(question.answer_by, today)):
                awaited.append(_answer(owed, row.report, question, question.answer_by, today))
    return [owed for owed in awaited if owed.due_on <= last]


def _answer(owed: Obligation, report: Report, question: Receipt, day: date, today: date) -> Obligation:
    return replace(
        owed,
        key=f"question-{question.pk}",
        title=f"Répondre au bailleur {question.funder}, {report}",
        due_on=day,
        former=(),
        standing=TOLD_LATE if is_past_due(day, today) else TO_DO,
        url=reverse("reporting:report-detail", args=[report.pk]),
        done_on=None,
        revision=0,
        changed_at=question.at,
    )
