"""V5.07: what agreements say is proposed beside the box, and never answers it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from reporting.boxes import build_boxes
from reporting.models import Report
from tests import factories
from tests.reporting.annual_reports import YEAR, make_annual
from tests.reporting.stable_world import sign

PROPOSED = "Vos ententes disent"


def page(client, report) -> str:
    response = client.get(reverse("reporting:report-section", args=[report.pk, "v5"]))
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def box(report: Report):
    lines = (line for section in build_boxes(report) for line in section.lines)
    return next(line for line in lines if "V5.07" in line.line.codes)


@pytest.mark.parametrize(
    ("late", "told"), [(47, "47 jours de la période"), (1, "1 jour de la période"), (-10, "aucun jour de la période")]
)
def test_days_without_signature_are_proposed(client_for, coordinator, organism, network, funder, late, told):
    sign(factories.make_agreement(organism, funder, start=YEAR.lower, end=YEAR.upper), late)
    report = make_annual(organism, network)
    assert told in page(client_for(coordinator), report)


def test_a_gap_before_the_next_agreement_counts(client_for, coordinator, organism, network, funder):
    first = YEAR.lower.replace(year=YEAR.lower.year - 1)
    before = sign(factories.make_agreement(organism, funder, "A", start=first, end=YEAR.lower))
    start = YEAR.lower + timedelta(days=47)
    sign(factories.make_agreement(organism, funder, "B", start=start, end=YEAR.upper), -5, before)
    assert "47 jours de la période" in page(client_for(coordinator), make_annual(organism, network))


def test_a_proposal_is_not_an_answer(organism, network, funder):
    sign(factories.make_agreement(organism, funder, start=YEAR.lower, end=YEAR.upper), 47)
    found = box(make_annual(organism, network))
    assert (found.value, found.figure) == (None, None)
    assert found.proposal.startswith(PROPOSED)


def test_agreements_of_others_propose_nothing(client_for, coordinator, organism, neighbour_organism, network, funder):
    sign(factories.make_agreement(neighbour_organism, funder, start=YEAR.lower, end=YEAR.upper), 47)
    assert PROPOSED not in page(client_for(coordinator), make_annual(organism, network))


def test_only_its_own_box_has_the_proposal(organism, network, funder):
    sign(factories.make_agreement(organism, funder, start=YEAR.lower, end=YEAR.upper), 47)
    sections = build_boxes(make_annual(organism, network))
    assert sum(1 for section in sections for line in section.lines if line.proposal) == 1
