"""One list of obligations, read by every page: home, calendar, matrix, agreements, hand-over, reminders, badge."""

import io
import re
from datetime import date, timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from agreements.deliverables.actions import add_extra, grant_later_day, hand_in, skip_deliverable
from agreements.models import Agreement, AgreementFunder, AgreementPartner, Deliverable, Programme
from agreements.models.deliverable import OUTSTANDING
from organisms.models import User
from reporting.deadlines import obligations
from reporting.deadlines.calendar.feed import make_feed
from reporting.deadlines.yours_count import count_yours
from reporting.funder_reports.actions.issuing import issue_report, open_funder_report
from reporting.models import Report
from reporting.reminders.recipients import pending_of
from reporting.reports.actions.campaigns import excuse_report
from reporting.reports.actions.filing import ask_certification, endorse_report, submit_report
from tests import factories
from tests.reporting.builders.annual_reports import make_annual, make_filed
from tests.reporting.builders.reports import fill, make_deliverable

pytestmark = [pytest.mark.django_db, pytest.mark.built_once("world")]


def words(response) -> str:
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def formless(organism, funder):
    """A running agreement of a programme that has no form here."""
    programme = Programme.objects.create(key="sans-gabarit", name="Programme sans gabarit", funder=funder)
    agreement = factories.make_agreement(organism, funder, "SANS-1")
    agreement.programme = programme
    agreement.save()
    return agreement


def test_home_shows_what_is_late_and_has_no_form(formless, coordinator, client_for):
    """Its programme has no form: it waits on home, and the act is to write that it was handed in beside the portal."""
    owed = make_deliverable(formless, due_on=days_ago(150))
    browser = client_for(coordinator)
    page = words(browser.get("/"))
    assert "150 jours de retard" in words(browser.get("/calendrier/"))
    assert "150 jours de retard" in page
    assert "Remis hors du portail" in page
    assert f"/ententes/{formless.pk}/livrables/{owed.pk}/" in page
    assert re.search(r'masthead-count">1<', page)


def test_calendar_says_how_far_it_goes_and_what_follows(agreement, coordinator, client_for):
    today = timezone.localdate()
    make_deliverable(agreement, kind="interim", due_on=today + timedelta(days=20))
    browser = client_for(coordinator)
    page = words(browser.get("/calendrier/"))
    assert "Cette page va jusqu’au" in page
    assert "Aucune échéance ne suit." in page
    far = make_deliverable(agreement, due_on=today + timedelta(days=900))
    page = words(browser.get("/calendrier/"))
    assert "1 échéance suit" in page
    year = far.due_on.year if far.due_on.month >= 4 else far.due_on.year - 1
    assert f'href="?an={year}"' in page
    assert f"{year}-{year + 1}" in words(browser.get("/calendrier/", {"an": year}))


READERS = [
    "staff", "coordinator", "director", "neighbour", "pivot", "network", "analyst", "funder_agent",
    "other_funder_agent",
    "auditor", "partner",
]  # fmt: skip


@pytest.fixture
def partner(db):
    house = factories.make_organism("Organisme partenaire", region="08")
    return factories.make_seated_user("Personne partenaire", house, "coordinator")


