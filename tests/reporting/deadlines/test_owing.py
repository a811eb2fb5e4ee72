"""All that is owed, as one kind of row: states, lateness, former days, last acts, and who may know what."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from agreements.deliverables.actions import add_extra, grant_later_day, hand_in, skip_deliverable
from agreements.models import AgreementFunder, AgreementPartner, FunderOffice
from organisms.models import User
from reporting.deadlines.obligations import narrowed, obligations_between, span_of
from reporting.deadlines.standing import DONE, NOT_ASKED, TO_DO, TOLD_LATE
from reporting.funder_reports.actions.issuing import open_funder_report
from reporting.management.demo import past_moments
from reporting.models import Report
from reporting.reports.actions.campaigns import excuse_report
from reporting.reports.actions.filing import ask_certification, endorse_report, return_report, submit_report
from tests import factories
from tests.pages import without_help
from tests.reporting.builders.annual_reports import make_annual, make_filed
from tests.reporting.builders.reports import fill, make_deliverable, make_issued

TODAY = date(2026, 7, 10)
JUNE = date(2026, 6, 30)


def things(user, day=TODAY):
    with past_moments.at(past_moments.moment(day)):
        return obligations_between(User.objects.get(pk=user.pk), date(2020, 1, 1), date(2030, 1, 1))


def only(user, day=TODAY):
    [found] = things(user, day)
    return found


@pytest.mark.parametrize(
    ("day", "standing", "left", "late_days"),
    [
        (date(2026, 6, 29), TO_DO, "dans 1 jour", 0),
        (JUNE, TO_DO, "aujourd’hui", 0),
        (date(2026, 7, 1), TOLD_LATE, "1 jour de retard", 1),
        (TODAY, TOLD_LATE, "10 jours de retard", 10),
    ],
)
def test_a_day_counts_until_midnight(agreement, coordinator, day, standing, left, late_days):
    make_deliverable(agreement)
    with past_moments.at(past_moments.moment(day, 23, 50)):
        [found] = obligations_between(coordinator, date(2020, 1, 1), date(2030, 1, 1))
        assert (found.standing, found.left, found.late_days) == (standing, left, late_days)


def test_what_was_handed_in_late_stays_late_by_as_many_days(agreement, coordinator):
    owed = make_deliverable(agreement)
    with past_moments.at(past_moments.moment(TODAY)):
        hand_in(deliverable=owed, on=date(2026, 7, 4), by=coordinator)
    found = only(coordinator)
    assert (found.standing, found.done_on, found.late_days, found.left) == (DONE, date(2026, 7, 4), 4, "")
    assert found.last_on == date(2026, 7, 4)


def test_what_is_not_asked_is_never_late(agreement, coordinator):
    skip_deliverable(deliverable=make_deliverable(agreement), reason="Non.", by=coordinator)
    found = only(coordinator)
    assert (found.standing, found.late_days, found.left) == (NOT_ASKED, 0, "")


def test_a_later_day_is_no_delay(agreement, coordinator):
    owed = make_deliverable(agreement)
    moved = {"seen": JUNE, "due_on": date(2026, 7, 15), "reason": "Accordé."}
    grant_later_day(deliverable=owed, by=coordinator, **moved)
    found = only(coordinator)
    assert (found.standing, found.due_on, found.is_late) == (TO_DO, date(2026, 7, 15), False)
    assert found.former == ("reporté du 30 juin 2026 au 15 juillet 2026\u00a0: Accordé.",)


def test_last_act_is_the_last_step(agreement, coordinator, network, funder_agent):
    with past_moments.at(past_moments.moment(date(2026, 6, 20))):
        report = fill(open_funder_report(deliverable=make_deliverable(agreement), by=coordinator), coordinator)
        ask_certification(report=report, by=coordinator, key=uuid4())
    assert only(coordinator).last_on == date(2026, 6, 20)
    assert only(network).words == "À attester"
    assert (only(funder_agent).last_on, only(funder_agent).words) == (None, "En retard")


def test_funder_sees_what_was_issued(agreement, director, funder_agent):
    with past_moments.at(past_moments.moment(date(2026, 6, 20))):
        make_issued(agreement, director)
    found = only(funder_agent)
    assert (found.standing, found.words, found.last_on) == (DONE, "À accepter", date(2026, 6, 20))


def test_agent_of_another_office_sees_nothing(agreement, funder, coordinator):
    offices = [FunderOffice.objects.create(funder=funder, name=name) for name in ("Nord", "Sud")]
    AgreementFunder.objects.update(office=offices[0])
    make_deliverable(agreement)
    assert only(factories.make_funder_user("Agent du Nord", funder, offices[0]))
    assert things(factories.make_funder_user("Agent du Sud", funder, offices[1])) == []


def test_annual_report_of_a_member_excused(organism, network, coordinator):
    report = make_annual(organism, network)
    excuse_report(report=report, reason="Nouveau membre", by=network)
    found = only(coordinator)
    assert (found.standing, found.words, found.revision) == (NOT_ASKED, "Dispensé", 1)


def test_filed_annual_report_opens_for_those_who_may_read_it(
    organism, network, director, pivot, neighbour, coordinator
):
    make_filed(organism, network, director)
    row = Report.objects.get(organism=organism)
    address = reverse("reporting:report-detail", args=[row.pk])
    seen = {person: {one.organism: one.url for one in things(person)}.get(organism) for person in (pivot, coordinator)}
    assert seen == {pivot: address, coordinator: address}
    assert organism not in {one.organism for one in things(neighbour)}


@pytest.mark.parametrize(
    ("chosen", "titles"),
    [
        ({}, ["Plan", "Rapport final"]),
        ({"kind": "extra"}, ["Plan"]),
        ({"kind": "final", "state": TO_DO}, []),
        ({"state": TOLD_LATE}, ["Plan", "Rapport final"]),
        ({"organism": 987654}, []),
        ({"funder": None, "region": ""}, ["Plan", "Rapport final"]),
    ],
)
def test_choices_narrow_together(agreement, coordinator, chosen, titles):
    make_deliverable(agreement)
    facts = {"title": "Plan", "due_on": date(2026, 4, 2), "asked_by": "MIFI"}
    add_extra(agreement=agreement, period=DateRange(date(2026, 1, 1), date(2026, 4, 1)), by=coordinator, **facts)
    assert sorted(one.title for one in narrowed(things(coordinator), chosen)) == titles


def test_two_organisms_of_one_person_are_one_calendar(organism, far_organism, funder, coordinator):
    far = factories.make_agreement(far_organism, funder, "LOIN-1")
    make_deliverable(far)
    assert things(coordinator) == []
    coordinator.memberships.create(organism=far_organism, role="coordinator", during=factories.ALWAYS)
    assert only(coordinator).reference == "LOIN-1"


@pytest.mark.parametrize("by_network", [True, False])
def test_what_waits_for_certification_is_the_turn_of_who_issues(agreement, coordinator, director, network, by_network):
    agreement.issued_by_network = by_network
    agreement.save()
    report = fill(open_funder_report(deliverable=make_deliverable(agreement), by=coordinator), coordinator)
    ask_certification(report=report, by=coordinator, key=uuid4())
    turns = {person: only(person).is_yours for person in (coordinator, director, network)}
    assert turns == {coordinator: False, director: not by_network, network: by_network}


def test_a_partner_learns_that_a_report_left_and_accepts_nothing(agreement, far_organism, director):
    partner = factories.make_seated_user("Partenaire", far_organism, "coordinator")
    AgreementPartner.objects.create(agreement=agreement, organism=far_organism)
    make_issued(agreement, director)
    found = only(partner)
    assert (found.words, found.turn, found.is_yours, found.is_awaited) == ("Transmis", "settled", False, False)


def test_what_is_late_never_leaves_by_its_age(agreement, coordinator, client_for):
    owed = make_deliverable(agreement, due_on=date(2019, 6, 30))
    days = (timezone.localdate() - owed.due_on).days
    for page in ("/", "/calendrier/"):
        assert f"{days} jours de retard" in client_for(coordinator).get(page).content.decode()


def test_a_form_for_another_kind_is_none_for_this_one(organism, funder, coordinator, client_for):
    """The programme has a form for its final report; its monthly one is handed in beside the portal."""
    agreement = factories.make_agreement(organism, funder, "MOIS-1")
    make_deliverable(agreement, kind="financial", due_on=timezone.localdate())
    assert "Remis hors du portail" in client_for(coordinator).get("/").content.decode()
    make_deliverable(agreement, due_on=timezone.localdate())
    assert "Préparer le rapport" in client_for(coordinator).get("/").content.decode()


def test_what_may_be_begun_here_is_begun_by_its_button(agreement, coordinator, staff, client_for):
    owed = make_deliverable(agreement, due_on=timezone.localdate())
    begin = reverse("reporting:funder-report-open", args=[owed.pk])
    assert f'action="{begin}"' not in client_for(staff).get("/").text
    browser = client_for(coordinator)
    home = browser.get("/")
    assert f'<form method="post" action="{begin}">' in home.text
    assert [(row.act, row.begins) for row in home.context["due"].yours] == [("Préparer le rapport", begin)]
    begun = browser.post(begin)
    owed.refresh_from_db()
    assert begun.headers["Location"] == reverse("reporting:report-detail", args=[owed.report.pk])
    [row] = browser.get("/").context["due"].yours
    assert (row.act, row.begins, row.url) == ("Continuer", "", begun.headers["Location"])


def test_the_button_says_the_act_of_whoever_reads(organism, network, director, pivot, client_for):
    """One verb each: the pivot endorses, the network approves, the organism corrects; others read, or have no row."""
    report = make_annual(organism, network)
    acts = []

    def seen(*readers) -> list[str]:
        lists = [client_for(reader).get("/").context["due"] for reader in readers]
        rows = [row for due in lists for row in [*due.yours, *due.others, *due.settled]]
        return [row.act for row in rows if row.for_words == organism.name]

    acts.append(seen(director))
    submit_report(report=fill(report, director), by=director, key=uuid4())
    report.refresh_from_db()
    acts.append(seen(director, pivot))
    endorse_report(report=report, by=pivot, key=uuid4())
    acts.append(seen(director, pivot, network))
    report.refresh_from_db()
    return_report(report=report, comments=[("", "Une page manque.")], by=network, key=uuid4())
    acts.append(seen(director))
    assert acts == [["Continuer"], ["Lire", "Lire et endosser"], ["Lire", "Lire et approuver"], ["Corriger"]]


def test_first_day_due(agreement, coordinator, neighbour, network):
    assert span_of(User.objects.get(pk=coordinator.pk), TODAY).first is None
    make_deliverable(agreement)
    make_deliverable(agreement, kind="interim", due_on=date(2025, 10, 31))
    assert span_of(User.objects.get(pk=coordinator.pk), TODAY).first == date(2025, 10, 31)
    assert span_of(User.objects.get(pk=neighbour.pk), TODAY).first is None
    assert span_of(User.objects.get(pk=network.pk), TODAY).first == date(2025, 10, 31)


def test_what_is_settled_leaves_the_other_lists(agreement, coordinator, funder_agent, client_for):
    """Home, the list of agreements and what a funder waits for: none of them speaks of it any more."""
    day = timezone.localdate() - timedelta(days=5)
    owed = make_deliverable(agreement, due_on=day)
    pages = [(coordinator, "/"), (coordinator, "/ententes/"), (funder_agent, "/")]
    before = ["en retard" in client_for(who).get(page).content.decode().lower() for who, page in pages]
    skip_deliverable(deliverable=owed, reason="Non.", by=coordinator)
    after = ["en retard" in without_help(client_for(who).get("/")).lower() for who in (coordinator, funder_agent)]
    assert all(before)
    assert after == [False, False]
    assert "1 rapport en retard" not in client_for(coordinator).get("/ententes/").content.decode()


def test_extra_stands_on_the_home_page_with_its_own_next_act(agreement, coordinator, client_for):
    facts = {"title": "Plan d’action", "due_on": timezone.localdate() + timedelta(days=9), "asked_by": "MIFI"}
    extra = add_extra(
        agreement=agreement, period=DateRange(date(2026, 1, 1), date(2026, 4, 1)), by=coordinator, **facts
    )
    page = client_for(coordinator).get("/").content.decode()
    assert "Remettez-le au bailleur, puis inscrivez la remise." in page
    assert reverse("agreements:deliverable-detail", args=[agreement.pk, extra.pk]) in page
    hand_in(deliverable=extra, on=timezone.localdate(), by=coordinator)
    assert "Plan d’action" not in client_for(coordinator).get("/").content.decode()
