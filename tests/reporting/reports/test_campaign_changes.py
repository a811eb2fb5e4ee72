"""A campaign under way: its due day corrected, what nobody began cancelled and put back; neither by SQL alone."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from organisms.models import Removal
from organisms.removals.actions import RemovalRefused, put_back
from reporting.models import Campaign, CampaignCut, CampaignDate, QuestionCount, Report
from reporting.reports.actions.campaign_changes import correct_date, cut_untouched
from reporting.reports.actions.campaigns import CampaignRefused, add_to_campaign, excuse_report, undo_opening
from tests.factories import make_seated_user
from tests.jobs import PAPERS, run_pending_jobs
from tests.refusals import refused_in_the_end
from tests.reporting.builders.annual_reports import YEAR, fill, make_campaign, make_filed

pytestmark = pytest.mark.django_db
WHY = "La date était fausse."
LATER = date(2027, 3, 15)


@pytest.fixture(autouse=True)
def _before_that_day(on_day):
    """A day is corrected to one that has not come yet."""
    on_day(date(2026, 12, 1))


@pytest.fixture
def campaign(organism, neighbour_organism, network):
    return make_campaign(network, due_on=date(2027, 2, 15))


def old(campaign: Campaign) -> Campaign:
    """The same, opened long ago."""
    Campaign.objects.filter(pk=campaign.pk).update(opened_at=timezone.now() - timedelta(days=90))
    campaign.refresh_from_db()
    return campaign


def test_a_day_is_corrected_for_what_is_not_filed_and_told(campaign, organism, neighbour, director, network):
    filed = make_filed(organism, network, director)
    change = correct_date(campaign=campaign, due_on=LATER, reason=WHY, by=network)
    campaign.refresh_from_db()
    filed.refresh_from_db()
    assert (change.before, change.after, campaign.due_on, filed.due_on) == (
        date(2027, 2, 15), LATER, LATER, date(2027, 2, 15),
    )  # fmt: skip
    assert campaign.reports.exclude(pk=filed.pk).get().due_on == LATER
    mail.outbox.clear()
    run_pending_jobs(but=PAPERS)
    told = [letter for letter in mail.outbox if letter.subject == "L’échéance d’un rapport annuel a changé"]
    assert [letter.to for letter in told] == [[neighbour.email]]
    assert WHY in told[0].body
    assert "15 mars 2027" in told[0].body


@pytest.mark.parametrize(
    ("day", "why", "words"),
    [
        (date(2027, 2, 15), WHY, "C’est déjà l’échéance"),
        (date(2026, 3, 31), WHY, "après la fin de la période"),
        (date(2026, 4, 2), WHY, "un jour à venir"),
        (LATER, "  ", "Dites pourquoi"),
    ],
)
def test_a_day_is_refused_in_words(campaign, network, day, why, words):
    with pytest.raises(CampaignRefused, match=words):
        correct_date(campaign=campaign, due_on=day, reason=why, by=network)
    assert not CampaignDate.objects.exists()


@pytest.mark.parametrize("typed", ["", "bientôt", "0001-01-01", "9999-12-31", "2026-02-30", "\x00", "٢٠٢٧-٠٣-١٥"])
def test_a_day_that_does_not_read_is_said_beside_the_box(campaign, network, client_for, typed):
    url = reverse("reporting:campaign-date", args=[campaign.pk])
    answer = client_for(network).post(url, {"due_on": typed, "reason": WHY})
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"due_on"}
    assert WHY in answer.text


def test_the_network_corrects_the_day_from_the_page(campaign, network, client_for):
    browser, url = client_for(network), reverse("reporting:campaign-date", args=[campaign.pk])
    page = reverse("reporting:campaign-detail", args=[campaign.pk])
    assert url in browser.get(page).text
    browser.post(url, {"due_on": "2027-03-15", "reason": WHY})
    text = browser.get(page).text
    assert "Échéance corrigée" in text
    assert WHY in text


def test_what_nobody_began_leaves_and_what_is_begun_stays(campaign, organism, director, network, neighbour):
    fill(campaign.reports.get(organism=organism), director)
    untouched = campaign.reports.exclude(organism=organism).get()
    QuestionCount.objects.create(report=untouched)
    removal = cut_untouched(campaign=old(campaign), reason=WHY, by=network)
    assert list(campaign.reports.values_list("organism", flat=True)) == [organism.pk]
    assert CampaignCut.objects.get().reports == 1
    mail.outbox.clear()
    run_pending_jobs()
    told = [letter for letter in mail.outbox if letter.subject == "Un rapport annuel n’est plus à produire"]
    assert [letter.to for letter in told] == [[neighbour.email]]
    assert "par erreur" not in told[0].body

    put_back(removal=removal, by=network)
    back = Report.objects.get(pk=untouched.pk)
    assert (back.organism, back.region, back.due_on) == (untouched.organism, untouched.region, untouched.due_on)
    assert CampaignCut.objects.get().undone_at
    mail.outbox.clear()
    run_pending_jobs()
    assert [letter.to for letter in mail.outbox if letter.subject == "Un rapport annuel est à produire"] == [
        [neighbour.email]
    ]


def test_an_excused_report_stays(campaign, organism, network):
    report = campaign.reports.get(organism=organism)
    excuse_report(report=report, reason="Fermé.", by=network)
    cut_untouched(campaign=campaign, reason=WHY, by=network)
    assert list(campaign.reports.all()) == [report]


def test_nothing_to_cancel_is_refused(campaign, network, director, organism, neighbour_organism):
    for report in campaign.reports.all():
        excuse_report(report=report, reason="Fermé.", by=network)
    with pytest.raises(CampaignRefused, match="est commencé"):
        cut_untouched(campaign=campaign, reason=WHY, by=network)
    assert not CampaignCut.objects.exists()


def test_a_report_that_was_added_again_keeps_the_others_out(campaign, organism, network):
    removal = cut_untouched(campaign=campaign, reason=WHY, by=network)
    add_to_campaign(campaign=campaign, organism=organism, by=network)
    with pytest.raises(RemovalRefused):
        put_back(removal=removal, by=network)
    assert Removal.objects.filter(pk=removal.pk).exists()


def test_what_comes_back_has_the_day_that_was_corrected_meanwhile(campaign, network):
    removal = cut_untouched(campaign=campaign, reason=WHY, by=network)
    correct_date(campaign=campaign, due_on=LATER, reason=WHY, by=network)
    put_back(removal=removal, by=network)
    assert set(campaign.reports.values_list("due_on", flat=True)) == {LATER}


@pytest.mark.django_db(transaction=True)
def test_of_two_cancellations_of_one_day_each_is_undone_by_its_own(committed_reference, campaign, organism, network):
    first = cut_untouched(campaign=campaign, reason="Première.", by=network)
    add_to_campaign(campaign=campaign, organism=organism, by=network)
    cut_untouched(campaign=campaign, reason="Seconde.", by=network)
    put_back(removal=first, by=network)
    undone = CampaignCut.objects.filter(undone_at__isnull=False)
    assert list(undone.values_list("reason", flat=True)) == ["Première."]


def test_the_network_cancels_from_the_page_and_takes_it_back(campaign, organism, director, network, client_for):
    fill(campaign.reports.get(organism=organism), director)
    browser, url = client_for(network), reverse("reporting:campaign-cut", args=[campaign.pk])
    page = browser.get(url).text
    assert "1\u00a0rapport que personne n’a commencé" in page
    assert organism.name in page
    answer = browser.post(url, {"reason": WHY}, follow=True)
    assert "Annuler" in answer.text
    removal = Removal.objects.get()
    browser.post(reverse("organisms:removal-put-back", args=[removal.pk]))
    assert campaign.reports.count() == 2
    assert "puis remis" in browser.get(reverse("reporting:campaign-detail", args=[campaign.pk])).text


def test_raw_sql_moves_no_day_without_its_correction(campaign, network):
    refused_in_the_end("UPDATE reporting_campaign SET due_on = '2027-03-15' WHERE id = %s", campaign.pk)
    insert = (
        "INSERT INTO reporting_campaigndate (campaign_id, before, after, reason, at, by_id)"
        " VALUES (%s, %s, %s, %s, now(), %s)"
    )
    refused_in_the_end(insert, campaign.pk, "2027-02-15", "2027-03-15", "x", network.pk)
    refused_in_the_end(insert, campaign.pk, "2027-01-01", "2027-03-15", "x", network.pk)
    refused_in_the_end(insert, campaign.pk, "2027-02-15", "2027-02-15", "x", network.pk)
    refused_in_the_end(insert, campaign.pk, "2027-02-15", "2027-03-15", "", network.pk)
    change = correct_date(campaign=campaign, due_on=LATER, reason=WHY, by=network)
    refused_in_the_end("UPDATE reporting_campaigndate SET reason = 'x' WHERE id = %s", change.pk)
    old(campaign)
    refused_in_the_end("DELETE FROM reporting_campaigndate WHERE id = %s", change.pk)


def test_raw_sql_removes_no_report_outside_a_cancellation(campaign, organism, director, network):
    old(campaign)
    refused_in_the_end("DELETE FROM reporting_report WHERE campaign_id = %s", campaign.pk)
    filled = fill(campaign.reports.get(organism=organism), director)
    cut = CampaignCut.objects.create(campaign=campaign, reports=1, reason=WHY, by=network)
    refused_in_the_end("DELETE FROM reporting_report WHERE id = %s", filled.pk)
    refused_in_the_end("UPDATE reporting_campaigncut SET reason = 'x' WHERE id = %s", cut.pk)
    refused_in_the_end("UPDATE reporting_campaigncut SET reports = 7 WHERE id = %s", cut.pk)
    refused_in_the_end("DELETE FROM reporting_campaigncut WHERE id = %s", cut.pk)
    cut.undone_at = timezone.now()
    cut.save(update_fields=["undone_at"])
    refused_in_the_end("UPDATE reporting_campaigncut SET undone_at = NULL WHERE id = %s", cut.pk)


def test_an_opening_whose_day_was_corrected_is_undone_all_the_same(campaign, network):
    correct_date(campaign=campaign, due_on=LATER, reason=WHY, by=network)
    undo_opening(campaign=campaign, reason=WHY, by=network)
    assert not Campaign.objects.exists()
    assert not CampaignDate.objects.exists()


def test_the_days_of_each_side_stand_on_the_page(campaign, organism, network, director, client_for):
    make_filed(organism, network, director)
    assert campaign.period == YEAR
    page = client_for(network).get(reverse("reporting:campaign-detail", args=[campaign.pk]))
    assert [square.days.over for square in page.context["spent"]] == [1, 0, 0]
    assert reverse("reporting:filing-days") in page.text


def test_a_pivot_reads_the_changes_and_makes_none(campaign, pivot, network, client_for):
    correct_date(campaign=campaign, due_on=LATER, reason=WHY, by=network)
    page = client_for(pivot).get(reverse("reporting:campaign-detail", args=[campaign.pk])).text
    assert WHY in page
    assert reverse("reporting:campaign-date", args=[campaign.pk]) not in page


def test_what_left_is_named_where_it_can_be_put_back(campaign, network, far_organism, client_for):
    make_seated_user("Direction du fleuve", far_organism, "director")
    assert cut_untouched(campaign=campaign, reason=WHY, by=network).words == "2\u00a0rapports de la campagne 2025-2026"