@pytest.fixture
def world(
    organism, far_organism, neighbour_organism, funder, other_funder, formless, agreement, coordinator, director,
    network, partner, pivot, staff,
):  # fmt: skip
    """One obligation of each sort; each is due on a day of its own, so that a day names it."""
    make_filed(
        neighbour_organism, network, factories.make_seated_user("Direction voisine", neighbour_organism, "director")
    )
    excuse_report(report=make_annual(far_organism, network), reason="Nouveau membre", by=network)
    annual = make_annual(organism, network)
    for number, report in enumerate(Report.objects.annual().order_by("pk")):
        Report.objects.filter(pk=report.pk).update(due_on=days_ago(400 + number))
    assert annual.filed_at is None

    days = iter(days_ago(number) for number in range(11, 400, 13))
    periods = iter(DateRange(date(year, 4, 1), date(year + 1, 4, 1)) for year in range(1991, 2030))

    def owe(to=agreement, day=None) -> Deliverable:
        return make_deliverable(to, period=next(periods), due_on=day or next(days))

    far = factories.make_agreement(far_organism, other_funder, "LOIN-1")
    shared = factories.make_agreement(organism, other_funder, "DEUX-1")
    AgreementFunder.objects.filter(agreement=shared).update(share=60)
    AgreementFunder.objects.create(agreement=shared, funder=funder, is_lead=False, share=40)
    AgreementPartner.objects.create(agreement=shared, organism=partner.live_memberships[0].organism)
    ended = factories.make_agreement(organism, funder, "FINIE-1", start=date(2021, 4, 1), end=date(2022, 4, 1))
    by_network = factories.make_agreement(organism, funder, "RESEAU-1")
    by_network.issued_by_network = True
    by_network.save()

    for to in (agreement, formless, far, shared, ended, by_network):
        owe(to)
        owe(to, days_ago(900 + to.pk % 700))
    for late in (owe(), owe(formless)):
        hand_in(deliverable=late, on=late.due_on, by=coordinator)
    skip_deliverable(deliverable=owe(), reason="Non.", by=coordinator)
    moved = owe()
    later = {"due_on": days_ago(-17), "seen": moved.due_on, "reason": "Accordé."}
    grant_later_day(deliverable=moved, by=coordinator, **later)
    facts = {"title": "Plan d’action", "due_on": next(days), "asked_by": "MIFI"}
    add_extra(agreement=agreement, period=DateRange(date(2026, 1, 1), date(2026, 4, 1)), by=coordinator, **facts)
    open_funder_report(deliverable=owe(), by=coordinator)
    for to in (agreement, by_network):
        report = fill(open_funder_report(deliverable=owe(to), by=coordinator), coordinator)
        ask_certification(report=report, by=coordinator, key=uuid4())
    report = fill(open_funder_report(deliverable=owe(), by=coordinator), coordinator)
    issue_report(report=report, by=director, key=uuid4())
    for review in ("pivot", "network", "both"):
        read = factories.make_agreement(organism, funder, f"LU-{review}")
        Agreement.objects.filter(pk=read.pk).update(review=review)
        report = fill(open_funder_report(deliverable=owe(read), by=coordinator), coordinator)
        submit_report(report=report, by=director, key=uuid4())
        if review == "pivot":
            endorse_report(report=report, by=pivot, key=uuid4())
    for day in (-31, -101, -500):
        owe(day=days_ago(day))
    owe(formless, days_ago(-45))
    return Deliverable.objects.count()


def known_to(user, row) -> bool:
    return sees(user, row) or reads_as_pivot(user, row)


def reads_as_pivot(user, row) -> bool:
    """What an agreement has its pivot read before the funder, once filed."""
    report = None if isinstance(row, Report) else getattr(row, "report", None)
    is_read = report and report.filed_at and report.review in ("pivot", "both")
    return bool(is_read) and report.region_id in user.pivot_region_ids


def sees(user, row) -> bool:
    """The rule of the rights, said once more in Python: own, audited, followed, signed or worked as a partner."""
    house = row.organism_id if isinstance(row, Report) else row.requirement.agreement.organism_id
    inside = bool(user.role_at(house)) or house in user.audited_organism_ids
    if isinstance(row, Report):
        return inside or user.is_network or row.region_id in user.pivot_region_ids
    agreement = row.requirement.agreement
    partners = agreement.partners.filter(organism__in=[seat.organism_id for seat in user.live_memberships])
    return inside or user.is_network or awaits(user, row) or partners.exists()


def awaits(user, row) -> bool:
    if isinstance(row, Report):
        return not user.role_at(row.organism_id) and (user.is_network or row.region_id in user.pivot_region_ids)
    funders = [seat.funder_id for seat in user.live_funder_seats]
    return row.requirement.agreement.signatures.filter(funder__in=funders).exists()


