"""What changed for each person: read from what was recorded, never more than they may read, marked by their click."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.deliverables.actions import grant_later_day, skip_deliverable
from organisms.accounts.visits import note_visit
from organisms.models import Membership, NewsKind, NewsMark, User, Visit
from reporting.deadlines.news.actions import forget_news, mark_all_news, mark_news
from reporting.deadlines.news.columns import Wanted
from reporting.deadlines.news.listing import MOST, MOST_AT_HOME, home_news, moment_of, news_page, read_news
from reporting.deadlines.news.words import line_of
from reporting.funder_reports.actions.receipts import record_receipt
from reporting.management.demo import past_moments
from tests.factories import make_agreement, make_organism, make_seated_user
from tests.reporting.builders.annual_reports import make_returned
from tests.reporting.builders.funder_reports import make_documents, make_issued, make_open
from tests.reporting.builders.reports import make_deliverable
from tests.services.households.builders import make_target, receive, refer

pytestmark = [pytest.mark.django_db, pytest.mark.built_once("busy")]
HOME, LIST = reverse("home"), reverse("reporting:news-list")


@pytest.fixture
def city(db):
    return make_organism("Relais de la Métropole", region="06")


@pytest.fixture
def sender(city):
    return make_seated_user("Ines Roy-Amrani", city, "coordinator")


@pytest.fixture
def busy(
    organism, network, director, pivot, coordinator, staff, neighbour, agreement, funder_agent, other_funder_agent,
    funder, sender, city, other_funder,
):  # fmt: skip
    """A year in a few acts, each by somebody else than who reads it."""
    make_returned(organism, network, director, pivot)
    issued = make_issued(agreement, director)
    make_documents(issued)
    record_receipt(
        version=issued.versions.get(), funder=funder, state="asked", text="Pourquoi 7 ?", by=funder_agent,
        answer_by=timezone.localdate() + timedelta(days=20),
    )  # fmt: skip
    make_open(make_agreement(organism, other_funder, "FON-1"), director)
    later = make_deliverable(agreement, kind="interim", due_on=date(2026, 12, 1))
    grant_later_day(deliverable=later, due_on=date(2027, 1, 15), seen=later.due_on, reason="Plus de temps", by=network)
    later.refresh_from_db()
    skip_deliverable(deliverable=later, reason="Plus demandé", by=network)
    home = refer(make_target(city, organism, sender, accepted_by=director), sender)
    receive(home, director)
    return issued


def again(user) -> User:
    return User.objects.get(pk=user.pk)


def said(user, kinds=NewsKind.values) -> list[str]:
    now = timezone.now()
    rows = read_news(again(user), Wanted(now - timedelta(days=90), now, kinds), MOST)
    assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)
    return [line_of(row).words for row in rows]


def moved_by(user) -> str:
    """What is said beside a day that moved and a deliverable that was set aside."""
    now = timezone.now()
    rows = read_news(again(user), Wanted(now - timedelta(days=90), now, [NewsKind.DEADLINES]), MOST)
    return " ".join(line_of(row).detail for row in rows if row.source in ("moved", "skipped"))


def holds(words: list[str], *beginnings: str) -> set[str]:
    """The beginnings that no line has."""
    return {begin for begin in beginnings if not any(line.startswith(begin) for line in words)}


RETURNED, FILED, ISSUED = "Retourné pour correction", "Attesté et déposé", "Transmis"
NEWEST = "Référence reçue"
ASKED, CAMPAIGN = "Précisions demandées", "Rapport à produire"


def test_each_reads_what_others_did_and_no_more(
    busy, organism, coordinator, director, staff, pivot, network, neighbour, funder_agent, other_funder_agent, auditor,
    sender, city,
):  # fmt: skip
    inside = said(coordinator)
    assert holds(inside, RETURNED, FILED, ISSUED, ASKED, CAMPAIGN, "Remarque", "Cible conjointe proposée",
                 "Cible conjointe acceptée", "Ménage référé", "Référence reçue", "Échéance reportée",
                 "Livrable écarté", "Siège ouvert") == set()  # fmt: skip
    assert any("réponse attendue le" in line for line in inside)
    # One's own acts are no news, and the document of one's own filing is
    own = said(director)
    assert holds(own, FILED, ISSUED, "Référence reçue") == {FILED, ISSUED, "Référence reçue"}
    assert holds(own, RETURNED, ASKED, "Document prêt", "Ménage référé") == set()
    assert holds(said(auditor), RETURNED, ISSUED, "Échéance reportée") == set()
    assert said(auditor, [NewsKind.HOUSEHOLDS, NewsKind.SEATS]) == []
    # A pivot reads the annual report that it reads, and nothing of what a funder is owed
    outside = said(pivot)
    assert holds(outside, FILED, CAMPAIGN) == set()
    assert not [line for line in outside if line.startswith((ISSUED, ASKED, RETURNED, "Remarque", "Ménage"))]
    # Households are their two organisms' alone; one's own organism names the page
    assert said(network, [NewsKind.HOUSEHOLDS]) == []
    assert holds(said(network), FILED, RETURNED, ISSUED, ASKED) == set()
    assert said(sender, [NewsKind.TURN, NewsKind.ANSWERS, NewsKind.QUESTIONS, NewsKind.DEADLINES]) == []
    assert holds(said(sender), "Référence reçue", "Cible conjointe acceptée") == set()
    # A funder reads what was issued to it; nothing of a report that was not
    theirs = said(funder_agent)
    assert holds(theirs, ISSUED, "Échéance reportée") == set()
    # Who moved a day is told to those who may change the agreement, as on its page
    assert "par " in moved_by(coordinator)
    assert "par " in moved_by(director)
    assert not any("par " in moved_by(person) for person in (staff, auditor, funder_agent))
    assert not [line for line in theirs if line.startswith((ASKED, FILED, "Remarque", CAMPAIGN))]
    assert said(other_funder_agent) == []
    assert [line for line in said(neighbour) if not line.startswith(CAMPAIGN)] == []


def test_every_address_opens_and_a_closed_seat_reads_nothing(
    busy, organism, coordinator, director, network, funder_agent, sender, pivot, client_for
):
    now = timezone.now()
    for person in (coordinator, director, network, funder_agent, sender, pivot):
        client = client_for(person)
        lines = news_page(again(person), now, kind="", unread=False, after=None).lines
        assert lines, person
        failed = [line.words for line in lines if client.get(line.url, follow=True).status_code != 200]
        assert failed == [], person
        assert "CANARI" not in client.get(LIST).text
    seat = Membership.objects.get(user=coordinator)
    seat.during = seat.during.__class__(seat.during.lower, timezone.localdate())
    seat.save()
    assert said(coordinator) == []
    assert client_for(again(coordinator)).get(LIST).status_code == 200


def test_visits_marks_and_their_undoing(busy, coordinator, client_for):
    now = timezone.now()
    note_visit(coordinator, now - timedelta(days=2))
    note_visit(coordinator, now + timedelta(hours=3))
    visit = Visit.objects.get(user=coordinator)
    note_visit(coordinator, now + timedelta(hours=4))  # another device, the same visit
    assert Visit.objects.get(user=coordinator).began_at == visit.began_at
    assert visit.former_at == now - timedelta(days=2)

    client = client_for(coordinator)
    page = client.get(HOME).text
    assert NEWEST in page
    assert "Depuis votre dernière visite" in page
    assert client.get(HOME).text.count(NEWEST) == page.count(NEWEST)  # opening marks nothing
    key = re.search(r'name="cle" value="(household-\d+)"', page[page.index(NEWEST) :])[1]
    assert client.post(reverse("reporting:news-mark"), {"cle": key, "retour": "home"}).url == HOME
    assert NEWEST not in client.get(HOME).text
    assert f'value="{key}"' in client.get(LIST).text  # « remettre à non lu »
    assert key not in client.get(LIST, {"etat": "non-lus"}).text
    undo = re.search(r'name="marque" value="(\d+)"', client.get(HOME).text)[1]
    client.post(reverse("reporting:news-unmark"), {"marque": undo, "retour": "home"})
    assert NEWEST in client.get(HOME).text

    shown = re.search(r'name="vu" value="(\d+)"', client.get(HOME).text)[1]
    client.post(reverse("reporting:news-mark-all"), {"vu": shown, "retour": "home"})
    assert "Rien de nouveau pour vous" in client.get(HOME).text
    client.post(
        reverse("reporting:news-unmark"), {"marque": re.search(r'"marque" value="(\d+)"', client.get(LIST).text)[1]}
    )
    assert NEWEST in client.get(HOME).text
    for wrong in ({"vu": "x"}, {"cle": "a' OR 1-1"}, {"marque": "9" * 40}, {"cle": "step-99999999999999999999"}):
        for name in ("news-mark", "news-mark-all", "news-unmark"):
            assert client.post(reverse(f"reporting:{name}"), wrong).status_code == 302
    for query in ({"sorte": "xx", "apres": "pk"}, {"apres": "99999999999999999"}, {"apres": "\x00"}):
        assert client.get(LIST, query).status_code in (200, 400)
    assert NewsMark.objects.count() == 0


def test_many_of_a_sort_are_one_line_and_pages_follow(busy, network, coordinator, director, organism):
    now = timezone.now()
    lines = home_news(again(coordinator), now).groups
    assert len(lines) == MOST_AT_HOME
    assert lines[0].words == NEWEST
    with CaptureQueriesContext(connection) as few:
        home_news(again(coordinator), now)
    for number in range(45):
        agreement = make_agreement(organism, busy.agreement.signatures.get().funder, f"PAC-{number}")
        deliverable = make_deliverable(agreement)
        skip_deliverable(deliverable=deliverable, reason="Plus demandé", by=network)
    now = timezone.now()
    with CaptureQueriesContext(connection) as many:
        home = home_news(again(coordinator), now)
    assert len(few) == len(many) <= 6
    [group] = [line for line in home.groups if "livrables écartés" in line.words]
    assert group.words.startswith("46")
    assert len(group.keys) == 46
    first = news_page(again(coordinator), now, kind="deadlines", unread=False, after=None)
    second = news_page(again(coordinator), now, kind="deadlines", unread=False, after=moment_of(int(first.next_key)))
    keys = [line.key for line in (*first.lines, *second.lines)]
    assert len(keys) == len(set(keys)) == len(said(coordinator, [NewsKind.DEADLINES]))


def test_sql_cannot_mark_two_things_at_once_and_old_marks_go(busy, coordinator, director):
    for wrong in (
        {"source": "step", "row": 1, "up_to": timezone.now()}, {"source": "", "row": None, "up_to": None},
        {"source": "step", "row": None, "up_to": None},
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="news_mark_of_one_or_all"), transaction.atomic():
            NewsMark.objects.create(user=coordinator, **wrong)
    assert mark_news(keys=[("step", 1), ("step", 1)], by=coordinator) == 1
    assert mark_news(keys=[("step", 1)], by=coordinator) == 0
    with past_moments.at(timezone.now() - timedelta(days=101)):
        mark_all_news(up_to=timezone.now(), by=director)
    assert forget_news() == 1
    assert NewsMark.objects.get().user == coordinator
