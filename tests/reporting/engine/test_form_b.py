"""Form B: a month and the year so far, what was filed before and what changed in it since, by hand."""

import json
import uuid
from datetime import date

import pytest
from django.utils import timezone

from agreements.agreement.actions import save_requirement
from agreements.models import Deliverable, Requirement
from reporting.engine.evaluate import evaluate_report, records_of_line
from reporting.engine.figures import Ask, AskReason
from reporting.funder_reports.actions.issuing import issue_report, open_funder_report
from reporting.lines.assembly import build_sections, read_report_data
from reporting.lines.completeness import missing_items
from reporting.models import Report
from reporting.papers.content import build
from services.models import Activity
from tests.factories import make_activity, make_agreement
from tests.reporting.builders.reports import answer, line_of

MONTHLY = {"kind": "monthly", "period_from_month": 4, "period_months": 1, "due_after_days": 10}
FINAL = {"kind": "final", "period_from_month": 4, "period_months": 12, "due_month": 5, "due_day": 31}
NOTHING = {"state": "nd"}


@pytest.fixture
def agreement(organism, funder, coordinator):
    made = make_agreement(organism, funder, "SQ-2025-01", programme_key="aide-emploi")
    for asked in (MONTHLY, FINAL):
        save_requirement(agreement=made, requirement=Requirement(**asked), by=coordinator)
    return made


@pytest.fixture
def measure(organism, agreement):
    def record(month: int, people: int, kind="Mesure SSI", day=15):
        year = 2025 if month > 3 else 2026
        return make_activity(organism, kind, day=date(year, month, day), immigrants=people, agreements=[agreement])

    return record


def report_of(agreement, by, month: int, kind="monthly") -> Report:
    day = date(2025 if month > 3 else 2026, month, 2)
    owed = Deliverable.objects.get(requirement__agreement=agreement, requirement__kind=kind, period__contains=day)
    return open_funder_report(deliverable=owed, by=by)


def file(report: Report, by, people: int) -> Report:
    """Issue a month: so many distinct people, and « n. d. » to the other questions."""
    answer(report, "b1", by, people)
    for key in ("b3", "b4", "b5"):
        answer(report, key, by, **NOTHING)
    issue_report(report=report, by=by, key=uuid.uuid4())
    report.refresh_from_db()
    return report


def values(report, *keys):
    return [line_of(report, key).value for key in keys]


def test_month_and_cumul_count_their_own_days(agreement, coordinator, measure):
    measure(4, 5)
    may = measure(5, 7)
    june, edge = measure(6, 11), measure(6, 1, day=30)
    measure(7, 100, day=1)
    measure(3, 1000)
    report = report_of(agreement, coordinator, 6)

    assert values(report, "b2a", "b2b") == [12, 24]
    spec = line_of(report, "b2a").line
    assert set(records_of_line(report, spec)) == {june, edge}
    assert may in records_of_line(report, line_of(report, "b2b").line)
    assert line_of(report, "b2b").days_words == "du 1er avril 2025 au 30 juin 2025"
    assert line_of(report, "b2a").axes[0].total == 12


def test_corrections_of_months_already_filed(agreement, organism, coordinator, director, measure):
    measure(4, 5)
    april = file(report_of(agreement, coordinator, 4), director, 5)
    assert values(april, "b6") == [0]
    measure(5, 7)
    may = file(report_of(agreement, coordinator, 5), director, 9)
    measure(4, 3, day=20)
    measure(5, 2, day=20)
    measure(6, 11)

    june = report_of(agreement, coordinator, 6)

    # 28 since April, less 11 in June, less 5 and 7 as they were filed
    assert values(june, "b2a", "b2b", "b6") == [11, 28, 5]
    # The three of April that came late show in May too, as it stands now: 17, less 9 in May, less 5
    assert values(may, "b6") == [3]
    frozen = json.loads(may.versions.first().content)["answers"]
    assert (frozen["b6"]["value"], frozen["b2a"]["value"]) == ("0", "7")
    assert frozen["b2b"]["days"] == ["2025-04-01", "2025-06-01"]
    assert line_of(june, "b6").figure.origin.words == "B2b − B2a − B2a des rapports déjà transmis de l’année"


