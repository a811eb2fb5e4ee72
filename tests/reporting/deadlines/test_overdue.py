"""What has not come in: told to those who wait for it, with how late it is and how to write."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.models import FunderOffice
from organisms.models import User
from reporting.deadlines.todo import Due, DueLists, due_lists
from reporting.models import Report
from reporting.reports.actions.campaigns import excuse_report
from reporting.workflow.status import status, waiting_since
from reporting.workflow.timeline import timeline
from tests.pages import without_help
from tests.reporting.builders.annual_reports import make_annual, make_approved, make_filed
from tests.reporting.builders.reports import make_deliverable, make_funder_report, make_issued

TODAY = date(2026, 8, 9)
LIST = reverse("reporting:report-list")


def told(user, today=TODAY) -> list[tuple[str, str, str]]:
    rows = due_lists(User.objects.get(pk=user.pk), today).overdue
    return [(row.organism, row.title, row.left) for row in rows]


def test_network_and_pivot_wait_for_what_is_not_filed(organism, far_organism, network, pivot, director):
    make_annual(organism, network)
    lines = [(organism.name, str(Report.objects.get(organism=organism)), "40 jours de retard")]

    assert lines[0] in told(network)
    assert told(pivot)[-1:] == lines
    assert far_organism.name in {name for name, *_ in told(network)}
    assert far_organism.name not in {name for name, *_ in told(pivot)}
    assert told(director) == []
    assert told(network, date(2026, 6, 30)) == []


def test_filed_and_excused_reports_are_not_waited_for(organism, neighbour_organism, network, director):
    make_filed(organism, network, director)
    excuse_report(report=Report.objects.get(organism=neighbour_organism), reason="Organisme fermé", by=network)

    assert {name for name, *_ in told(network)} & {organism.name, neighbour_organism.name} == set()


def test_funder_waits_for_what_her_agreements_owe(agreement, organism, funder_agent, other_funder_agent, director):
    make_deliverable(agreement)

    assert told(funder_agent) == [
        (organism.name, f"Rapport final, entente {agreement.reference}", "40 jours de retard")
    ]
    assert told(other_funder_agent) == []
    make_funder_report(agreement, director, period=agreement.years.first().during, kind="interim")
    assert len(told(funder_agent)) == 2


def test_issued_report_is_not_waited_for(agreement, funder_agent, director):
    make_issued(agreement, director)

    assert told(funder_agent) == []


def test_agent_of_another_office_waits_for_nothing(agreement, funder, funder_agent):
    make_deliverable(agreement)
    office = FunderOffice.objects.create(funder=funder, name="Bureau de l’Est")
    funder_agent.funder_seats.update(office=office)

    assert told(funder_agent) == []


def test_homes_show_what_is_late_with_the_email(organism, agreement, network, funder_agent, client_for):
    organism.email = "bonjour@croisee.example"
    organism.save()
    make_annual(organism, network)
    make_deliverable(agreement)
    Report.objects.update(due_on=timezone.localdate() - timedelta(days=3))
    agreement.requirements.get().deliverables.update(due_on=timezone.localdate() - timedelta(days=3))

    for user, title in ((network, "Pas encore reçus"), (funder_agent, "Rapports en retard")):
        page = client_for(user).get(reverse("home")).text
        assert title in page
        assert "3 jours de retard" in page
        assert 'href="mailto:bonjour@croisee.example"' in page


def test_list_of_agreements_says_what_is_late(agreement, organism, funder_agent, director, client_for):
    make_deliverable(agreement, due_on=timezone.localdate() - timedelta(days=1))
    page, browser = reverse("agreements:agreement-list"), client_for(funder_agent)

    assert "1 rapport en retard" in browser.get(page).text
    assert agreement.reference in browser.get(page, {"state": "late"}).text
    agreement.requirements.get().deliverables.update(due_on=timezone.localdate())
    assert "en retard" not in browser.get(page).text.replace("Avec un rapport en retard", "")
    assert agreement.title not in browser.get(page, {"state": "late"}).text


def due(late: bool) -> Due:
    return Due("", "", "", "", TODAY, "", late, False, "", "yours", "", "")


@pytest.mark.parametrize(
    ("late", "words"),
    [
        ([], "Rien ne vous attend."),
        ([False], "1 rapport vous attend."),
        ([True], "1 rapport vous attend, en retard."),
        ([True] * 5, "5 rapports vous attendent, tous en retard."),
        ([True, False], "2 rapports vous attendent, dont 1 en retard."),
        ([False, False], "2 rapports vous attendent."),
    ],
)
def test_home_says_how_many_wait(late, words):
    assert DueLists([due(one) for one in late], [], []).words == words


def test_reopened_report_says_so(organism, network, director, pivot, client_for):
    report = make_approved(organism, network, director, pivot)
    url = reverse("reporting:report-reopen", args=[report.pk])
    client_for(network).post(url, {"reason": "Un total est faux"})

    fresh = Report.objects.with_last_step().get(pk=report.pk)
    assert (status(fresh, network).words, status(fresh, director).words) == ("Rouvert", "À corriger")
    assert timeline(fresh)[0].words == f"Rouvert par {network}"
    assert "Rouvert" in client_for(network).get(LIST).text


@pytest.mark.parametrize(
    ("days", "words"), [(0, ""), (1, "chez vous depuis 1 jour"), (158, "chez vous depuis 158 jours")]
)
def test_report_says_since_when_it_waits(organism, network, director, days, words):
    report = Report.objects.with_last_step().get(pk=make_filed(organism, network, director).pk)

    assert waiting_since(report, timezone.localdate() + timedelta(days=days)) == words


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ({"q": "croisée"}, True), ({"q": "ra-20"}, True), ({"q": "deux-rives"}, False),
        ({"etat": "endorsed"}, True), ({"etat": "approved"}, False), ({"etat": "faux"}, True),
        ({"region": "08"}, True), ({"region": "01"}, False), ({"campagne": "0"}, True), ({"q": " "}, True),
    ],
)  # fmt: skip
def test_list_of_reports_is_narrowed(organism, network, director, client_for, chosen, shown):
    report = make_filed(organism, network, director)

    page = client_for(network).get(LIST, chosen).text

    assert (reverse("reporting:report-detail", args=[report.pk]) in page) is shown
    if not shown:
        assert "Rien ne répond à ces choix" in page


def test_days_of_another_year_say_their_year(organism, network, director, client_for):
    make_filed(organism, network, director)
    Report.objects.update(due_on=date(2019, 6, 30))

    assert "30 juin 2019" in client_for(network).get(LIST).text


def test_auditor_reads_and_is_asked_nothing(organism, network, auditor, client_for):
    report = make_annual(organism, network)
    browser = client_for(auditor)
    home = browser.get(reverse("home")).text
    page = without_help(browser.get(reverse("reporting:report-detail", args=[report.pk])))

    assert f"Vérification, {organism}" in home
    assert "À vous" not in home
    for door in (LIST, reverse("services:activity-list", args=[organism.pk]), reverse("agreements:agreement-list")):
        assert f'href="{door}"' in home
    for words in ("Aperçu", "Vérifier et attester"):
        assert words not in page