def owes(user, row) -> bool:
    house = row.organism_id if isinstance(row, Report) else row.requirement.agreement.organism_id
    return bool(user.role_at(house))


def is_late(row) -> bool:
    """The one definition, said once more in Python."""
    if isinstance(row, Report):
        done = row.filed_at or row.excused_at
    else:
        report = getattr(row, "report", None)
        done = row.skipped_at or row.handed_at or (report and report.issued_at)
    return not done and row.due_on < timezone.localdate()


def late_days(user, *kinds) -> list[date]:
    """The days of what is late and that one person may know of; `kinds` narrow it further."""
    rows = [*Deliverable.objects.all(), *Report.objects.annual()]
    return sorted(
        row.due_on for row in rows if is_late(row) and known_to(user, row) and all(kind(user, row) for kind in kinds)
    )


def is_deliverable(user, row) -> bool:
    return isinstance(row, Deliverable) and sees(user, row)


def days_of(rows) -> list[date]:
    return sorted(row.due_on for row in rows)


def home_late(response) -> list[date]:
    due = response.context["due"]
    shown = days_of([*(row for row in [*due.yours, *due.others] if row.is_late), *due.overdue])
    assert words(response).count("due-left is-late") == len(shown)
    return shown


def calendar_late(response) -> list[date]:
    things = [one for month in response.context["months"] for one in month.things if one.is_late]
    assert words(response).count("due-left is-late") == len(things)
    return days_of(things)


def matrix_late(browser) -> list[date]:
    pages = [browser.get("/depots/", {"an": year}) for year in range(2020, 2029)]
    seen = {one.key: one for page in pages for line in page.context["matrix"].lines for one in line.things}
    return days_of(one for one in seen.values() if one.is_late)


@pytest.mark.parametrize("reader", READERS)
def test_every_page_reads_the_same_list(request, world, reader, client_for):
    user = request.getfixturevalue(reader)
    user = User.objects.get(pk=user.pk)
    browser, home = client_for(user), client_for(user).get("/")
    late = late_days(user)

    assert late or reader == "neighbour"
    assert calendar_late(browser.get("/calendrier/")) == late
    assert matrix_late(browser) == late
    assert home_late(home) == late_days(user, lambda who, row: owes(who, row) or awaits(who, row) or shows(who, row))
    listed = browser.get("/ententes/").context["list"].sources
    assert sum(row.late for row in listed) == len(late_days(user, is_deliverable))
    assert count_yours(user, timezone.localdate()) == len(home.context["due"].yours)
    feed = browser.get(reverse("reporting:calendar-feed-read", args=[make_feed(user=user)]))
    days = {event["dtstart"].dt for event in Calendar.from_ical(feed.content).walk("VEVENT")}
    assert days >= set(late)


def shows(user, row) -> bool:
    """A report that is begun is followed by those who may open it: the auditor, and the network that issues it."""
    if isinstance(row, Report):
        return row.organism_id in user.audited_organism_ids
    return bool(getattr(row, "report", None)) and Report.objects.visible_to(user).filter(deliverable=row).exists()


@pytest.mark.parametrize("reader", ["funder_agent", "other_funder_agent"])
def test_a_funder_counts_each_late_report_once(request, world, reader, client_for):
    user = User.objects.get(pk=request.getfixturevalue(reader).pk)
    browser, late = client_for(user), late_days(user, is_deliverable)
    page = browser.get("/suivi/").context["list"].sources
    assert sum(row.late for row in page) == len(late) == len(home_late(browser.get("/")))
    assert all(row.late for row in browser.get("/suivi/", {"etat": "retard"}).context["list"].sources)
    received = sum(row.received for row in page)
    matrix = {
        one.key
        for year in range(2020, 2029)
        for line in browser.get("/depots/", {"an": year}).context["matrix"].lines
        for one in line.things
        if one.standing == "remis"
    }
    assert received == len(matrix)

    sheets = 0
    for programme in {row.programme_id for row in page}:
        book = browser.get(reverse("reporting:programme-book", args=[programme]))
        head, *rows = openpyxl.load_workbook(io.BytesIO(book.content)).active.iter_rows(values_only=True)
        sheets += sum(row[head.index("Rapports en retard")] for row in rows)
    assert sheets == len(late)