def test_a_withdrawn_record_makes_a_correction_below_zero(agreement, coordinator, director, measure):
    measure(4, 5)
    wrong = measure(4, 4, day=20)
    file(report_of(agreement, coordinator, 4), director, 5)
    withdrawn = {"withdrawn_at": timezone.now(), "withdrawn_by": coordinator, "withdrawn_reason": "Doublon"}
    Activity.objects.filter(pk=wrong.pk).update(**withdrawn)
    measure(5, 2)

    may = line_of(report_of(agreement, coordinator, 5), "b6")

    assert (may.value, may.text) == (-4, "−4")


def test_the_final_report_takes_away_the_months_before_its_own(agreement, coordinator, director, measure):
    measure(2, 4)
    file(report_of(agreement, coordinator, 2), director, 4)
    measure(3, 6)
    file(report_of(agreement, coordinator, 3), director, 8)
    measure(2, 1, day=20)

    final = report_of(agreement, coordinator, 3, "final")

    assert values(final, "b2a", "b2b", "b6") == [6, 11, 1]


def test_a_new_year_begins_again(agreement, coordinator, director, measure):
    measure(3, 6)
    file(report_of(agreement, coordinator, 3), director, 60)
    owed = Deliverable.objects.get(
        requirement__agreement=agreement, requirement__kind="monthly", period__contains=date(2026, 4, 2)
    )
    april = open_funder_report(deliverable=owed, by=coordinator)
    make_activity(agreement.organism, "Mesure SSI", day=date(2026, 4, 8), immigrants=2, agreements=[agreement])
    answer(april, "b1", coordinator, 2)

    assert values(april, "b2a", "b2b", "b6") == [2, 2, 0]
    assert [item for item in missing_items(april) if item.line_key == "b1" and item.is_wrong and item.stops] == []


def test_people_so_far_never_fall_below_the_month_before(agreement, coordinator, director, measure):
    measure(4, 5)
    file(report_of(agreement, coordinator, 4), director, 9)
    may = report_of(agreement, coordinator, 5)
    answer(may, "b1", coordinator, 8)

    said = [item.words for item in missing_items(may) if item.line_key == "b1" and item.stops]

    assert said == [
        "B1\u00a0: 8 du 1er avril 2025 au 31 mai 2025, moins que ce que dit le rapport d’avril 2025, 9. "
        "Ce nombre ne baisse pas."
    ]


def test_a_month_without_record_waits_and_names_the_lines_that_ask(agreement, coordinator):
    report = report_of(agreement, coordinator, 4)

    assert line_of(report, "b6").ask == Ask(AskReason.OTHER_LINES, lines=("B2b", "B2a"))
    words = [item.words for item in missing_items(report) if item.line_key == "b6"]
    assert words == [
        "B6\u00a0: Corrections des mois antérieurs, se calcule d’après d’autres lignes, dont B2b, B2a, "
        "encore sans réponse. Répondez-y d’abord."
    ]
    answer(report, "b2a", coordinator, state="zero")
    answer(report, "b2b", coordinator, state="nd")
    assert (line_of(report, "b6").state, line_of(report, "b6").text) == ("nd", "n.\u00a0d.")


def test_the_paper_says_the_days_and_how_a_line_is_computed(agreement, coordinator, measure):
    measure(5, 7)
    content = build(report_of(agreement, coordinator, 5))

    figures = {row["line_key"]: row for section in content["sections"] for row in section["figures"]}
    assert figures["b2b"]["days_words"] == "du 1er avril 2025 au 31 mai 2025"
    assert figures["b2a"]["days_words"] == "du 1er mai 2025 au 31 mai 2025"
    notes = [note["text"] for note in content["counting_notes"] if note["title"] == "Ligne calculée"]
    assert notes == ["B6\u00a0: B2b − B2a − B2a des rapports déjà transmis de l’année."]


def test_the_reports_of_a_year_take_the_same_queries(
    agreement, coordinator, director, measure, django_assert_max_num_queries
):
    measure(4, 5)
    first = report_of(agreement, coordinator, 4)
    build_sections(first)
    with django_assert_max_num_queries(30):
        build_sections(Report.objects.get(pk=first.pk))
    file(first, director, 5)
    for month in (5, 6):
        measure(month, month)
        file(report_of(agreement, coordinator, month), director, month * 2)
    last = Report.objects.get(pk=report_of(agreement, coordinator, 7).pk)

    with django_assert_max_num_queries(30):
        data = read_report_data(last)

    assert len(data.filed.answers["b2a"]) == 3
    assert set(evaluate_report(last)) == {"b1", "b2a", "b2b", "b3", "b4", "b5", "b6"}
