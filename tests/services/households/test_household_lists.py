"""Lists of households: paged by key, narrowed in SQL as their stories say, handed out whole."""

import functools
import operator
from datetime import date, timedelta
from random import Random
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from services.households.actions import cancel_step, make_key, timeline_of
from services.households.lifecycle import STATES, Step, StepRefused
from services.households.lists.columns import HOUSEHOLDS
from services.households.lists.listing import with_state
from services.households.rows import household_rows, with_steps
from services.models import Household, HouseholdReading, HouseholdStep
from tests import factories
from tests.lists import asked_by, csv_rows, every_column, sheet_of, walk
from tests.services.households.builders import come, follow, make_target, receive, refer, settle, step

TODAY = timezone.localdate()
LONG_AGO = TODAY - timedelta(days=400)


@pytest.fixture
def city(db):
    return factories.make_organism("Relais de la Métropole", region="06")


@pytest.fixture
def sender(city):
    return factories.make_seated_user("Mina Roy-Diop", city, "coordinator")


@pytest.fixture
def target(city, organism, sender, coordinator):
    return make_target(city, organism, sender, number=900, accepted_by=coordinator)


def many(number, organism, by, *, day=LONG_AGO) -> list[Household]:
    """Settled by themselves, in two statements."""
    keys = set()
    while len(keys) < number:
        keys.add(make_key())
    rows = [
        Household(key=key, size=3, receiver=organism, keep_until=date(2040, 1, 1), submit_key=uuid4()) for key in keys
    ]
    made = Household.objects.bulk_create(rows)
    days = [day - timedelta(days=rank % 40) for rank in range(number)]
    HouseholdStep.objects.bulk_create(
        HouseholdStep(household=home, kind="settled", side="receiver", day=on, by=by)
        for home, on in zip(made, days, strict=True)
    )
    return made


def opened(client, name, organism, **query):
    response = client.get(reverse(f"services:{name}", args=[organism.pk]), query)
    assert response.status_code == 200
    return response


def walked(client, name, organism, **query) -> list[list[str]]:
    """The keys of each page, from the first to the last."""
    pages = walk(client, reverse(f"services:{name}", args=[organism.pk]), **query)
    return [[str(getattr(row, "household", row)) for row in page.sources] for page in pages]


@pytest.mark.parametrize("name", ["household-list", "follow-up-list"])
def test_lists_cost_the_same_queries_at_1_30_and_600_households(
    client_for, target, organism, sender, coordinator, name
):
    client, costs = client_for(coordinator), []
    for more in (1, 29, 570):
        many(more, organism, coordinator)
        if more < 30:
            settle(refer(target, sender), coordinator)
        opened(client, name, organism)
        with CaptureQueriesContext(connection) as statements:
            opened(client, name, organism)
        costs.append(len(statements))
    assert len(set(costs)) == 1
    assert costs[0] <= 15


@pytest.mark.parametrize("name", ["household-list", "follow-up-list"])
def test_lists_page_by_key_without_loss_or_repeat(client_for, organism, coordinator, name):
    made = many(60, organism, coordinator)

    pages = walked(client_for(coordinator), name, organism)

    assert [len(page) for page in pages] == [25, 25, 10]
    assert sorted(functools.reduce(operator.iadd, pages, [])) == sorted(home.key for home in made)


def test_follow_ups_come_the_oldest_first_over_pages(client_for, organism, coordinator):
    many(60, organism, coordinator)
    pages = walk(client_for(coordinator), reverse("services:follow-up-list", args=[organism.pk]))
    days = [row.due.day for page in pages for row in page.sources]
    assert len(days) == 60
    assert days == sorted(days)


def test_a_household_entered_meanwhile_moves_no_page(client_for, organism, coordinator):
    many(30, organism, coordinator)
    client = client_for(coordinator)
    first = opened(client, "household-list", organism).context["list"]
    newest = come(organism, coordinator)

    second = opened(client, "household-list", organism, **asked_by(first.next_url)).context["list"]

    shown = {row.household.pk for row in (*first.sources, *second.sources)}
    assert len(second.sources) == 5
    assert newest.pk not in shown


def test_filter_and_order_are_kept_from_page_to_page(client_for, target, organism, sender, coordinator):
    made = many(40, organism, coordinator)
    for _ in range(3):
        refer(target, sender)
    client = client_for(coordinator)

    page = opened(client, "household-list", organism, etat="settled", tri="cle")
    words = page.content.decode()
    (rest,) = walked(client, "household-list", organism, etat="settled", tri="cle")[1:]

    assert "40\xa0ménages" in words
    assert f"?etat=settled&amp;tri=cle&amp;apres={made[24].pk}" in words
    assert rest == [home.key for home in made[25:]]


