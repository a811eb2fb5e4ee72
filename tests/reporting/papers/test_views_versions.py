"""What the pages of a frozen version show: the network's and the funder's read the same tables."""

import uuid

import pytest
from django.urls import reverse

from organisms.models import Category
from reporting.funder_reports.actions.issuing import issue_report
from reporting.funder_reports.actions.receipts import record_receipt
from reporting.reports.actions.filing import submit_report
from tests.factories import make_activity, make_agreement
from tests.reporting.builders.annual_reports import fill, make_annual, make_filed, make_returned
from tests.reporting.builders.reports import answer, make_issued


def text_of(client, report, number):
    url = reverse("reporting:version-detail", kwargs={"report_id": report.pk, "number": number})
    return client.get(url, follow=True).text.replace("\u00a0", " ").replace("&nbsp;", " ")


@pytest.fixture
def told(organism):
    """Two sessions with a breakdown by sex that leaves some out, and a stay that nobody joined."""
    femmes = Category.objects.get(dimension__key="sex", key="femmes").pk
    for number in (12, 8):
        make_activity(organism, "Séance d’information", immigrants=number, categories={femmes: 5})


def test_units_agree_with_their_numbers(client_for, network, organism, director, told):
    text = text_of(client_for(network), make_filed(organism, network, director), 1)

    assert '<span class="cell-unit">séances</span>' in text
    assert '<span class="cell-unit">participations</span>' in text
    assert '<span class="cell-unit">séance</span>' not in text


def test_breakdown_has_bars_the_unbroken_among_them_and_no_empty_column(client_for, network, organism, director, told):
    text = text_of(client_for(network), make_filed(organism, network, director), 1)
    table = text[text.index("V1.02 Participations aux séances d’information, par sexe ou genre") :]
    table = table[: table.index("</table>")]

    assert "Non ventilé" in table
    assert 'class="bar-past" width="100.0"' in table
    assert 'class="bar-value" width="100.0"' in table
    assert '<td class="n">20</td>' in table[table.index("<tfoot>") :]
    assert "2024-2025" not in table
    assert "Avant" not in text


def test_nothing_to_break_down_is_one_line(client_for, network, organism, director):
    make_activity(organism, "Séance d’information", immigrants=0)
    report = fill(make_annual(organism, network), director)
    for band in ("femmes", "hommes", "autre-nsp"):
        answer(report, "v1-02", director, band=f"sex-{band}", state="zero")
    submit_report(report=report, by=director, key=uuid.uuid4())
    text = text_of(client_for(network), report, 1)

    assert "V1.02 Participations aux séances d’information : 0, rien à ventiler." in text
    assert "V1.02 Participations aux séances d’information, par" not in text


def test_sums_say_which_agreement_they_leave_out(client_for, network, organism, funder, director, agreement):
    other = make_agreement(organism, funder, "ENT-2")
    report = fill(make_annual(organism, network), director)
    answer(report, "fin-recu", director, "137000.50", band=f"agreement-{agreement.pk}")
    answer(report, "fin-recu", director, band=f"agreement-{other.pk}", state="nd")
    submit_report(report=report, by=director, key=uuid.uuid4())

    assert '137 000,50 $<span class="cell-unit">(1 entente n. d.)</span>' in text_of(client_for(network), report, 1)


def test_second_version_says_what_changed_and_marks_it(client_for, network, organism, director, pivot):
    report = make_returned(organism, network, director, pivot, line_key="v1-03")
    answer(report, "v1-03", director, 12)
    submit_report(report=report, by=director, key=uuid.uuid4())

    text = text_of(client_for(network), report, 2)

    assert "Ce qui a changé" in text
    assert "V1.03 Personnes inscrites au service de régionalisation : 7 devient <b>12</b>" in text
    assert '12<span class="cell-unit is-moved">modifié, était 7</span>' in text
    first = text_of(client_for(network), report, 1)
    assert "Ce qui a changé" not in first
    assert "Remplacé" in first.partition("</h1>")[2]


def test_second_version_for_a_funder_says_that_no_figure_changed(client_for, funder_agent, agreement, funder, director):
    report = make_issued(agreement, director)
    record_receipt(version=report.versions.get(), funder=funder, state="asked", text="Et mars ?", by=funder_agent)
    issue_report(report=report, by=director, key=uuid.uuid4(), reason="Rien à changer")

    text = text_of(client_for(funder_agent), report, 2)

    assert "Aucun chiffre n’a changé." in text
    assert "modifié, était" not in text


def test_heading_of_the_signatures_promises_no_approval(client_for, network, organism, director):
    text = text_of(client_for(network), make_filed(organism, network, director), 1)

    assert ">Attestation</h2>" in text
    assert "Attestation et approbations" not in text
