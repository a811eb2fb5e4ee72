"""Positions: what is counted, what the database refuses, what each seat does and sees."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agreements.models import AgreementPartner
from services.models import Position, PositionPay
from services.positions.turnover import BY_MONEY, Follow, Post, losses, staffing, until_today
from tests import factories
from tests.lists import csv_rows
from tests.reporting.builders.annual_reports import YEAR, make_annual

FIRST, END = date(2025, 4, 1), date(2026, 4, 1)
TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2019, 1, 1), date(2028, 12, 31))


def post(start, end=None, reason="left", **more) -> Post:
    return Post(more.pop("id", 1), 1, start, end, reason if end else "", **more)


@pytest.mark.parametrize(
    ("start", "end", "held_first", "lost", "opened", "held_last"),
    [
        (date(2020, 1, 1), None, 1, 0, 0, 1),
        (FIRST, None, 1, 0, 0, 1),
        (FIRST + timedelta(days=1), None, 0, 0, 1, 1),
        (END - timedelta(days=1), None, 0, 0, 1, 1),
        (END, None, 0, 0, 0, 0),
        # Its last day is 31 March before: lost on the first day, which belongs to the year before
        (date(2020, 1, 1), FIRST, 0, 0, 0, 0),
        (date(2020, 1, 1), FIRST + timedelta(days=1), 1, 1, 0, 0),
        (date(2020, 1, 1), END, 1, 1, 0, 1),
        (date(2020, 1, 1), END + timedelta(days=1), 1, 0, 0, 1),
        (date(2025, 6, 1), date(2025, 9, 1), 0, 1, 1, 0),
    ],
)
def test_a_year_counts_who_is_there_and_who_leaves(start, end, held_first, lost, opened, held_last):
    found = staffing([post(start, end)], FIRST, END)
    assert (found.held_first, found.lost, found.opened, found.held_last) == (held_first, lost, opened, held_last)


def test_turnover_keeps_both_numbers_and_says_nothing_of_an_empty_first_day():
    posts = [post(date(2020, 1, 1), date(2025, 7, 1)), post(date(2020, 1, 1)), post(date(2020, 1, 1))]
    assert staffing(posts, FIRST, END).turnover == (1, 3)
    assert staffing([post(date(2025, 6, 1), date(2025, 9, 1))], FIRST, END).turnover is None


def test_what_leaves_is_counted_in_years_hours_and_languages():
    left = post(date(2021, 4, 1), date(2025, 4, 2), "funding", training_hours=40, languages=2)
    stays = post(date(2015, 4, 1), training_hours=900, languages=9, hours=Decimal("17.5"))
    found = staffing([left, stays], FIRST, END)
    assert round(found.lost_years, 2) == Decimal("4.00")
    assert (found.lost_training, found.lost_languages, found.lost_to_money) == (40, 2, 1)
    assert found.hours_last == Decimal("17.5")


@st.composite
def posts(draw):
    start = draw(DAYS)
    end = draw(st.none() | st.integers(1, 2000))
    reason = draw(st.sampled_from(["funding", "gap", "left", "retired", "contract", "other"]))
    return post(start, end and start + timedelta(days=end), reason, agreement_ids=(draw(st.integers(1, 3)),))


@given(st.lists(posts(), max_size=12), DAYS, st.integers(1, 800))
def test_what_is_there_at_the_end_is_what_was_there_and_came_less_what_left(rows, first, length):
    end = first + timedelta(days=length)
    found = staffing(rows, first, end)
    gone_by_last = sum(row.is_lost_in(first, end - timedelta(days=1)) for row in rows)
    assert found.held_last == found.held_first + found.opened - gone_by_last
    assert sum(found.by_reason.values()) == found.lost
    assert found.lost_to_money == sum(found.by_reason.get(reason, 0) for reason in BY_MONEY)


@given(st.lists(posts(), max_size=12), DAYS, st.integers(2, 400), st.integers(2, 400))
def test_two_periods_in_a_row_lose_what_both_lose(rows, first, one, two):
    middle, end = first + timedelta(days=one), first + timedelta(days=one + two)
    parts = staffing(rows, first, middle).lost + staffing(rows, middle, end).lost
    assert parts == staffing(rows, first, end).lost


@pytest.mark.parametrize(
    ("next_starts", "days"), [(date(2025, 5, 18), 47), (date(2025, 4, 1), 0), (date(2025, 1, 1), 0), (None, 600)]
)
def test_a_loss_tells_the_days_that_followed_its_agreement(next_starts, days):
    follow = Follow(7, "MIN-2022-031", date(2025, 4, 1), next_starts)
    rows = [
        post(date(2020, 1, 1), date(2025, 4, 15), "gap", agreement_ids=(7,)),
        post(date(2020, 1, 1), date(2025, 5, 1)),
    ]
    [found] = losses(rows, [follow, Follow(8, "AUTRE", END)], FIRST, END, TODAY)
    assert (found.gap_days, found.posts, found.last_day) == (days, 1, date(2025, 3, 31))


def test_losses_add_up_what_left_and_come_the_longest_gap_first():
    start, end = date(2023, 5, 1), date(2025, 5, 1)
    rows = [
        post(start, end, "funding", id=1, training_hours=6, agreement_ids=(1, 2, 3)),
        post(start, end, "funding", id=2, training_hours=4, agreement_ids=(2, 4)),
    ]
    follows = [
        Follow(1, "B", end, end + timedelta(days=10)),
        Follow(2, "C", end, end + timedelta(days=10)),
        Follow(3, "A", end, end + timedelta(days=10)),
        Follow(4, "D", end, end + timedelta(days=20)),
    ]
    years = Decimal((end - start).days) / Decimal("365.25")

    found = losses(rows, follows, FIRST, END, TODAY)

    assert [loss.follow.reference for loss in found] == ["D", "C", "A", "B"]
    assert [(loss.posts, loss.training_hours) for loss in found] == [(1, 4), (2, 10), (1, 6), (1, 6)]
    assert [loss.years for loss in found] == [years, years * 2, years, years]


def test_where_nobody_was_there_is_nothing_of_the_same_kind():
    assert post(TODAY).years_until(TODAY - timedelta(days=40)) == 0
    nothing = staffing([], FIRST, END)
    assert [type(number) for number in (nothing.hours_last, nothing.lost_years)] == [Decimal, Decimal]


def test_an_agreement_is_over_on_the_first_day_after_it():
    assert Follow(1, "A", TODAY).is_over(TODAY)
    assert not Follow(1, "A", TODAY + timedelta(days=1)).is_over(TODAY)


def test_what_will_be_lost_is_not_lost_yet():
    follow = Follow(7, "MIN-2022-031", date(2027, 4, 1))
    running, end = date(2026, 4, 1), date(2027, 4, 1)
    gone = post(date(2020, 1, 1), TODAY, "funding", agreement_ids=(7,))
    ends_next_march = post(date(2020, 1, 1), end, "funding", agreement_ids=(7,))

    assert losses([ends_next_march], [follow], running, end, TODAY) == []
    [found] = losses([gone, ends_next_march], [follow], running, end, TODAY)
    assert (found.posts, found.is_over, found.gap_days) == (1, False, 0)
    counted = staffing([gone, ends_next_march], running, until_today(end, TODAY))
    assert (counted.lost, counted.held_last) == (1, 1)


@pytest.mark.parametrize(
    ("end", "last"), [(date(2026, 4, 1), date(2026, 4, 1)), (date(2027, 4, 1), TODAY + timedelta(days=1))]
)
def test_a_year_that_runs_is_counted_until_today(end, last):
    assert until_today(end, TODAY) == last


# What the database holds


def make_position(organism, by, *, agreements=(), **more) -> Position:
    fields = {"title": "Intervenante", "hours": 35, "during": DateRange(date(2022, 4, 1), None), **more}
    position = Position.objects.create(organism=organism, created_by=by, **fields)
    PositionPay.objects.bulk_create(PositionPay(position=position, agreement=row) for row in agreements)
    return position


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "during = daterange('2022-04-01', '2026-04-01')",
        "lost_reason = 'left'",
        "during = daterange('2022-04-01', '2026-04-01'), lost_reason = 'fatigue'",
        "during = daterange('1989-12-31', NULL)",
        "during = daterange('2022-04-01', '2101-01-02'), lost_reason = 'left'",
        "during = 'empty', lost_reason = ''",
        "during = daterange(NULL, NULL)",
        "component = 6",
        "hours = 0",
        "hours = 60.5",
        "training_hours = 2001",
        "languages = 31",
        "title = ''",
    ],
)
def test_the_database_refuses_a_position_that_cannot_be(organism, coordinator, change):
    make_position(organism, coordinator)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE services_position SET {change}")


@pytest.mark.django_db
def test_the_database_refuses_that_others_pay(organism, neighbour_organism, coordinator, funder):
    theirs = factories.make_agreement(neighbour_organism, funder, "VOISINE")
    position = make_position(organism, coordinator)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO services_positionpay (position_id, agreement_id) VALUES (%s, %s)", [position.pk, theirs.pk]
        )
    AgreementPartner.objects.create(agreement=theirs, organism=organism)
    PositionPay.objects.create(position=position, agreement=theirs)
    assert position.agreements.get() == theirs


@pytest.mark.django_db
def test_the_journal_keeps_what_a_position_was(organism, coordinator):
    position = make_position(organism, coordinator)
    Position.objects.filter(pk=position.pk).update(title="Agente")
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM services_positionevent")
        assert cursor.fetchall() == [("Intervenante",)]


# Pages


def url(name, organism, *args) -> str:
    return reverse(f"services:position-{name}", args=[organism.pk, *args])


def words(response) -> str:
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


TYPED = {
    "title": "  Intervenante   en emploi ", "component": "2", "starts_on": "2022-04-04", "hours": "17,5",
    "training_hours": "42", "languages": "2",
}  # fmt: skip


@pytest.mark.django_db
def test_a_position_is_written_then_lost_then_counted(client_for, coordinator, organism, agreement):
    client = client_for(coordinator)
    typed = TYPED | {"agreements": [agreement.pk]}
    assert client.post(url("add", organism), typed).status_code == 302
    position = Position.objects.get()
    assert (position.title, position.hours, position.agreements.get()) == (
        "Intervenante en emploi",
        Decimal("17.5"),
        agreement,
    )

    day = timezone.localdate() - timedelta(days=3)
    lost = typed | {"lost_reason": "funding", "last_day": day.isoformat(), "revision": "1"}
    assert client.post(url("edit", organism, position.pk), lost).status_code == 302
    position.refresh_from_db()
    assert (position.last_day, position.lost_reason, position.revision) == (day, "funding", 2)
    page = words(client.get(url("list", organism)))
    assert 'Fin du financement : <b class="num">1</b>' in page
    assert "dont 1 faute d’argent" in page
    assert "MIN-2024-031" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"title": ""}, "Donnez le titre du poste."),
        ({"title": "Nadia 819 555-0199"}, "Écrivez le métier seulement."),
        ({"title": "A\x00"}, "nul"),
        ({"title": "A" * 101}, "100"),
        ({"component": "7"}, "Faites un choix dans la liste."),
        ({"starts_on": "hier"}, "Écrivez la date ainsi"),
        ({"starts_on": "9999-01-01"}, "Écrivez une date entre 1990 et 2100."),
        ({"hours": "0"}, "Inscrivez une demi-heure ou plus."),
        ({"hours": "10" * 20}, "Inscrivez 60 heures ou moins."),
        ({"hours": "trente"}, "Inscrivez les heures par semaine"),
        ({"training_hours": "-1"}, "Inscrivez 0 ou plus."),
        ({"training_hours": "1e30"}, "Inscrivez un nombre entier"),
        ({"languages": "31"}, "Inscrivez 30 ou moins."),
        ({"lost_reason": "funding"}, "Donnez le dernier jour où le poste a été occupé."),
        ({"last_day": "2026-03-31"}, "Dites pourquoi le poste n’est plus occupé."),
        ({"lost_reason": "left", "last_day": "2021-03-31"}, "Ce jour vient avant le premier"),
        ({"lost_reason": "left", "last_day": "2099-03-31"}, "Inscrivez un jour d’ici un an."),
        ({"lost_reason": "fatigue", "last_day": "2026-03-31"}, "Faites un choix dans la liste."),
        ({"agreements": ["abc"]}, "Cette entente n’est pas à votre organisme."),
        ({"agreements": ["999999"]}, "Cette entente n’est pas à votre organisme."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_beside_its_box_and_kept(client_for, coordinator, organism, typed, told):
    response = client_for(coordinator).post(url("add", organism), TYPED | typed)
    page = words(response)
    assert told in page
    assert 'value="42"' in page or "training_hours" in typed
    assert not Position.objects.exists()


@pytest.mark.django_db
def test_an_agreement_that_touches_no_day_of_the_position_is_refused(client_for, coordinator, organism, agreement):
    typed = TYPED | {"agreements": [agreement.pk], "lost_reason": "left", "last_day": "2023-03-31"}
    page = words(client_for(coordinator).post(url("add", organism), typed))
    assert "elle ne touche aucun jour de ce poste" in page


@pytest.mark.django_db
def test_a_double_click_writes_one_position(client_for, coordinator, organism):
    client = client_for(coordinator)
    for _ in range(2):
        client.post(url("add", organism), TYPED | {"submit_key": str(uuid.UUID(int=7))})
    assert Position.objects.count() == 1


@pytest.mark.django_db
def test_two_people_on_one_position_lose_nothing(client_for, coordinator, director, organism):
    position = make_position(organism, coordinator)
    first = TYPED | {"title": "La sienne", "revision": "1"}
    assert client_for(director).post(url("edit", organism, position.pk), first).status_code == 302
    response = client_for(coordinator).post(
        url("edit", organism, position.pk), TYPED | {"title": "La mienne", "revision": "1"}
    )
    page = words(response)
    assert "deux versions" in page
    assert "La sienne" in page
    assert 'value="La mienne"' in page
    kept = response.context["form"]["revision"].value()
    client_for(coordinator).post(url("edit", organism, position.pk), TYPED | {"title": "La mienne", "revision": kept})
    position.refresh_from_db()
    assert (position.title, position.revision) == ("La mienne", 3)


@pytest.mark.django_db
def test_staff_and_auditor_read_and_do_not_write(client_for, coordinator, staff, auditor, organism):
    make_position(organism, coordinator, title="Agente de liaison")
    for who, refused in ((staff, 403), (auditor, 403)):
        page = words(client_for(who).get(url("list", organism)))
        assert "Agente de liaison" in page
        assert "Inscrire un poste" not in page
        assert client_for(who).post(url("add", organism), TYPED).status_code == refused


@pytest.mark.django_db
def test_the_network_reads_totals_and_no_title(
    client_for, network, coordinator, organism, neighbour_organism, neighbour
):
    year = timezone.localdate()
    make_position(organism, coordinator, title="Titre secret")
    make_position(
        organism, coordinator, during=DateRange(date(2020, 1, 1), year), lost_reason="funding", title="Titre parti"
    )
    make_position(neighbour_organism, neighbour)
    client = client_for(network)
    page = words(client.get(reverse("services:position-network")))
    assert "2 postes occupés. 1 perdu dans l’année, dont 1 faute d’argent" in page
    assert organism.name in page
    assert "Titre" not in page
    assert client.get(url("list", organism)).status_code == 404
    book = client.get(reverse("services:position-network-export", args=["csv"])).content.decode("utf-8-sig")
    assert "Titre" not in book
    assert f"{organism.name};" in book
    assert client_for(coordinator).get(reverse("services:position-network")).status_code == 404


@pytest.mark.django_db
def test_files_hold_what_the_page_shows_and_its_year_stays(client_for, coordinator, organism, agreement):
    gone = DateRange(date(2020, 1, 1), date(2024, 5, 1))
    make_position(organism, coordinator, title="=cmd", agreements=[agreement], training_hours=12)
    make_position(organism, coordinator, title="Agente", during=gone, lost_reason="left", component=2)
    client = client_for(coordinator)
    head, row, lost = csv_rows(client, url("list", organism), col=["formation", "paye"])
    assert head == ["Poste", "Payé par", "Formation interculturelle, heures"]
    assert (row, lost[0]) == (["'=cmd", "MIN-2024-031", "12"], "Agente")
    page = client.get(url("list", organism), {"etat": "perdus", "annee": "2024", "tri": "poste"})
    assert [row["source"].position.title for row in page.context["list"].rows] == ["Agente"]
    assert "annee=2024" in page.context["list"].csv_url
    assert page.context["beside_the_year"] == [("etat", "perdus"), ("tri", "poste")]
    assert "Faites un choix" in client.get(url("list", organism), {"volet": "9"}).text


@pytest.mark.django_db
def test_positions_make_no_more_queries_at_30_than_at_1(client_for, coordinator, network, organism, agreement):
    doors = [(coordinator, url("list", organism)), (network, reverse("services:position-network"))]

    def statements():
        counted = []
        for who, door in doors:
            client = client_for(who)
            client.get(door)
            with CaptureQueriesContext(connection) as captured:
                client.get(door)
            counted.append(len(captured))
        return counted

    make_position(organism, coordinator, agreements=[agreement])
    small = statements()
    for _ in range(29):
        make_position(organism, coordinator, agreements=[agreement])
    assert statements() == small
    assert max(small) <= 15


@pytest.mark.django_db
def test_turnover_is_proposed_to_the_annual_report(client_for, coordinator, organism, network):
    before = date(2020, 1, 1)
    make_position(organism, coordinator, during=DateRange(before, None))
    left = YEAR.lower + timedelta(days=90)
    make_position(organism, coordinator, during=DateRange(before, left), lost_reason="funding")
    report = make_annual(organism, network)
    page = words(client_for(coordinator).get(reverse("reporting:report-section", args=[report.pk, "v5"])))
    assert "Vos postes disent : 1 perdu dans la période, sur 2 occupés au premier jour." in page


def test_a_position_that_ends_later_is_still_held_on_its_page(organism, coordinator, agreement, client_for):
    today = timezone.localdate()
    ends = today + timedelta(days=90)
    position = make_position(
        organism, coordinator, agreements=[agreement], title="Bientôt finie", lost_reason="funding",
        during=DateRange(date(2022, 4, 1), ends),
    )  # fmt: skip

    answer = client_for(coordinator).get(reverse("services:position-list", args=[organism.pk]))

    assert "Aucun poste perdu" in answer.text
    assert "L’expertise partie avec l’argent" not in answer.text
    assert [row["source"].is_lost for row in answer.context["list"].rows] == [False]
    assert (position.is_lost_on(today), position.is_lost_on(ends)) == (False, True)
