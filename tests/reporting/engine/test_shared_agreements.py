"""The lead reports for all: what partners charged adds up, what is distinct is asked, drafts stay the lead's."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from agreements.models import AgreementPartner
from organisms.names import sort_name
from reporting.engine.evaluate import evaluate_report, records_of_line
from reporting.engine.figures import Ask, AskReason
from reporting.lines.checks import check_lines
from reporting.models import Report
from reporting.papers.content import build
from reporting.papers.frozen.records import changes_since
from services.models import Partner
from tests.factories import make_activity
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import answer, line_of, make_funder_report, make_issued


@pytest.fixture
def shared(agreement, neighbour_organism):
    AgreementPartner.objects.create(agreement=agreement, organism=neighbour_organism)
    return agreement


@pytest.fixture
def report(shared, coordinator):
    return make_funder_report(shared, coordinator)


def employer(organism, name) -> int:
    return Partner.objects.create(organism=organism, kind="employer", name=name, sort_name=sort_name(name)).pk


def stays(organism, *agreements, **more):
    return make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=agreements, **more)


def test_additive_figures_count_what_partners_charged(report, shared, organism, neighbour_organism):
    stays(organism, shared)
    stays(neighbour_organism, shared)
    stays(neighbour_organism)

    assert evaluate_report(report)["a2"].value == 2


def test_a_report_is_the_lead_s_alone_once_the_agreement_is(report, shared, organism, neighbour_organism):
    stays(organism, shared)
    shared.partners.all().delete()

    assert evaluate_report(Report.objects.get(pk=report.pk))["a2"].value == 1


def test_the_annual_report_of_each_counts_its_own_work(shared, organism, neighbour_organism, network):
    stays(organism, shared)
    for _ in range(3):
        stays(neighbour_organism, shared)

    assert evaluate_report(make_annual(organism, network))["v1-06"].value == 1


def test_persons_are_asked_of_the_lead(report, coordinator):
    assert evaluate_report(report)["a1"] == Ask(AskReason.DISTINCT)
    answer(report, "a1", coordinator, 64)
    assert evaluate_report(report)["a1"].value == Decimal(64)


def test_employers_of_several_books_are_asked_with_what_the_lead_names(report, shared, organism, neighbour_organism):
    day = {"day": date(2025, 6, 3)}
    make_activity(
        organism, "Visite d’entreprise", partner_ids=(employer(organism, "Scierie Blais"),), agreements=[shared], **day
    )
    theirs = employer(neighbour_organism, "Scierie Blais inc.")
    make_activity(neighbour_organism, "Visite d’entreprise", partner_ids=(theirs,), agreements=[shared], **day)

    assert evaluate_report(report)["a6"] == Ask(AskReason.SHARED, lower_bound=1, unnamed=0)
    missing = [item.words for item in check_lines([line_of(report, "a6")], [])]
    assert any("Demandez aux partenaires" in words for words in missing)


def test_the_same_line_is_a_figure_when_nobody_shares(report, shared, organism):
    shared.partners.all().delete()
    named = employer(organism, "Scierie Blais")
    make_activity(organism, "Visite d’entreprise", partner_ids=(named,), agreements=[shared])

    assert evaluate_report(Report.objects.get(pk=report.pk))["a6"].value == 1


def test_records_of_a_partner_stay_its_own(client_for, coordinator, report, shared, organism, neighbour_organism):
    mine = stays(organism, shared)
    theirs = stays(neighbour_organism, shared, note="NOTE-DU-VOISIN")
    assert set(records_of_line(report, line_of(report, "a2").line)) == {mine, theirs}

    text = client_for(coordinator).get(reverse("reporting:report-records", args=[report.pk, "a2"])).text

    assert "Le chiffre compte aussi 1 activité d’un organisme partenaire" in text
    assert reverse("services:activity-detail", args=[organism.pk, mine.pk]) in text
    assert f"/{theirs.pk}/" not in text
    assert "NOTE-DU-VOISIN" not in text


def test_a_partner_opens_no_report_of_the_lead(client_for, neighbour, report, shared, director):
    client = client_for(neighbour)
    for name in ("report-detail", "report-check"):
        assert client.get(reverse(f"reporting:{name}", args=[report.pk])).status_code == 404
    assert client.post(reverse("reporting:funder-report-open", args=[report.deliverable_id])).status_code == 403
    assert "/rapports/" not in client.get("/").text.split("<main")[1]


def test_a_partner_learns_that_a_report_left_and_opens_none(client_for, neighbour, shared, director):
    issued = make_issued(shared, director)
    text = client_for(neighbour).get(reverse("agreements:agreement-detail", args=[shared.pk])).text
    assert "Transmis" in text
    assert reverse("reporting:report-detail", args=[issued.pk]) not in text


def test_a_paper_notices_what_a_partner_records_afterwards(shared, director, neighbour_organism):
    issued = make_issued(shared, director)
    version = issued.versions.get()
    before = changes_since(version).n
    stays(neighbour_organism, shared)
    assert changes_since(version).n == before + 1


@pytest.mark.parametrize(("end", "name"), [(date(2014, 4, 1), "MICC"), (date(2026, 4, 1), "MIFI")])
def test_a_paper_prints_the_names_of_its_period(agreement, funder, coordinator, end, name):
    changed = date(2019, 6, 16)
    for words, first, last in (("MICC", date(2005, 2, 18), changed), ("MIFI", changed, None)):
        funder.names.create(name=words, during=DateRange(first, last))
        agreement.programme.names.create(name=f"Programme {words}", during=DateRange(first, last))
    report = make_funder_report(agreement, coordinator)
    Report.objects.filter(pk=report.pk).update(period=DateRange(date(end.year - 1, 4, 1), end))
    said = build(Report.objects.get(pk=report.pk))
    assert (said["funder"]["name"], said["programme"]) == (name, f"Programme {name}")