@pytest.mark.parametrize("after", ["abc", "-1", "9" * 30, "²", "2025-01-01", "9999-99-99.1", "2025-01-01.0"])
@pytest.mark.parametrize("name", ["household-list", "follow-up-list"])
def test_an_odd_key_starts_over(client_for, organism, coordinator, name, after):
    many(3, organism, coordinator)

    assert len(opened(client_for(coordinator), name, organism, apres=after).context["list"].sources) == 3


@pytest.mark.parametrize("word", ["K" * 40, "%"])
def test_an_odd_key_to_search_loses_nothing(client_for, organism, coordinator, word):
    home = come(organism, coordinator)

    response = opened(client_for(coordinator), "household-list", organism, cle=word)

    assert (home.key in response.content.decode()) == (word != "%")


def test_a_household_is_found_by_a_piece_of_its_key(client_for, organism, coordinator):
    made = many(30, organism, coordinator)
    wanted = made[0].key

    found = walked(client_for(coordinator), "household-list", organism, cle=wanted[:5].lower())

    assert wanted in functools.reduce(operator.iadd, found, [])
    assert len(functools.reduce(operator.iadd, found, [])) < 30


def test_log_of_readings_is_read_to_its_end(client_for, organism, coordinator, director):
    home = come(organism, coordinator)
    rows = [HouseholdReading(household=home, organism=organism, by=coordinator) for _ in range(310)]
    HouseholdReading.objects.bulk_create(rows)

    pages = walked(client_for(director), "reading-list", organism)

    assert [len(page) for page in pages] == [25] * 12 + [10]


def every_cell(client, organism, **query) -> list[list[str]]:
    address = reverse("services:household-list", args=[organism.pk])
    return csv_rows(client, address, col=every_column(HOUSEHOLDS), **query)


def test_export_holds_every_page_as_the_list_shows_it(client_for, organism, coordinator):
    made = many(60, organism, coordinator)
    client = client_for(coordinator)

    cells = every_cell(client, organism)
    sheet = sheet_of(client, reverse("services:household-list", args=[organism.pk]))

    assert cells[0][:5] == ["Clé", "Avec", "Personnes", "Catégorie", "État"]
    assert [row[0] for row in cells[1:]] == [home.key for home in reversed(made)]
    assert {tuple(row[1:6]) for row in cells[1:]} == {("Venu de lui-même", "3", "", "Installé", "6")}
    assert sheet.max_row == 61


def test_export_follows_the_filter_and_streams(client_for, target, organism, sender, coordinator):
    many(4, organism, coordinator)
    waiting = refer(target, sender)
    client = client_for(coordinator)

    lines = every_cell(client, organism, etat="to_acknowledge")

    assert [line[:5] for line in lines[1:]] == [[waiting.key, "Relais de la Métropole", "3", "", "À recevoir"]]


def test_export_of_the_sender_holds_no_follow_up_and_no_departure(client_for, target, city, sender, coordinator):
    home = settle(refer(target, sender), coordinator)
    follow(home, coordinator, 6, "left", date(2025, 11, 20))

    (row,) = every_cell(client_for(sender), city)[1:]

    assert row == [home.key, home.receiver.name, "3", "", "Installé", "", "", ""]
    assert len(every_cell(client_for(sender), city, etat="left")) == 1


def random_story(home, random: Random, by) -> None:
    """Up to a dozen steps tried at random, those that cannot follow left out."""
    for _ in range(random.randrange(13)):
        kind = random.choice(
            ["acknowledged", "visited", "settled", "confirmed", "refused", "withdrawn", *["follow_up"] * 4]
        )
        side = random.choice(["sender", "receiver"]) if home.sender_id else "receiver"
        months = random.choice([6, 12, 24]) if kind == "follow_up" else None
        taken = Step(kind, "receiver" if kind in ("acknowledged", "refused", "follow_up") else side,
                     date(2021, 1, 31) + timedelta(days=random.randrange(1800)), months,
                     random.choice(["stayed", "left", "unknown"]) if months else "")  # fmt: skip
        organism = home.sender if taken.side == "sender" else home.receiver
        try:
            step(home, organism, taken.kind, taken.day, by, months=taken.months, result=taken.result, reason="Motif")
        except StepRefused:
            continue


