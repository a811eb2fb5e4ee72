"""A year of annual reports opened by mistake: undone for a day, while nobody has begun; never by SQL after that."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from reporting.models import Campaign, Report
from reporting.reports.actions.campaigns import CampaignRefused, excuse_report, undo_opening
from tests.jobs import run_pending_jobs
from tests.refusals import as_owner
from tests.reporting.builders.annual_reports import fill, make_campaign, make_filed
from tests.reporting.builders.reports import make_funder_report

WHY = "Mauvaise date de dépôt."


def page(campaign):
    return reverse("reporting:campaign-undo", args=[campaign.pk])


def test_opening_is_undone_told_and_made_again(organism, network, director):
    campaign = make_campaign(network)
    report = campaign.reports.get()
    undo_opening(campaign=campaign, reason=WHY, by=network)

    assert not Campaign.objects.exists()
    assert not Report.objects.annual().exists()
    assert list(report.events.model.objects.filter(pgh_label="delete").values_list("pgh_obj_id", flat=True)) == [
        report.pk
    ]
    run_pending_jobs()
    assert {(letter.subject, tuple(letter.to)) for letter in mail.outbox} == {
        ("Un rapport annuel n’est plus à produire", (director.email,))
    }
    assert WHY in mail.outbox[0].body
    assert make_campaign(network).reports.get().organism == organism


def test_report_that_was_begun_holds_the_campaign(organism, network, director):
    campaign = make_campaign(network)
    fill(campaign.reports.get(), director)

    with pytest.raises(CampaignRefused, match=f"commencé \\({organism.name}\\)"):
        undo_opening(campaign=campaign, reason=WHY, by=network)
    assert campaign.reports.count() == 1


def test_report_that_was_excused_holds_the_campaign(organism, network):
    campaign = make_campaign(network)
    excuse_report(report=campaign.reports.get(), reason="Fermé.", by=network)

    with pytest.raises(CampaignRefused, match="commencé"):
        undo_opening(campaign=campaign, reason=WHY, by=network)


def test_opening_of_yesterday_stays(organism, network, monkeypatch):
    campaign = make_campaign(network)
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)

    with pytest.raises(CampaignRefused, match="plus d’un jour"):
        undo_opening(campaign=campaign, reason=WHY, by=network)


def test_the_network_undoes_from_the_page_of_the_campaign(organism, network, client_for):
    campaign = make_campaign(network)
    browser = client_for(network)
    assert page(campaign) in browser.get(reverse("reporting:campaign-detail", args=[campaign.pk])).text
    assert "disparaissent" in browser.get(page(campaign)).text
    assert "Dites pourquoi, en une phrase." in browser.post(page(campaign), {"reason": ""}).text

    answer = browser.post(page(campaign), {"reason": WHY}, follow=True)
    assert "L’ouverture de la campagne 2025-2026 est annulée." in answer.text
    assert browser.post(page(campaign), {"reason": WHY}).status_code == 404


def test_the_page_refuses_beside_the_form_once_a_report_is_begun(organism, network, director, client_for):
    report = make_filed(organism, network, director)
    browser = client_for(network)

    assert (
        page(report.campaign) not in browser.get(reverse("reporting:campaign-detail", args=[report.campaign_id])).text
    )
    assert "un rapport est commencé" in browser.post(page(report.campaign), {"reason": WHY}).text
    assert Report.objects.filter(pk=report.pk).exists()


def attack(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("as_", ["application", "owner"])
def test_sql_removes_no_report_of_a_year_that_was_meant(organism, network, as_):
    campaign = make_campaign(network)
    report = campaign.reports.get()
    Campaign.objects.update(opened_at=timezone.now() - timedelta(days=2))

    for table, pk in (("reporting_report", report.pk), ("reporting_campaign", campaign.pk)):
        with pytest.raises(IntegrityError), transaction.atomic():
            run = attack if as_ == "application" else as_owner
            run(f"DELETE FROM {table} WHERE id = {pk}")


def test_sql_removes_no_funders_report_and_none_that_took_a_step(organism, network, director, agreement):
    for report in (make_filed(organism, network, director), make_funder_report(agreement, director)):
        with pytest.raises(IntegrityError, match="opened by mistake"):
            attack("DELETE FROM reporting_report WHERE id = %s", report.pk)
