from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from reporting.models import Campaign, Report
from reporting.reports.actions.campaigns import excuse_report
from tests.factories import make_organism
from tests.reporting.builders.annual_reports import YEAR, make_annual, make_campaign, make_endorsed, make_filed
from tests.reporting.builders.states import put_in_state

LIST = reverse("reporting:report-list")
CAMPAIGNS = reverse("reporting:campaign-list")


def opening(**more):
    return {"year": "2025", "due_on": "2026-06-30", **more}


@pytest.mark.parametrize(
    ("who", "words"),
    [("coordinator", "Brouillon"), ("staff", "La coordination le remplit"), ("auditor", "En préparation")],
)
def test_report_list_shows_the_organisms_draft(organism, network, who, words, client_for, request):
    report = make_annual(organism, network)

    page = client_for(request.getfixturevalue(who)).get(LIST).content.decode()

    assert reverse("reporting:report-detail", args=[report.pk]) in page
    assert words in page


@pytest.mark.parametrize("who", ["neighbour", "network", "pivot", "funder_agent"])
def test_report_list_leaks_no_draft(organism, network, who, client_for, request):
    report = make_annual(organism, network)
    user = request.getfixturevalue(who)

    answer = client_for(user).get(LIST)

    assert answer.status_code == 200
    assert reverse("reporting:report-detail", args=[report.pk]) not in answer.text


def test_report_list_says_whose_turn_it_is(organism, network, director, pivot, client_for):
    make_endorsed(organism, network, director, pivot)

    assert "Chez d’autres" in client_for(director).get(LIST).content.decode()
    assert "À approuver" in client_for(network).get(LIST).content.decode()
    assert "Réglé" in client_for(pivot).get(LIST).content.decode()


def test_report_list_goes_back_to_its_own_order_with_its_filters(organism, network, director, pivot, client_for):
    make_endorsed(organism, network, director, pivot)
    arranged = client_for(network).get(LIST, {"etat": "endorsed", "tri": "-organisme"}).text
    assert 'href="?etat=endorsed">Revenir à la liste de départ' in arranged


def test_report_list_teaches_when_empty(funder_agent, client_for):
    assert "Aucun rapport pour l’instant" in client_for(funder_agent).get(LIST).content.decode()


@pytest.mark.parametrize("page", ["2", "0", "-1", "abc", "9" * 30, "1e30"])
def test_report_list_bears_any_page(coordinator, client_for, page):
    assert client_for(coordinator).get(LIST, {"page": page}).status_code == 200


def test_report_list_is_only_read(coordinator, client_for, client):
    assert client_for(coordinator).post(LIST).status_code == 405
    assert client.get(LIST).url.startswith("/compte/login/")


def test_report_list_takes_as_many_queries_for_1_3_and_30_reports(network, client_for, django_assert_max_num_queries):
    make_organism("Premier organisme")
    campaign = make_campaign(network)
    counts = []
    for size in (1, 3, 30):
        while campaign.reports.count() < size:
            organism = make_organism(f"Organisme {campaign.reports.count()}")
            Report.objects.create(
                kind="annual",
                organism=organism,
                template_version=campaign.template_version,
                period=YEAR,
                campaign=campaign,
                region=organism.region,
                due_on=campaign.due_on,
            )
        for report in campaign.reports.filter(state="draft"):
            put_in_state(report, "submitted", filed_at=campaign.opened_at, filed_by=network)
        browser = client_for(network)
        with django_assert_max_num_queries(12) as captured:
            browser.get(LIST)
        counts.append(len(captured))

    assert counts[0] == counts[1] == counts[2]


def test_network_opens_a_campaign_for_the_active_members(organism, neighbour_organism, network, client_for):
    form = client_for(network).get(CAMPAIGNS).context["form"]
    version = form.fields["template_version"].queryset.first()

    response = client_for(network).post(CAMPAIGNS, opening(template_version=version.pk))

    campaign = Campaign.objects.get()
    assert response.url == reverse("reporting:campaign-detail", args=[campaign.pk])
    assert campaign.period == DateRange(date(2025, 4, 1), date(2026, 4, 1))
    assert set(campaign.reports.values_list("organism", flat=True)) == {organism.pk, neighbour_organism.pk}


