"""W4: each page of reports asks few statements of the database, and as many for a large world as for a small one."""

from datetime import date
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organisms.models import Category
from reporting.engine.form.reading import read_form_spec
from reporting.filling.actions.comments import comment_line
from reporting.funder_reports.actions.private_links import create_link
from reporting.models import Report
from tests.factories import make_activity, make_organism
from tests.reporting.builders import annual_reports, funder_reports
from tests.reporting.builders.annual_reports import YEAR, make_annual, make_approved, make_filed
from tests.reporting.builders.states import put_in_state

# Statements as the database receives them; tests keep sessions in memory, production asks the database for one more
REPORT_MOST, LIST_MOST = 30 - 1, 15 - 1
OFFLINE = ("report-workbook", "workbook-download")


def page(name, *args) -> str:
    return reverse(f"reporting:{name}", args=args)


def statements(client, url) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200, url
    return len(captured)


def measure(client_for, doors) -> dict[str, int]:
    """Return the statements of each page, by who opens it.

    The second opening counts, so that the first reading by a funder is written.
    """
    found = {}
    for who, url in doors:
        client = client_for(who)
        client.get(url)
        found[f"{who.name} {url}"] = statements(client, url)
    return found


def assert_budget(client_for, doors, grow, most=REPORT_MOST) -> None:
    small = measure(client_for, doors)
    grow()
    large = measure(client_for, doors)

    assert {url: number for url, number in large.items() if number > most} == {}
    assert small == large


def record(organism, agreement=None, rows=12) -> None:
    women = Category.objects.get(dimension__key="sex", key="femmes").pk
    for number in range(rows):
        kind = ("Premier accueil", "Séance d’information", "Séjour exploratoire")[number % 3]
        charged = [agreement] if agreement else []
        make_activity(organism, kind, immigrants=3, categories={women: 1}, agreements=charged)


def test_annual_draft(organism, network, director, coordinator, auditor, agreement, client_for):
    record(organism, rows=3)
    report = make_annual(organism, network)
    comment_line(report=report, line_key="v4-05", body="Est-ce bien 7 ?", by=coordinator)
    comment_line(report=report, line_key="", body="Avez-vous tout lu ?", by=coordinator)

    def grow():
        record(organism, agreement)
        annual_reports.fill(report, coordinator)
        for number in range(4):
            comment_line(report=report, line_key="v4-02", body=f"Remarque {number}", by=director)

    doors = [
        (director, page("report-detail", report.pk)),
        (auditor, page("report-detail", report.pk)),
        (coordinator, page("report-check", report.pk)),
        (coordinator, page("report-records", report.pk, "v4-02")),
        *((coordinator, page("report-section", report.pk, key)) for key in ("identification", "v4", "finances")),
        *((who, page(name, report.pk)) for who in (coordinator, auditor) for name in OFFLINE),
    ]
    assert_budget(client_for, doors, grow)


def test_annual_report_filed(organism, network, director, coordinator, pivot, agreement, client_for):
    record(organism, rows=3)
    report = make_filed(organism, network, director)
    comment_line(report=report, line_key="v4-02", body="Première remarque", by=pivot)

    def grow():
        record(organism, agreement)
        for number in range(4):
            comment_line(report=report, line_key="v4-02", body=f"Remarque {number}", by=pivot)

    readers = [(who, page("version-detail", report.pk, 1)) for who in (coordinator, pivot, network)]
    doors = [
        *readers,
        (pivot, page("report-detail", report.pk)),
        (network, page("report-detail", report.pk)),
        (pivot, page("report-return", report.pk)),
        (director, page("report-receipt", report.pk)),
        (coordinator, page("report-records", report.pk, "v4-02")),
    ]
    assert_budget(client_for, doors, grow)


def test_funder_draft(organism, director, coordinator, agreement, client_for):
    record(organism, agreement, rows=3)
    report = funder_reports.make_open(agreement, director)
    section = next(
        key for key in read_form_spec(report.template_version).sections() if key not in ("finances", "pieces")
    )

    def grow():
        record(organism, agreement)
        funder_reports.fill(report, coordinator)

    doors = [
        (coordinator, page("report-detail", report.pk)),
        (coordinator, page("report-section", report.pk, section)),
        (coordinator, page("report-check", report.pk)),
        (coordinator, page("report-records", report.pk, "a2")),
        (director, page("report-issue", report.pk)),
        *((coordinator, page(name, report.pk)) for name in OFFLINE),
    ]
    assert_budget(client_for, doors, grow)


def test_funder_report_issued(organism, director, coordinator, funder_agent, agreement, client_for):
    record(organism, agreement, rows=3)
    report = funder_reports.make_issued(agreement, director)
    link = partial(create_link, report=report, funder=funder_agent.live_funder_seats[0].funder, days=7, by=coordinator)
    link()

    def grow():
        record(organism, agreement)
        for _ in range(4):
            link()

    doors = [
        (coordinator, page("funder-report-version", report.pk, 1)),
        (coordinator, page("funder-report-follow", report.pk)),
        (coordinator, page("link-list", report.pk)),
        (coordinator, page("letter-add", report.pk)),
        (funder_agent, page("funder-report-version", report.pk, 1)),
        (coordinator, page("verify-code", report.versions.first().code)),
    ]
    assert_budget(client_for, doors, grow)


def test_lists_and_home(organism, network, director, pivot, funder_agent, agreement, client_for):
    make_approved(organism, network, director, pivot)
    campaign = Report.objects.get(organism=organism).campaign
    funder_reports.make_issued(agreement, director)

    def grow():
        for number in range(12):
            other = make_organism(f"Organisme {number}", region="08")
            row = Report(kind="annual", organism=other, template_version=campaign.template_version, campaign=campaign)
            row.period, row.region, row.due_on = YEAR, other.region, date(2026, 6, 30)
            row.save()
            put_in_state(row, "submitted", filed_at=campaign.opened_at, filed_by=network)

    people = (director, pivot, network, funder_agent)
    doors = [(who, url) for who in people for url in (reverse("home"), page("report-list"))]
    doors += [
        (who, url) for who in (pivot, network) for url in (page("campaign-list"), page("campaign-detail", campaign.pk))
    ]
    assert_budget(client_for, doors, grow, most=LIST_MOST)


@pytest.mark.parametrize("published", [True, False])
def test_only_a_published_form_is_kept_in_the_process(organism, network, published, django_assert_num_queries):
    version = make_annual(organism, network).template_version
    if not published:
        version.published_at = None
    first = read_form_spec(version)

    with django_assert_num_queries(0 if published else 7):
        again = read_form_spec(version)

    assert again == first
    assert (again is first) == published
