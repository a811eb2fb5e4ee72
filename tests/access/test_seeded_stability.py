"""Rights of stability and of the funder's side, broken one by one: the table of rights or the file must show it."""

import pytest
from django.test import Client

from agreements.models import Agreement
from reporting.funder_reports.year_archive import versions_of_year
from reporting.models import Report
from tests.access.test_matrix import ROWS, faults_of, here  # noqa: F401 (a fixture)
from tests.access.test_seeded_faults import everything, yes

# An agreement is to renew while it runs
pytestmark = [pytest.mark.built_once("here"), pytest.mark.usefixtures("within_term")]

AGREEMENTS = type(Agreement.objects.none())
REPORTS = type(Report.objects.none())
SEEDED = {
    "every agreement to renew": ((AGREEMENTS, "visible_to", everything), "reporting:renewal-list"),
    "the time line of any organism": ((AGREEMENTS, "visible_to", everything), "reporting:organism-spans"),
    "anyone reads all of an organism": (
        ("reporting.monitoring.views.stability.reads_all_of", yes),
        "reporting:organism-spans",
    ),
    "the pace of any agreement": ((AGREEMENTS, "visible_to", everything), "reporting:agreement-pace"),
    "a desk of every funder": ((AGREEMENTS, "signed_by_seats_of", everything), "reporting:funder-desk"),
    "a programme of every funder": ((AGREEMENTS, "signed_by_seats_of", everything), "reporting:programme-book"),
    "anyone is an agent": (("reporting.funder_reports.views.desk._agent", yes), "reporting:bundle-make"),
}


@pytest.mark.parametrize("fault", SEEDED)
def test_a_broken_right_shows_in_the_table(fault, here, client_for, monkeypatch):  # noqa: F811
    clients = {role: client_for(person) if person else Client() for role, person in here.people.items()}
    broken, route = SEEDED[fault]
    rows = [row for row in ROWS if row[0] == route]
    assert not [found for row in rows for found in faults_of(row, here, clients)]
    monkeypatch.setattr(*broken)
    assert [found for row in rows for found in faults_of(row, here, clients)]


def test_broken_rights_on_reports_leave_the_year_in_one_file_closed(here, monkeypatch):  # noqa: F811
    """Agreements are asked first: another funder's papers stay out. With that lock broken too, they come in."""
    agent = here.people["other_funder"]
    monkeypatch.setattr(REPORTS, "visible_to", everything)
    assert not versions_of_year(agent, 2025).exists()
    monkeypatch.setattr(AGREEMENTS, "signed_by_seats_of", everything)
    assert versions_of_year(agent, 2025).exists()
