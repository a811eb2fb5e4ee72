"""V5.07: what agreements say is proposed beside the box, and never answers it."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from reporting.lines.assembly import build_sections
from reporting.models import Report
from tests import factories
from tests.agreements.money import builders as money
from tests.reporting.builders.annual_reports import YEAR, make_annual
from tests.reporting.builders.funder_reports import make_open
from tests.reporting.monitoring.builders import sign
from tests.services.positions.test_positions import make_position

PROPOSED = "Vos ententes disent"


def page(client, report) -> str:
    response = client.get(reverse("reporting:report-section", args=[report.pk, "v5"]))
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def box(report: Report):
    lines = (line for section in build_sections(report) for line in section.lines)
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
    assert found.proposal.words.startswith(PROPOSED)


def test_agreements_of_others_propose_nothing(client_for, coordinator, organism, neighbour_organism, network, funder):
    sign(factories.make_agreement(neighbour_organism, funder, start=YEAR.lower, end=YEAR.upper), 47)
    report = make_annual(organism, network)
    assert PROPOSED not in page(client_for(coordinator), report)
    sign(factories.make_agreement(organism, funder, start=YEAR.lower, end=YEAR.upper), 47)
    assert PROPOSED in page(client_for(coordinator), report)


def test_only_its_own_box_has_the_proposal(organism, network, funder):
    sign(factories.make_agreement(organism, funder, start=YEAR.lower, end=YEAR.upper), 47)
    sections = build_sections(make_annual(organism, network))
    assert sum(1 for section in sections for line in section.lines if line.proposal) == 1


def money_page(client, report, section="finances") -> str:
    response = client.get(reverse("reporting:report-section", args=[report.pk, section]))
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_what_was_received_and_spent_is_proposed_agreement_by_agreement(
    client_for, coordinator, organism, neighbour_organism, funder, network
):
    for house, reference, amount in (
        (organism, "A-1", 30_000),
        (organism, "B-2", 5_000),
        (neighbour_organism, "Z-9", 7),
    ):
        agreement = factories.make_agreement(house, funder, reference, start=YEAR.lower, end=YEAR.upper)
        year = agreement.years.get()
        line = money.budget(year, coordinator)["Salaires"]
        for day in (YEAR.lower + timedelta(days=40), YEAR.upper):
            [*_, awaited] = money.instalments(year, coordinator, (money.D(amount), None, YEAR.lower, None))
            money.receive(awaited, coordinator, amount, day=day)
        money.spend(line, coordinator, amount - 1, day=YEAR.lower + timedelta(days=40))
    page = money_page(client_for(coordinator), make_annual(organism, network))

    assert "Montants reçus inscrits à l’argent des ententes : A-1, 30 000,00 $ ; B-2, 5 000,00 $." in page
    assert "Dépenses payées inscrites à l’argent des ententes : A-1, 29 999,00 $ ; B-2, 4 999,00 $." in page
    assert "Z-9" not in page


def test_what_is_not_written_down_proposes_no_money(client_for, coordinator, organism, network, funder):
    year = factories.make_agreement(organism, funder, start=YEAR.lower, end=YEAR.upper).years.get()
    report = make_annual(organism, network)
    assert "inscrits à l’argent" not in money_page(client_for(coordinator), report)
    [*_, awaited] = money.instalments(year, coordinator, (money.D(100), None, YEAR.lower, None))
    money.receive(awaited, coordinator, 100, day=YEAR.lower)
    assert "inscrits à l’argent" in money_page(client_for(coordinator), report)


@pytest.mark.parametrize(("origin", "is_told"), [("public", True), ("community", False), ("organism", False)])
def test_other_public_help_is_proposed_to_the_funder(client_for, director, agreement, origin, is_told):
    report = make_open(agreement, director)
    money.bring(agreement.years.get(number=2), director, 12_000, origin=origin)
    page = money_page(client_for(director), report)
    assert ("Aides publiques inscrites à la mise de fonds de l’entente : 12 000,00 $." in page) == is_told


def send(client, report, section="finances", **typed):
    return client.post(reverse("reporting:report-section", args=[report.pk, section]), typed)


def test_one_click_writes_what_the_accounts_say_and_leaves_the_rest(client_for, coordinator, organism, funder, network):
    known = factories.make_agreement(organism, funder, "A-1", start=YEAR.lower, end=YEAR.upper)
    other = factories.make_agreement(organism, funder, "B-2", start=YEAR.lower, end=YEAR.upper)
    [*_, awaited] = money.instalments(known.years.get(), coordinator, (money.D(30_000), None, YEAR.lower, None))
    money.receive(awaited, coordinator, money.D("29999.50"), day=YEAR.lower + timedelta(days=40))
    report, client = make_annual(organism, network), client_for(coordinator)
    typed = f"q-fin-recu--agreement-{other.pk}"
    assert "Inscrire ce que dit le portail" in money_page(client, report)

    assert send(client, report, proposer="fin-recu", **{typed: "12"}).status_code == 302

    assert dict(report.answers.values_list("band_key", "value")) == {
        f"agreement-{known.pk}": money.D("29999.50"),
        f"agreement-{other.pk}": 12,
    }


def test_one_click_writes_what_positions_say_with_both_terms(client_for, coordinator, organism, network):
    left = YEAR.lower + timedelta(days=90)
    for during, lost in ((DateRange(date(2020, 1, 1), None), ""), (DateRange(date(2020, 1, 1), left), "funding")):
        make_position(organism, coordinator, during=during, lost_reason=lost)
    report, client = make_annual(organism, network), client_for(coordinator)
    turnover = next(line for section in build_sections(report) for line in section.lines if "V5.06" in line.line.codes)
    assert (
        turnover.proposal.words
        == "Vos postes disent\u00a0: 1\u00a0perdu dans la période, sur 2\u00a0occupés au premier jour."
    )

    send(client, report, "v5", proposer=turnover.key)

    row = report.answers.get(line_key=turnover.key)
    assert (row.value, row.denominator, row.carried_from) == (1, 2, "")


def test_what_only_a_person_can_tell_is_no_click(client_for, coordinator, organism, network, funder):
    sign(factories.make_agreement(organism, funder, start=YEAR.lower, end=YEAR.upper), 47)
    report, client = make_annual(organism, network), client_for(coordinator)
    key = box(report).key

    assert box(report).proposal.words.startswith(PROPOSED)
    assert "Inscrire ce que dit le portail" not in page(client, report)
    send(client, report, "v5", proposer=key)
    send(client, report, "v5", proposer="fin-recu")

    assert not report.answers.exists()
