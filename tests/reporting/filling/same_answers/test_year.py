"""A year of form A taken again: texts, money by parts, and each rule of the form beside its line."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from reporting.filling.same_answers.period_words import same_answers_words
from reporting.funder_reports.actions.issuing import issue_report
from reporting.lines.before.previous_period import Past
from reporting.models import Report
from tests.reporting.builders.reports import answer, fill, line_of, make_funder_report
from tests.reporting.filling.same_answers.test_months import rows, take, url

pytestmark = pytest.mark.built_once("report")


@pytest.fixture
def report(agreement, coordinator, director):
    """Form A filed for 2024-2025: 96 jobs of which 80 in their skills, 154,50 $ of salaries; then open."""
    past = make_funder_report(agreement, director, period=DateRange(date(2024, 4, 1), date(2025, 4, 1)))
    answer(past, "a4", director, 96)
    answer(past, "a5", director, 80)
    answer(past, "an1", director, text="Un récit. " * 30)
    fill(past, director)
    answer(past, "af", director, Decimal("154.50"), band="salaires")
    issue_report(report=past, by=director, key=uuid.uuid4())
    return make_funder_report(agreement, coordinator)


def test_what_breaks_a_rule_of_the_form_stays_beside_its_line(report, coordinator, client_for):
    browser = client_for(coordinator)
    answer(report, "a4", coordinator, 50)

    page = take(browser, report, "a5", "an1", "af")

    assert page.status_code == 422
    assert rows(page)["a5"].error.startswith("A5\u00a0: 80 dépasse A4, qui compte 50.")
    assert rows(page)["a5"].is_ticked
    assert page.text.count("80 dépasse A4") == 2
    assert line_of(report, "a5").state == "blank"
    assert line_of(report, "an1").narrative.startswith("Un récit.")
    salaries = next(part for part in line_of(report, "af").parts if part.key == "salaires")
    assert (salaries.value, salaries.carried_from) == (Decimal("154.50"), "2024-2025")


def test_together_with_its_whole_a_part_is_taken(report, coordinator, client_for):
    done = take(client_for(coordinator), report, "a5", "a4")

    assert done.status_code == 302
    assert (line_of(report, "a4").value, line_of(report, "a5").value) == (96, 80)


def test_a_version_filed_while_one_reads_is_read_again(report, director, coordinator, client_for):
    browser = client_for(coordinator)
    seen = browser.get(url(report)).context["table"].version_id
    past = Report.objects.exclude(pk=report.pk).get(deliverable__requirement=report.deliverable.requirement)
    issue_report(report=past, by=director, key=uuid.uuid4(), reason="Un chiffre corrigé.")

    page = browser.post(url(report), {"reprise": ["a4"], "version": seen, "page": "0123456789abcdef"})

    assert page.status_code == 409
    assert "a une nouvelle version depuis que vous lisiez" in page.text
    assert rows(page)["a4"].is_ticked
    assert not rows(page)["an1"].is_ticked
    assert not report.answers.exists()


@pytest.mark.parametrize("who", ["staff", "auditor"])
def test_who_reads_takes_nothing(report, who, client_for, request):
    browser = client_for(request.getfixturevalue(who))

    assert browser.get(url(report)).status_code == 403
    assert browser.post(url(report), {"reprise": ["a4"]}).status_code == 403
    assert "Mêmes réponses" not in browser.get(reverse("reporting:report-detail", args=[report.pk])).text
    assert not report.answers.exists()


def days(first, last):
    return DateRange(date(*first), date(*last))


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (((2025, 4, 1), (2025, 5, 1)), ((2025, 5, 1), (2025, 6, 1)), "que le mois dernier"),
        (((2024, 12, 1), (2025, 1, 1)), ((2025, 1, 1), (2025, 2, 1)), "que le mois dernier"),
        (((2025, 4, 1), (2025, 7, 1)), ((2025, 7, 1), (2025, 10, 1)), "que le trimestre dernier"),
        (((2025, 4, 1), (2025, 10, 1)), ((2025, 10, 1), (2026, 4, 1)), "qu’à la période précédente"),
        (((2024, 4, 1), (2025, 4, 1)), ((2025, 4, 1), (2026, 4, 1)), "que l’année dernière"),
        # A month that nobody filed lies between; a quarter before a month
        (((2025, 4, 1), (2025, 5, 1)), ((2025, 6, 1), (2025, 7, 1)), "que celles d’avril 2025"),
        (((2025, 4, 1), (2025, 7, 1)), ((2025, 7, 1), (2025, 8, 1)), "que celles d’avril à juin 2025"),
    ],
)
def test_the_words_follow_the_period(before, now, said):
    filed = days(*before)
    past = Past(Report(period=filed), {}, 1)

    assert same_answers_words(past, days(*now)) == f"Mêmes réponses {said}"
    assert same_answers_words(Past(), days(*now)) == ""
