"""Work of a component that nobody named: recorded, said at entry, shown under « hors des volets », in no sum unseen."""

import csv
import io
from uuid import uuid4

import pytest
from django.urls import reverse

from services.activities.outside_components import outside_components
from services.activities.rules import Outside, outside_words
from services.models import Activity, ActivityType
from tests.factories import make_activity
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import make_funder_report

pytestmark = pytest.mark.django_db
YEAR = {"periode": "etat-2025"}
FOLLOW_UP, VISIT = "Suivi", "Visite d’entreprise"
BY_ORGANISM = (
    "Le volet 3 n’est pas un volet que l’organisme offre\u00a0: cette fiche compte «\u00a0hors des volets\u00a0»."
)
BY_AGREEMENT = (
    "Le volet 4 n’est pas un volet de l’entente MIN-2024-031\u00a0: cette fiche compte «\u00a0hors des volets\u00a0»."
)


@pytest.fixture
def organism(organism):
    organism.components = [1, 2, 4]
    organism.save()
    return organism


@pytest.fixture
def agreement(agreement):
    agreement.components = [2]
    agreement.save()
    return agreement


def rows_of(client, url) -> list[list[str]]:
    answer = client.get(url, YEAR | {"sortie": "csv"})
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def visit(organism, **more) -> Activity:
    return make_activity(organism, VISIT, **more)


def test_what_lies_outside_is_told_of_the_organism_and_of_the_agreement(organism, agreement):
    visit(organism)
    for _ in range(2):
        make_activity(organism, FOLLOW_UP, agreements=[agreement])

    found = outside_components(Activity.objects.all(), organism.components)

    assert found == [Outside(3, "", 1), Outside(4, "MIN-2024-031", 2)]
    assert outside_words(found)[0] == BY_ORGANISM
    assert outside_words(found)[1].endswith("ces 2\u00a0fiches comptent «\u00a0hors des volets\u00a0».")


def test_an_agreement_that_names_no_component_takes_all(organism, agreement):
    agreement.components = []
    agreement.save()
    make_activity(organism, FOLLOW_UP, agreements=[agreement])

    assert outside_components(Activity.objects.all(), organism.components) == []


def test_results_of_an_organism_show_it_apart(organism, coordinator, client_for):
    visit(organism)
    client, url = client_for(coordinator), reverse("services:organism-results", args=[organism.pk])

    page = client.get(url, YEAR).text
    assert "Hors des volets – Volet 3" in page
    assert "L’organisme n’offre pas ce volet" in page
    rows = {row[1]: row for row in rows_of(client, url)}
    assert (rows["V3.02"][0], rows["V3.02"][6]) == ("3, hors des volets", "1")
    # Of what it does not offer, only what was done
    assert "V3.03" not in rows
    assert "V5.01" not in rows


def test_results_of_an_agreement_show_it_apart(organism, agreement, coordinator, client_for):
    make_activity(organism, FOLLOW_UP, agreements=[agreement])
    client, url = client_for(coordinator), reverse("services:agreement-results", args=[agreement.pk])

    assert "Hors des volets – Volet 4" in client.get(url, YEAR).text
    assert {row[1]: row[6] for row in rows_of(client, url)}["V4.02"] == "1"
    assert "Hors des volets" not in client.get(url, {"periode": "etat-2024"}).text


def test_an_agreement_without_components_shows_those_of_its_organism(organism, agreement, coordinator, client_for):
    agreement.components = []
    agreement.save()
    make_activity(organism, FOLLOW_UP, agreements=[agreement])

    page = client_for(coordinator).get(reverse("services:agreement-results", args=[agreement.pk]), YEAR).text

    assert 'id="volet-4"' in page
    assert "Hors des volets" not in page


def test_it_is_said_at_entry(organism, agreement, staff, client_for):
    client = client_for(staff)

    def record(kind, **more):
        typed = {"activity_type": ActivityType.objects.get(name=kind).pk, "day": "2025-06-03", "submit_key": uuid4()}
        return client.post(reverse("services:activity-add", args=[organism.pk]), typed | more, follow=True).text

    assert BY_ORGANISM in record(VISIT)
    assert BY_AGREEMENT in record(FOLLOW_UP, agreements=[agreement.pk])
    assert "hors des volets" not in record(FOLLOW_UP)


def test_it_is_said_when_many_are_charged(organism, agreement, coordinator, client_for):
    row = make_activity(organism, FOLLOW_UP)
    typed = {"act": "charge", "agreement": agreement.pk, "pk": [row.pk]}

    page = client_for(coordinator).post(reverse("services:activity-bulk", args=[organism.pk]), typed, follow=True).text

    assert BY_AGREEMENT in page


def test_it_is_said_of_a_register(organism, bring_in, staff, client_for):
    batch = bring_in("2025-04-03;Visite d’entreprise;Rouyn-Noranda;;;;;Usinage du Nord;;")

    page = client_for(staff).get(reverse("services:import-detail", args=[organism.pk, batch.pk])).text

    assert BY_ORGANISM in page


def test_it_is_counted_and_said_row_by_row_before_a_register_is_written(
    organism, agreement, receive, staff, client_for
):
    batch = receive(
        "2025-04-03;Visite d’entreprise;Rouyn-Noranda;;;;;Usinage du Nord;;",
        "2025-04-04;Visite d’entreprise;Rouyn-Noranda;;;;;Usinage du Sud;;",
        "2025-04-05;Suivi;Rouyn-Noranda;;;;;;MIN-2024-031;",
        "2025-04-06;Suivi;Rouyn-Noranda;;;;;;;",
    )

    page = client_for(staff).get(reverse("services:import-detail", args=[organism.pk, batch.pk]))

    assert page.context["outside"] == [
        "Le volet 3 n’est pas un volet que l’organisme offre\u00a0: ces 2\u00a0fiches compteront "
        "«\u00a0hors des volets\u00a0».",
        BY_AGREEMENT.replace("compte", "comptera"),
    ]
    assert page.context["outside"][0] in page.text
    warned = [(fault["column"], fault["lines"]) for fault in page.context["warnings"].page]
    assert warned == [("Volet", "2, 3"), ("Entente(s)", "4")]
    assert page.context["totals"]


def test_it_is_said_before_certifying(organism, agreement, network, coordinator, client_for):
    annual = make_annual(organism, network)
    report = make_funder_report(agreement, coordinator)
    visit(organism)
    make_activity(organism, FOLLOW_UP, agreements=[agreement])
    client = client_for(coordinator)

    page = client.get(reverse("reporting:report-check", args=[annual.pk])).text
    assert "1 activité du volet 3\u00a0: ce volet n’est pas dans ce rapport." in page
    assert f"/o/{organism.pk}/activites/?du=2025-04-01&amp;au=2026-03-31&amp;volet=3" in page
    page = client.get(reverse("reporting:report-check", args=[report.pk])).text
    assert "1 activité du volet 4\u00a0: l’entente ne nomme pas ce volet." in page
    assert "du volet 3" not in page
