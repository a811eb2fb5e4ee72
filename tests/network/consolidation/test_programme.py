"""All reports of one programme, consolidated for its funder in its own form; one activity in two agreements."""

import json
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from network.consolidation.actions import begin_consolidation, freeze_consolidation, publish_consolidation
from network.consolidation.content import build
from network.consolidation.figures.lines import figures_of
from network.consolidation.steps import TRANSITIONS
from network.models.triggers import STEPS
from reporting.funder_reports.actions.issuing import issue_report
from tests import factories
from tests.network.worlds import YEAR
from tests.reporting.builders.reports import make_issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(organism, neighbour_organism, funder, director, neighbour):
    """Two organisms and their final report of the year to one programme; each had two first meetings."""
    factories.make_seated_user("Marie Deux-Rives", neighbour_organism, "director")
    made = []
    for rank, home in enumerate((organism, neighbour_organism)):
        agreement = factories.make_agreement(home, funder, f"MIN-2024-{rank}", start=date(2025, 4, 1))
        for _ in range(2):
            factories.make_activity(home, day=date(2025, 6, 3), agreements=[agreement])
        made.append(make_issued(agreement, director if not rank else neighbour))
    return made


def consolidated(report, network):
    scope = {"scope": "programme", "region": None, "template": report.template_version.template, "period": YEAR}
    return begin_consolidation(**scope, by=network, key=uuid.uuid4())


def lines_of(whole) -> dict:
    return {figure["line_key"]: figure for figure in figures_of(build(whole).content)}


def test_reports_of_a_programme_add_up_in_its_own_form(issued, network, funder_agent, client_for):
    whole = consolidated(issued[0], network)
    content = build(whole).content
    spec = {line.key: line for line in issued[0].template_version.lines.all()}
    lines = lines_of(whole)
    assert set(lines) <= set(spec)
    summed = [figure for figure in lines.values() if figure["total"]["number"]]
    assert len(summed) >= 3
    for figure in summed:
        cells = [Decimal(cell["number"]) for cell in figure["cells"] if cell["number"]]
        assert Decimal(figure["total"]["number"]) == sum(cells)
    assert [row["name"] for row in content["organisms"]] == [
        "La Croisée boréale, MIN-2024-0",
        "Maison des Deux-Rives, MIN-2024-1",
    ]
    step = freeze_consolidation(report=whole, by=network, key=uuid.uuid4())
    publish_consolidation(report=whole, by=network, key=uuid.uuid4())
    assert step.version.sources.count() == 2
    # Its own funder alone reads it, whole
    programme = whole.template.programme
    agent, stranger = factories.make_funder_user("Agente du programme", programme.funder), client_for(funder_agent)
    address = reverse("network:consolidated-detail", args=[whole.pk])
    assert (client_for(agent).get(address).status_code, stranger.get(address).status_code) == (200, 404)
    published = json.loads(whole.versions.get(audience="funders").content)
    assert published["sections"] == json.loads(step.version.content)["sections"]


def test_an_activity_of_two_agreements_is_not_counted_twice(issued, organism, funder, director, network):
    other = factories.make_agreement(organism, funder, "MIN-2024-9", start=date(2025, 4, 1))
    first = issued[0].funded_agreement
    factories.make_activity(organism, day=date(2025, 7, 3), agreements=[first, other])
    shared = make_issued(other, director)
    before = lines_of(consolidated(shared, network))
    assert not any("deux ententes" in figure["total"]["why"] for figure in before.values())
    # The first report is issued again: both papers then count the activity
    from_both = consolidated(shared, network)
    reissue(issued[0], director)
    after = lines_of(from_both)
    assert any("deux ententes" in figure["total"]["why"] for figure in after.values())


def reissue(report, director):
    issue_report(report=report, by=director, key=uuid.uuid4(), reason="Une fiche de plus.")


def test_the_database_knows_the_same_steps():
    assert {(name, step.source, str(step.target)) for name, step in TRANSITIONS.items()} == {
        (name, source, target) for name, source, target in STEPS
    }