@pytest.mark.parametrize("reader", ["coordinator", "director", "partner", "pivot"])
def test_hand_over_holds_what_is_late_of_its_agreements(request, world, reader, client_for):
    user = User.objects.get(pk=request.getfixturevalue(reader).pk)
    house = user.live_memberships[0].organism_id
    page, late = client_for(user).get(f"/o/{house}/passation/"), late_days(user, is_deliverable)
    reading = page.context["reading"]
    assert sum(one.late for one in reading.agreements) == len(late)
    (due,) = (part for part in reading.parts if part.key == "du")
    own = [entry for entry in due.entries if entry.note == "en retard"]
    assert all(words(page).count(entry.words.replace("\xa0", " ")) == 1 for entry in own)
    assert bool(own) or not late or reader == "partner"


def test_reminders_go_to_those_on_whose_home_it_waits(world, client_for):
    rows = pending_of(Deliverable.objects.outstanding(), Report.objects.outstanding())
    today = timezone.localdate()
    assert days_of(row for row in rows if row.due_on < today) == sorted(
        row.due_on for row in [*Deliverable.objects.all(), *Report.objects.annual()] if is_late(row)
    )
    # Where every seat has ended the network is told, which cannot act: it is the page of reminders that says so
    assert all(person.is_network for row in rows if row.goes_to_network for person in row.people)
    rows = [row for row in rows if not row.goes_to_network]
    people = {person for row in rows for person in row.people}
    for person in people:
        recalled = {row.due_on for row in rows if person in row.people and row.due_on <= today + obligations.AHEAD}
        shown = {row.due_on for row in client_for(person).get("/").context["due"].yours}
        assert recalled <= shown, person
    assert {"Nadia Cherkaoui-Roy", "Louise Bergeron-Diallo"} <= {person.name for person in people}


def test_a_page_that_hides_what_has_no_form_is_seen(world, coordinator, client_for, monkeypatch):
    """A seeded fault: what home did before, on the list that it reads."""
    user = User.objects.get(pk=coordinator.pk)
    has_form = Q(requirement__agreement__programme__templates__isnull=False)
    monkeypatch.setattr(obligations, "OUTSTANDING", OUTSTANDING & has_form)
    hidden = set(late_days(user, owes)) - set(home_late(client_for(user).get("/")))
    assert hidden == {row.due_on for row in Deliverable.objects.late_on(timezone.localdate()) if "SANS" in str(row)}
    assert hidden


@pytest.mark.parametrize("door", ["/", "/calendrier/", "/depots/", "/suivi/"])
def test_pages_of_what_is_due_cost_the_same_for_thirty_more(
    agreement, organism, funder, coordinator, funder_agent, client_for, django_assert_max_num_queries,
    django_assert_num_queries, door,
):  # fmt: skip
    """Fifteen statements at most, as the database receives them."""
    browser = client_for(funder_agent if door == "/suivi/" else coordinator)
    make_deliverable(agreement, due_on=days_ago(3))
    browser.get(door)
    with django_assert_max_num_queries(15) as small:
        browser.get(door)
    assert statements(small) <= 15
    for number in range(30):
        make_deliverable(factories.make_agreement(organism, funder, f"E-{number}"), due_on=days_ago(number + 4))
    with django_assert_num_queries(len(small)) as large:
        browser.get(door)
    assert statements(large) == statements(small)


def statements(captured) -> int:
    return sum(len(query["sql"].split(";\n")) for query in captured.captured_queries)
