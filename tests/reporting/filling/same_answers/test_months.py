"""Form B over three months: what did not move is ticked once, what moved is said, every rule is asked."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.agreement.actions import save_requirement
from agreements.models import Deliverable, Requirement
from reporting.filling.repeat_previous import carried_of
from reporting.funder_reports.actions.issuing import issue_report, open_funder_report
from tests.factories import make_activity, make_agreement
from tests.reporting.builders.reports import answer, line_of

MONTHLY = {"kind": "monthly", "period_from_month": 4, "period_months": 1, "due_after_days": 10}
TOKEN = "0123456789abcdef"


@pytest.fixture
def monthly(organism, funder, coordinator):
    made = make_agreement(organism, funder, "SQ-2025-01", programme_key="aide-emploi")
    save_requirement(agreement=made, requirement=Requirement(**MONTHLY), by=coordinator)
    return made


@pytest.fixture
def april(monthly, organism, coordinator, director):
    """April, filed: 12 people, 7 of them women, a note beside; 5 jobs; a rate of 3 of 4; studies not collected."""
    make_activity(organism, "Mesure SSI", day=date(2025, 4, 15), immigrants=9, agreements=[monthly])
    report = of_month(monthly, coordinator, 4)
    answer(report, "b1", coordinator, 12, text="Deux en congé.")
    answer(report, "b1", coordinator, 7, band="sex-femmes")
    answer(report, "b3", coordinator, 5)
    answer(report, "b4", coordinator, 3, denominator=4)
    answer(report, "b5", coordinator, state="nd")
    return filed(report, director)


@pytest.fixture
def may(april, monthly, coordinator):
    return of_month(monthly, coordinator, 5)


pytestmark = pytest.mark.built_once("may")


def of_month(agreement, by, month):
    day = date(2025 if month > 3 else 2026, month, 2)
    return open_funder_report(deliverable=Deliverable.objects.get(period__contains=day), by=by)


def filed(report, by):
    issue_report(report=report, by=by, key=uuid.uuid4(), confirmed=carried_of(report).mark)
    report.refresh_from_db()
    return report


def url(report, name="report-same-answers"):
    return reverse(f"reporting:{name}", args=[report.pk])


def rows(response):
    return {row.line.key: row for section in response.context["table"].sections for row in section.rows}


def take(browser, report, *keys, page=TOKEN):
    version = browser.get(url(report)).context["table"].version_id
    return browser.post(url(report), {"reprise": keys, "version": version, "page": page})


def said(report, *keys):
    return [(line.state, line.value) for line in (line_of(report, key) for key in keys)]


def test_the_report_leads_to_one_table_of_what_the_month_before_said(may, coordinator, client_for):
    browser = client_for(coordinator)

    detail = browser.get(reverse("reporting:report-detail", args=[may.pk])).text
    page = browser.get(url(may))

    assert "Mêmes réponses que le mois dernier" in detail
    assert url(may) in detail
    table = rows(page)
    assert list(table) == ["b1", "b2a", "b2b", "b6", "b3", "b4", "b5"]
    b1 = table["b1"]
    assert (b1.past_words, b1.note, b1.parts) == (
        "12",
        "Deux en congé.",
        "Femmes\u00a0: 7, 2\u00a0autres\u00a0: 0",
    )
    assert b1.unit == "personnes distinctes"
    assert (table["b4"].past_words, table["b5"].past_words) == ("75\u00a0% (3 sur 4)", "n.\u00a0d.")
    assert [table[key].is_ticked for key in ("b1", "b3", "b4", "b5")] == [True] * 4
    assert "avril 2025" in page.text


def test_what_moved_is_said_and_not_ticked(may, monthly, organism, coordinator, client_for):
    """No activity counts the participations of May yet: nine of April are no answer of May."""
    page = client_for(coordinator).get(url(may))

    month = rows(page)["b2a"]
    assert month.moved == ("Ce nombre venait de vos activités, où rien ne le compte pour cette période.",)
    assert not month.is_ticked
    assert rows(page)["b2b"].no_tick == "Se calcule\u00a0: 9, comme avant."

    make_activity(organism, "Mesure SSI", day=date(2025, 5, 15), immigrants=4, agreements=[monthly])
    page = client_for(coordinator).get(url(may))
    assert rows(page)["b2a"].no_tick == "Se calcule\u00a0: 4 maintenant."
    assert rows(page)["b2b"].no_tick == "Se calcule\u00a0: 13 maintenant."
    everything = client_for(coordinator).get(url(may), {"cocher": "tout"})
    assert {key for key, row in rows(everything).items() if row.is_ticked} == {"b1", "b3", "b4", "b5"}
    assert not any(row.is_ticked for row in rows(client_for(coordinator).get(url(may), {"cocher": "rien"})).values())


def test_one_sending_writes_the_ticked_ones_and_says_where_they_come_from(may, coordinator, client_for):
    browser = client_for(coordinator)

    page = browser.post(url(may), {"reprise": ["b1", "b4", "b5"], "version": "0"})
    assert (page.status_code, may.answers.count()) == (409, 0)
    done = take(browser, may, "b1", "b4", "b5")

    assert done.status_code == 302
    assert said(may, "b1", "b3", "b4", "b5") == [("value", 12), ("blank", None), ("value", 3), ("nd", None)]
    b1 = line_of(may, "b1")
    assert (b1.carried_from, b1.note, line_of(may, "b4").denominator) == ("avril 2025", "Deux en congé.", 4)
    assert [(band.key, band.value) for band in b1.bands if band.value] == [("sex-femmes", 7)]
    after = browser.get(done.url)
    assert "3\u00a0lignes viennent d’être reprises" in after.text
    assert rows(after)["b1"].no_tick == "Repris d’avril 2025."
    assert rows(after)["b3"].is_ticked


def test_it_is_undone_at_once_but_for_what_changed_since(may, coordinator, client_for):
    browser = client_for(coordinator)
    take(browser, may, "b1", "b3", "b5")
    answer(may, "b3", coordinator, 6)

    undone = browser.post(url(may, "same-answers-undo"), {"page": TOKEN})
    again = browser.post(url(may, "same-answers-undo"), {"page": TOKEN}, follow=True)

    assert undone.url == url(may)
    assert said(may, "b1", "b3", "b5") == [("blank", None), ("value", 6), ("blank", None)]
    assert not any(band.is_answered for band in line_of(may, "b1").bands)
    assert "ces réponses ont changé depuis" in again.text


def test_what_somebody_typed_meanwhile_stays(may, coordinator, director, client_for):
    browser = client_for(coordinator)
    browser.get(url(may))
    answer(may, "b3", director, 8)

    page = take(browser, may, "b3", "b5")

    assert page.status_code == 422
    assert rows(page)["b3"].error == "Quelqu’un y a répondu pendant que vous lisiez\u00a0: cette réponse reste."
    assert rows(page)["b3"].no_tick == "Déjà répondu ici\u00a0: 8."
    assert said(may, "b3", "b5") == [("value", 8), ("nd", None)]
    assert "Les autres lignes cochées sont reprises." in page.text
    assert "1 ligne vient d’être reprise" in page.text.replace("\u00a0", " ")


def test_without_a_tick_nothing_is_done_and_odd_words_are_no_fault(may, coordinator, client_for):
    browser = client_for(coordinator)

    for posted in ({}, {"reprise": "x\x00", "version": "²"}, {"reprise": ["b1"] * 50, "version": "9" * 30}):
        page = browser.post(url(may), posted)
        assert page.status_code in (409, 422)
    nothing = take(browser, may, "af", "b2b\ufffd", page="<b>")
    assert nothing.status_code == 422
    assert "Cochez au moins une ligne." in nothing.text
    assert browser.get(url(may), {"fait": "<b>'"}).status_code == 200
    assert not may.answers.exists()


def test_three_months_ask_each_fact_once(may, monthly, organism, coordinator, director, client_for):
    browser = client_for(coordinator)
    make_activity(organism, "Mesure SSI", day=date(2025, 5, 15), immigrants=4, agreements=[monthly])
    take(browser, may, "b1", "b3", "b4", "b5")
    filed(may, director)
    june = of_month(monthly, coordinator, 6)
    make_activity(organism, "Mesure SSI", day=date(2025, 6, 15), immigrants=1, agreements=[monthly])

    take(browser, june, "b1", "b3", "b4", "b5", page="fedcba9876543210")

    assert said(june, "b1", "b2a", "b2b", "b3") == [("value", 12), ("value", 1), ("value", 14), ("value", 5)]
    assert line_of(june, "b1").carried_from == "mai 2025"
    assert filed(june, director).versions.count() == 1


def test_the_table_asks_as_much_of_the_database_with_more_answers(may, monthly, organism, coordinator, client_for):
    browser = client_for(coordinator)

    def statements():
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url(may)).status_code == 200
        return len(captured)

    statements()
    first = statements()
    for day in (3, 4, 5):
        make_activity(organism, "Mesure SSI", day=date(2025, 5, day), immigrants=4, agreements=[monthly])
    take(browser, may, "b1", "b3", "b5")
    assert statements() <= first + 1
    assert first <= 30