@pytest.mark.parametrize(
    "bad",
    [
        {"year": "9999"},
        {"year": "a\x00"},
        {"due_on": "9999-12-31"},
        {"due_on": "2025-06-30"},
        {"due_on": "30 juin"},
        {"template_version": "10" * 30},
        {"template_version": "abc"},
    ],
)
def test_campaign_refuses_bad_input_in_sentences(network, client_for, bad):
    form = client_for(network).get(CAMPAIGNS).context["form"]
    good = opening(template_version=form.fields["template_version"].queryset.first().pk)

    response = client_for(network).post(CAMPAIGNS, {**good, **bad})

    assert response.status_code == 200
    assert "À revoir" in response.content.decode()
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    ("who", "code"), [("coordinator", 404), ("funder_agent", 404), ("auditor", 404), ("analyst", 403), ("pivot", 403)]
)
def test_campaigns_are_opened_by_the_networks_coordination_only(organism, who, code, client_for, request):
    assert client_for(request.getfixturevalue(who)).post(CAMPAIGNS, opening()).status_code == code
    assert not Campaign.objects.exists()


def test_campaign_shows_where_each_organism_stands(organism, neighbour_organism, network, director, pivot, client_for):
    report = make_filed(organism, network, director)
    address = reverse("reporting:campaign-detail", args=[report.campaign_id])

    page = client_for(network).get(address).content.decode()
    assert organism.name in page
    assert "1 rapport déposé sur" in page
    assert reverse("reporting:report-detail", args=[report.pk]) in page
    assert organism.name in client_for(pivot).get(address).content.decode()


def test_pivot_sees_the_standing_of_her_region_only(organism, far_organism, network, pivot, client_for):
    campaign = make_campaign(network)

    page = client_for(pivot).get(reverse("reporting:campaign-detail", args=[campaign.pk])).content.decode()

    assert organism.name in page
    assert far_organism.name not in page


def test_network_adds_and_excuses_an_organism(organism, network, client_for):
    campaign = make_campaign(network)
    late = make_organism("Membre tardif")
    browser = client_for(network)
    address = reverse("reporting:campaign-detail", args=[campaign.pk])

    browser.post(address, {"organism": late.pk})
    report = campaign.reports.get(organism=late)
    excuse = reverse("reporting:report-excuse", args=[report.pk])
    assert browser.post(excuse, {"reason": ""}).status_code == 200
    browser.post(excuse, {"reason": "Membre depuis mars seulement."})

    report.refresh_from_db()
    assert report.excused_reason == "Membre depuis mars seulement."
    assert report.excused_by == network
    assert "Dispensé" in browser.get(address).content.decode()


@pytest.mark.parametrize("typed", ["", "abc", "10" * 30, "999999"])
def test_campaign_add_refuses_an_unknown_organism(organism, network, client_for, typed):
    campaign = make_campaign(network)
    before = campaign.reports.count()

    response = client_for(network).post(reverse("reporting:campaign-detail", args=[campaign.pk]), {"organism": typed})

    assert "Choisissez un organisme" in response.content.decode()
    assert campaign.reports.count() == before


@pytest.mark.parametrize(("who", "code"), [("coordinator", 404), ("analyst", 403), ("pivot", 403), ("neighbour", 404)])
def test_excusing_is_the_networks_coordination(organism, network, who, code, client_for, request):
    report = make_annual(organism, network)

    response = client_for(request.getfixturevalue(who)).post(
        reverse("reporting:report-excuse", args=[report.pk]), {"reason": "x"}
    )

    report.refresh_from_db()
    assert response.status_code == code
    assert report.excused_at is None


def test_excuse_is_lifted_from_the_campaign(organism, network, analyst, pivot, client_for):
    report = make_annual(organism, network)
    excuse_report(report=report, reason="Année sabbatique", by=network)
    lift = reverse("reporting:report-unexcuse", args=[report.pk])
    page = reverse("reporting:campaign-detail", args=[report.campaign_id])
    assert f'action="{lift}"' in client_for(network).get(page).text
    for reader in (analyst, pivot):
        assert lift not in client_for(reader).get(page).text
        assert client_for(reader).post(lift).status_code == 403

    assert client_for(network).post(lift).url == page

    report.refresh_from_db()
    assert (report.excused_at, report.excused_by, report.excused_reason) == (None, None, "")
    assert lift not in client_for(network).get(page).text
    assert "n’est pas dispensé" in client_for(network).post(lift, follow=True).text
