"""The calendar: on a page, by month, and in the private feed that an agenda reads."""

import html
import re
from datetime import date, timedelta
from urllib.parse import parse_qs

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from agreements.agreement.actions import save_requirement
from agreements.amendments.actions import AmendmentInput, draft_amendment, sign_amendment
from agreements.amendments.clauses import Clause, Kind, clauses_of
from agreements.deliverables.actions import grant_later_day, hand_in, skip_deliverable
from agreements.models import Requirement
from organisms.models import User
from reporting.deadlines.calendar.feed import hash_token, make_feed, reader_of, revoke_feed
from reporting.deadlines.obligations import obligations_between
from reporting.models import CalendarFeed
from roriq_portal.formats.days import format_day
from tests import factories
from tests.reporting.builders.annual_reports import make_annual, make_campaign, make_filed
from tests.reporting.builders.reports import make_deliverable, make_issued

PAGE = reverse("reporting:calendar")
MINE = reverse("reporting:calendar-feed")
WHEN = date(2026, 6, 30)
YEAR = {"an": "2026"}


def words(response):
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def things(user, first=date(2020, 1, 1), last=date(2030, 1, 1)):
    return obligations_between(User.objects.get(pk=user.pk), first, last)


def events(client, token):
    response = client.get(reverse("reporting:calendar-feed-read", args=[token]))
    assert response.status_code == 200
    return response, {str(event["uid"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def test_each_side_sees_its_own(
    organism, neighbour_organism, agreement, coordinator, neighbour, network, funder_agent, other_funder_agent, pivot,
    auditor,
):  # fmt: skip
    make_deliverable(agreement)
    make_annual(organism, network)
    seen = {
        "coordinator": [(one.organism.name, one.kind) for one in things(coordinator)],
        "funder": [(one.organism.name, one.kind) for one in things(funder_agent)],
        "other": things(other_funder_agent),
        "auditor": [one.kind for one in things(auditor)],
    }
    assert seen == {
        "coordinator": [(organism.name, "annual"), (organism.name, "final")],
        "funder": [(organism.name, "final")],
        "other": [],
        "auditor": ["annual", "final"],
    }
    assert {one.kind for one in things(pivot)} == {"annual"}
    assert {one.organism.name for one in things(pivot)} >= {organism.name, neighbour_organism.name}
    assert {one.organism.name for one in things(neighbour)} == {neighbour_organism.name}
    assert {one.kind for one in things(network)} == {"annual", "final"}


def test_pivot_sees_a_state_and_no_more(organism, network, pivot, coordinator):
    make_annual(organism, network)
    [obligation] = [one for one in things(pivot) if one.organism == organism]
    assert (obligation.url, obligation.last_on, obligation.words) == ("", None, "En préparation")


def test_funder_does_not_see_that_a_report_is_begun(agreement, coordinator, funder_agent):
    make_deliverable(agreement)
    [obligation] = things(funder_agent)
    assert (obligation.words, obligation.last_on) == (
        "Attendu" if obligation.due_on >= timezone.localdate() else "En retard",
        None,
    )


def test_page_lists_by_month_and_tells_the_former_day(agreement, coordinator, client_for):
    owed = make_deliverable(agreement)
    grant_later_day(deliverable=owed, due_on=date(2026, 7, 15), seen=WHEN, reason="Tempête", by=coordinator)
    page = words(client_for(coordinator).get(PAGE, YEAR))
    assert "Juillet 2026" in page
    assert "Reporté du 30 juin 2026 au 15 juillet 2026 : Tempête" in page
    assert "Juin 2026" not in page


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ({}, True),
        ({"kind": "final"}, True),
        ({"kind": "interim"}, False),
        ({"state": "remis"}, False),
        ({"an": "2025"}, False),
        ({"organism": "987654"}, True),
        ({"kind": "rien"}, True),
    ],
)
def test_filters_narrow_and_what_they_do_not_know_is_said(agreement, coordinator, client_for, chosen, shown):
    make_deliverable(agreement)
    factories.make_agreement(agreement.organism, agreement.signatures.get().funder, "MIN-2024-099")
    make_deliverable(agreement, kind="interim", due_on=date(2025, 10, 31))
    page = words(client_for(coordinator).get(PAGE, {**YEAR, **chosen}))
    assert ("Juin 2026" in page) is shown
    assert ("Faites un choix" in page) is ("987654" in chosen.values() or "rien" in chosen.values())


@pytest.mark.parametrize(
    "bad", [{"an": "9" * 30}, {"an": "abc"}, {"an": "-1"}, {"organism": "1" + "0" * 30}, {"funder": "é"}]
)
def test_odd_choices_are_answered(agreement, coordinator, client_for, bad):
    assert client_for(coordinator).get(PAGE, bad).status_code == 200


def test_without_a_year_what_is_late_and_what_comes(agreement, coordinator, client_for):
    today = timezone.localdate()
    late = make_deliverable(agreement, due_on=today - timedelta(days=100))
    make_deliverable(agreement, kind="interim", due_on=today + timedelta(days=30))
    page = words(client_for(coordinator).get(PAGE))
    assert "2 échéances, dont 1 en retard" in page
    skip_deliverable(deliverable=late, reason="Non.", by=coordinator)
    assert "Une échéance." in words(client_for(coordinator).get(PAGE))


def test_the_way_back_to_months_keeps_the_filters(agreement, coordinator, client_for):
    make_deliverable(agreement)
    chosen = {**YEAR, "kind": "final"}
    page = client_for(coordinator).get(PAGE, {**chosen, "tri": "quoi", "col": "quoi"})
    (back,) = re.findall(r'<a href="([^"]*)">Revenir à la liste par mois</a>', page.text)
    assert parse_qs(html.unescape(back).removeprefix("?")) == {name: [value] for name, value in chosen.items()}


@pytest.mark.parametrize("count", [1, 30])
def test_same_queries_whatever_the_number(organism, funder, coordinator, client_for, django_assert_num_queries, count):
    for n in range(count):
        make_deliverable(factories.make_agreement(organism, funder, f"E-{n}"))
    client = client_for(coordinator)
    client.get(PAGE, YEAR)
    with django_assert_num_queries(11):
        assert f"E-{count - 1}" in words(client.get(PAGE, YEAR))


def test_feed_holds_one_day_long_event_for_each_thing(agreement, coordinator, client, network):
    owed = make_deliverable(agreement, due_on=timezone.localdate() + timedelta(days=40))
    response, found = events(client, make_feed(user=coordinator))

    event = found[f"livrable-{owed.pk}@portail-roriq"]
    assert event["dtstart"].dt == owed.due_on
    assert event["dtend"].dt == owed.due_on + timedelta(days=1)
    assert str(event["summary"]) == "Rapport final, Entente MIN-2024-031"
    assert event["sequence"] == 0
    assert response.headers["Content-Type"].startswith("text/calendar")
    assert response.headers["Cache-Control"] == "no-store"
    assert b"TZID" not in response.content


def test_a_later_day_keeps_the_number_and_raises_the_sequence(agreement, coordinator, client):
    day = timezone.localdate() + timedelta(days=40)
    owed, token = make_deliverable(agreement, due_on=day), make_feed(user=coordinator)
    uid = f"livrable-{owed.pk}@portail-roriq"
    before = events(client, token)[1][uid]
    moved = {"due_on": day + timedelta(days=9), "seen": day, "reason": "Tempête; neige, vent\nfort"}
    grant_later_day(deliverable=owed, by=coordinator, **moved)
    after = events(client, token)[1][uid]

    assert after["sequence"] == before["sequence"] + 1
    assert after["last-modified"].dt.utcoffset() == timedelta()
    assert after["last-modified"].dt >= before["last-modified"].dt
    assert after["dtstart"].dt == moved["due_on"]
    assert str(after["description"]).endswith("Tempête; neige, vent\nfort")

    skip_deliverable(deliverable=owed, reason="Non.", by=coordinator)
    assert str(events(client, token)[1][uid]["status"]) == "CANCELLED"


def test_feed_says_what_was_handed_in_as_the_portal_does(agreement, organism, coordinator, director, network, client):
    today = timezone.localdate()
    issued = make_issued(agreement, director, due_on=today + timedelta(days=3))
    beside = make_deliverable(agreement, kind="financial", due_on=today + timedelta(days=4))
    owed = make_deliverable(agreement, kind="interim", due_on=today + timedelta(days=5))
    hand_in(deliverable=beside, on=today, by=coordinator)
    token = make_feed(user=coordinator)
    found = events(client, token)[1]

    said = {uid: str(event["summary"]).replace("\xa0", " ") for uid, event in found.items()}
    assert said == {
        f"livrable-{issued.deliverable_id}@portail-roriq": "Transmis : Rapport final, Entente MIN-2024-031",
        f"livrable-{beside.pk}@portail-roriq": (
            f"Remis le {format_day(today)} : Rapport financier, Entente MIN-2024-031"
        ),
        f"livrable-{owed.pk}@portail-roriq": "Rapport d’étape, Entente MIN-2024-031",
    }
    assert {str(event["status"]) for event in found.values()} == {"CONFIRMED"}

    before = found[f"livrable-{issued.deliverable_id}@portail-roriq"]["last-modified"].dt
    assert before >= issued.issued_at.replace(microsecond=0)


@pytest.mark.parametrize("who", ["network", "pivot", "coordinator"])
def test_feed_calls_a_filed_annual_report_as_the_calendar_page(
    organism, network, director, pivot, coordinator, client, client_for, who, request
):
    make_campaign(network, due_on=timezone.localdate())
    report = make_filed(organism, network, director)
    reader = request.getfixturevalue(who)
    [shown] = [one.words for one in things(reader) if one.organism == organism]
    event = events(client, make_feed(user=reader))[1][f"rapport-annuel-{report.pk}@portail-roriq"]
    assert str(event["summary"]).startswith(f"{shown}\xa0: Rapport annuel")


def test_an_amendment_moves_an_event_and_makes_no_other(agreement, coordinator, client):
    wanted = Requirement(kind="final", period_from_month=4, period_months=12, due_after_days=60)
    save_requirement(agreement=agreement, requirement=wanted, by=coordinator)
    token = make_feed(user=coordinator)
    before = events(client, token)[1]
    last = f"livrable-{wanted.deliverables.latest('due_on').pk}@portail-roriq"
    assert before[last]["dtstart"].dt == date(2027, 5, 30)

    after = {**clauses_of(agreement), Clause(Kind.TERM): "2024-04-01/2026-12-31"}
    terms = AmendmentInput(date(2026, 4, 1), "Fin avancée")
    sign_amendment(
        amendment=draft_amendment(agreement=agreement, terms=terms, after=after, by=coordinator),
        signed_on=timezone.localdate(), by=coordinator,
    )  # fmt: skip
    found = events(client, token)[1]

    assert found.keys() == before.keys()
    assert found[last]["dtstart"].dt == date(2027, 3, 1)
    assert found[last]["sequence"] == before[last]["sequence"] + 1
    assert [found[uid]["sequence"] for uid in found if uid != last] == [0, 0]


def test_feed_escapes_and_folds_what_people_typed(organism, funder, coordinator, client):
    nasty = 'X;BEGIN:VEVENT\\,"é' + "é" * 30
    agreement = factories.make_agreement(organism, funder, nasty[:40])
    owed = make_deliverable(agreement, due_on=timezone.localdate() + timedelta(days=4))
    response, found = events(client, make_feed(user=coordinator))
    assert str(found[f"livrable-{owed.pk}@portail-roriq"]["summary"]) == f"Rapport final, Entente {nasty[:40]}"
    assert max(map(len, response.content.split(b"\r\n"))) <= 75
    assert response.content.count(b"\nBEGIN:VEVENT") == 1


def test_feed_names_nobody(agreement, coordinator, director, network, client):
    make_issued(agreement, director, due_on=timezone.localdate())
    make_annual(agreement.organism, network)
    for person in (coordinator, network):
        body = events(client, make_feed(user=person))[0].content.decode().replace("\r\n ", "")
        assert "BEGIN:VEVENT" in body
        for reader in (coordinator, director, network):
            assert reader.name not in body
            assert reader.email not in body


def test_address_is_shown_once_then_never(coordinator, client_for):
    client = client_for(coordinator)
    shown = words(client.post(reverse("reporting:calendar-feed-make"), follow=True))
    token = shown.split(".ics")[0].split("/calendrier/")[-1]
    assert reader_of(token) == coordinator
    assert token not in words(client.get(MINE))
    assert CalendarFeed.objects.get().token_hash == hash_token(token)


def test_new_address_closes_the_former_and_closing_closes(coordinator, client):
    first = make_feed(user=coordinator)
    second = make_feed(user=coordinator)
    read = reverse("reporting:calendar-feed-read", args=["{}"]).replace("%7B%7D", "{}")
    assert [client.get(read.format(token)).status_code for token in (first, second)] == [404, 200]
    revoke_feed(user=coordinator)
    assert client.get(read.format(second)).status_code == 404


@pytest.mark.parametrize("token", ["x", "é", "0" * 64, "A" * 500, "%00"])
def test_unknown_addresses_are_not_found(client, token, db):
    assert client.get(f"/calendrier/{token}.ics").status_code in (400, 404)


def test_closed_account_reads_no_more(coordinator, client):
    token = make_feed(user=coordinator)
    coordinator.is_active = False
    coordinator.save()
    assert reader_of(token) is None


def test_ended_seat_leaves_an_empty_agenda(agreement, coordinator, client):
    make_deliverable(agreement, due_on=timezone.localdate())
    token = make_feed(user=coordinator)
    today = timezone.localdate()
    coordinator.memberships.update(during=(date(2012, 4, 1), today))
    assert events(client, token)[1] == {}


def test_database_refuses_a_token_that_is_not_hashed_and_two_addresses(coordinator):
    make_feed(user=coordinator)
    for change in ("token_hash = 'clair'", "token_hash = upper(token_hash)"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE reporting_calendarfeed SET {change}")
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.create(user=coordinator, token_hash="0" * 64)
