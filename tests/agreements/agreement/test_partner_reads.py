"""A partner reads the agreement, never what stands between its lead and those who sign it; who signs is one rule."""

import pytest
from django.urls import reverse

from agreements.agreement.partners import reads_as_partner
from agreements.models import Agreement, AgreementFunder, AgreementPartner, FunderOffice
from agreements.permissions import can_read_money, signs
from organisms.models import AuditorSeat
from reporting.workflow.status import side_of
from tests import factories
from tests.reporting.builders.reports import make_issued
from tests.reporting.builders.states import put_in_state


@pytest.fixture
def shared(agreement, neighbour_organism) -> Agreement:
    AgreementPartner.objects.create(agreement=agreement, organism=neighbour_organism)
    return agreement


@pytest.mark.parametrize("role", ["staff", "coordinator", "director"])
def test_no_seat_at_a_partner_reads_the_money_of_the_lead(shared, neighbour_organism, client_for, role):
    person = factories.make_seated_user("Personne d’à côté", neighbour_organism, role)
    assert reads_as_partner(person, shared)
    assert not can_read_money(person, shared)
    assert client_for(person).get(reverse("agreements:money-detail", args=[shared.pk])).status_code == 403
    page = client_for(person).get(reverse("agreements:agreement-detail", args=[shared.pk])).text
    assert reverse("agreements:money-detail", args=[shared.pk]) not in page


def test_the_auditor_of_a_partner_reads_no_money_of_the_lead(shared, neighbour_organism, auditor, client_for):
    outside = factories.make_auditor("Vérification d’à côté", neighbour_organism)
    assert (can_read_money(outside, shared), can_read_money(auditor, shared)) == (False, True)
    assert "Non dépensé" not in client_for(outside).get(reverse("reporting:agreement-pace", args=[shared.pk])).text


@pytest.mark.parametrize("state", ["issued", "asked", "accepted"])
def test_a_partner_learns_that_a_report_left_and_nothing_of_the_answer(shared, director, neighbour, client_for, state):
    report = make_issued(shared, director)
    put_in_state(report, state)
    page = reverse("agreements:deliverable-detail", args=[shared.pk, report.deliverable_id])
    response = client_for(neighbour).get(page)
    assert (response.context["owed"].words, response.context["owed"].report) == ("Transmis", None)
    assert reverse("reporting:funder-report-read", args=[report.pk]) not in response.text


def test_a_partner_is_not_said_that_no_report_left(shared, director, neighbour, funder_agent, client_for):
    make_issued(shared, director)
    page = reverse("reporting:agreement-pace", args=[shared.pk]) + "?an=2"
    said = {reader: client_for(reader).get(page).text for reader in (neighbour, funder_agent)}
    assert "Aucun rapport transmis" not in said[neighbour]
    assert "chez l’organisme responsable" in said[neighbour]
    assert "le dernier rapport transmis" in said[funder_agent]


def test_who_signs_is_the_same_in_python_and_in_sql(agreement, funder, other_funder, organism):
    """Of a whole funder, of its office that signs or of another one, of another funder, of nobody."""
    offices = [FunderOffice.objects.create(funder=funder, name=name) for name in ("Bureau du Nord", "Bureau du Sud")]
    AgreementFunder.objects.filter(agreement=agreement).update(office=offices[0])
    people = {
        "whole": factories.make_funder_user("Agente entière", funder),
        "same office": factories.make_funder_user("Agente du Nord", funder),
        "other office": factories.make_funder_user("Agente du Sud", funder),
        "other funder": factories.make_funder_user("Agente d’ailleurs", other_funder),
        "nobody": factories.make_seated_user("Sans bailleur", organism, "staff"),
    }
    people["same office"].funder_seats.update(office=offices[0])
    people["other office"].funder_seats.update(office=offices[1])
    in_sql = {
        name: Agreement.objects.signed_by_seats_of(person).filter(pk=agreement.pk).exists()
        for name, person in people.items()
    }
    assert {name: signs(person, agreement) for name, person in people.items()} == in_sql
    agents = set(agreement.signatures.get().agents())
    assert {name: person in agents for name, person in people.items()} == in_sql
    assert {name for name, is_signed in in_sql.items() if is_signed} == {"whole", "same office"}


def test_an_agent_who_also_audits_reads_reports_to_other_funders_as_an_auditor(
    agreement, director, organism, other_funder, funder
):
    report = make_issued(agreement, director)
    both = factories.make_funder_user("Deux sièges", other_funder)
    AuditorSeat.objects.create(user=both, organism=organism, during=factories.ALWAYS)
    assert side_of(report, both) == "network"
    assert side_of(report, factories.make_funder_user("Un siège", funder)) == "funder"