@pytest.mark.parametrize("seed", range(3))
def test_sql_says_of_a_household_what_its_story_says(target, city, organism, sender, coordinator, seed):
    """The rule is written twice, in `timeline_of` and in `with_state`: random timelines give the same in both."""
    random = Random(seed)
    for rank in range(60):
        home = (
            refer(target, sender, day=date(2021, 1, 31))
            if rank % 3
            else come(organism, coordinator, day=date(2021, 8, 31))
        )
        random_story(home, random, coordinator)
    seen = set()
    for side in (city, organism):
        every = Household.objects.of(side.pk)
        by_sql = {pk: (state, due) for pk, state, due in _said(every, side)}
        for row in household_rows(side, with_steps(every), date(2100, 1, 1)):
            assert by_sql[row.household.pk] == (row.state, row.due and row.due.day), timeline_of(row.household)
            seen.add(row.state)
    assert {"to_acknowledge", "under_way", "to_confirm", "settled", "left"} <= seen <= set(STATES)


def _said(every, side):
    return with_state(every, side.pk).annotate(said=F("state"), on=F("due_on")).values_list("pk", "said", "on")


def test_a_cancelled_referral_leaves_a_household_void_in_both(client_for, target, organism, sender, coordinator):
    home = refer(target, sender)
    cancel_step(step=home.steps.get(), organism=target.sender, reason="Mauvais ménage", by=sender)

    assert walked(client_for(coordinator), "household-list", organism, etat="void") == [[home.key]]


def test_the_last_day_of_a_month_is_its_anniversary_in_both(client_for, organism, coordinator):
    come(organism, coordinator, day=date(2023, 8, 31))

    (row,) = opened(client_for(coordinator), "follow-up-list", organism).context["list"].sources

    assert row.due.day == date(2024, 2, 29)


def test_receive_moves_a_household_from_one_state_to_the_next(client_for, target, organism, sender, coordinator):
    home = receive(refer(target, sender), coordinator)
    client = client_for(coordinator)

    assert walked(client, "household-list", organism, etat="under_way") == [[home.key]]
    assert walked(client, "household-list", organism, etat="to_acknowledge") == [[]]


def test_a_figure_of_results_opens_exactly_its_households(organism, target, sender, coordinator, client_for):
    settled = settle(refer(target, sender, day=date(2025, 4, 10)), coordinator, day=date(2025, 5, 20))
    waiting = refer(target, sender, day=date(2025, 4, 12))
    later = come(organism, coordinator, day=date(2026, 5, 2))
    client = client_for(coordinator)
    page = client.get(
        reverse("services:organism-results", args=[organism.pk]), {"periode": "etat-2025"}
    ).content.decode()
    links = {
        code: f"/o/{organism.pk}/menages/?indicateur={code}&amp;du=2025-04-01&amp;au=2026-03-31"
        for code in ("V1.09", "V1.10")
    }
    assert f'<a href="{links["V1.09"]}">2</a>' in page
    assert f'<a href="{links["V1.10"]}">1</a>' in page

    listed = client.get(links["V1.10"].replace("&amp;", "&")).content.decode()
    assert settled.key in listed
    assert waiting.key not in listed
    assert later.key not in listed
    assert "Comptés à V1.10, 1er avril 2025 au 31 mars 2026" in listed
    assert '<input type="hidden" name="indicateur" value="V1.10">' in listed
    asked = {"indicateur": "V1.10", "du": "2025-04-01", "au": "2026-03-31"}
    assert [row[0] for row in csv_rows(client, f"/o/{organism.pk}/menages/", **asked)[1:]] == [settled.key]
    both = client.get(links["V1.09"].replace("&amp;", "&")).content.decode()
    assert settled.key in both
    assert waiting.key in both


@pytest.mark.parametrize(
    "query",
    [
        "indicateur=V9.99&du=2025-04-01&au=2026-03-31",
        "indicateur=V1.10&du=hier&au=2026-03-31",
        "indicateur=V1.10",
        "indicateur=V1.10&du=0001-01-01&au=9999-12-31",
    ],
)
def test_a_figure_that_is_not_whole_narrows_nothing(organism, coordinator, client_for, query):
    home = come(organism, coordinator)
    listed = client_for(coordinator).get(f"/o/{organism.pk}/menages/?{query}")
    assert listed.status_code == 200
    assert home.key in listed.content.decode()


def test_who_has_no_seat_there_gets_no_link_to_households(organism, target, sender, coordinator, auditor, client_for):
    settle(refer(target, sender), coordinator)
    page = client_for(auditor).get(reverse("services:organism-results", args=[organism.pk]), {"periode": "etat-2025"})
    assert page.status_code == 200
    assert "/menages/?indicateur" not in page.content.decode()
