"""Whoever changes a row, or reads it, comes back to the page of the list where they were, with what they had chosen."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from roriq_portal.edits.list_places import ALSO_LISTS, LONGEST_QUERY, MOST_LISTS
from services.models import ActivityType, Partner
from tests import factories
from tests.agreements.money import builders as money
from tests.agreements.money.test_money_views import boxes
from tests.reporting.builders.annual_reports import make_annual
from tests.test_codebase import TEMPLATES, name_of

LINK_BACK = re.compile(r"""(?:<li><a href="|Revenir).*""")
PLAIN_LIST = re.compile(r"""\{% url ['"][a-z]+:([a-z-]+)['"][^%]*%\}(?=">)""")


def left_at(client, name, query, *args) -> str:
    """Read a list there, and return its address."""
    address = f"{reverse(name, args=args)}?{query}"
    assert client.get(address).status_code == 200
    return address


@pytest.fixture
def activity(organism):
    return factories.make_activity(organism, "Activité de rapprochement", immigrants=12, host=3)


def typed(**more):
    kind = ActivityType.objects.get(name="Activité de rapprochement").pk
    return {"activity_type": kind, "day": "2025-06-03", "immigrants": "4", "host": "1", "revision": "1", **more}


def test_a_corrected_record_leads_back_to_its_page(client_for, staff, organism, activity):
    client = client_for(staff)
    here = left_at(client, "services:activity-list", "volet=4&apres=2026-01-01.99", organism.pk)
    edit = reverse("services:activity-edit", args=[organism.pk, activity.pk])
    assert f'href="{here.replace("&", "&amp;")}">Revenir sans enregistrer' in client.get(edit).text
    assert client.post(edit, typed()).url == here


def test_a_withdrawn_record_leads_to_itself_and_from_there_to_its_page(client_for, staff, organism, activity):
    client = client_for(staff)
    here = left_at(client, "services:activity-list", "volet=4&apres=2026-01-01.99", organism.pk)
    page = client.post(
        reverse("services:activity-withdraw", args=[organism.pk, activity.pk]), {"reason": "Doublon"}, follow=True
    )
    assert page.status_code == 200
    assert f'<a href="{here.replace("&", "&amp;")}">Activités</a>' in page.text


def test_many_records_changed_at_once_lead_back_to_their_page(client_for, staff, organism, activity):
    client = client_for(staff)
    here = left_at(client, "services:activity-list", "volet=4&apres=2026-01-01.99", organism.pk)
    query = here.partition("?")[2]
    sent = {"act": "withdraw", "reason": "Essai", "pk": [activity.pk]}
    done = client.post(f"{reverse('services:activity-bulk', args=[organism.pk])}?{query}", sent, follow=True)
    assert f'href="{here.replace("&", "&amp;")}">Revenir à la liste' in done.text
    undone = client.post(reverse("services:activity-bulk-undo", args=[organism.pk]))
    assert undone.url == here


def test_an_expense_corrected_on_the_second_page_leads_back_there(client_for, coordinator, agreement):
    client = client_for(coordinator)
    year = agreement.years.get(number=2)
    line = money.budget(year, coordinator)["Salaires"]
    expense = money.spend(line, coordinator, 10, day=date(2025, 4, 2))
    here = left_at(client, "agreements:expense-list", "page=2", agreement.pk)
    edit = reverse("agreements:expense-edit", args=[agreement.pk, expense.pk])
    assert client.post(edit, {**boxes(client, edit), "amount": "12,50"}).url == here
    expense.refresh_from_db()
    assert expense.amount == Decimal("12.50")


def test_a_row_leads_back_to_the_list_where_it_was_found(client_for, coordinator, organism, far_organism, agreement):
    client = client_for(coordinator)
    partner = Partner.objects.create(organism=organism, name="Cégep", sort_name="cegep")
    rows = [
        ("services:partner-list", "q=c&page=2", [organism.pk], "services:partner-detail", [organism.pk, partner.pk]),
        ("agreements:agreement-list", "state=running&page=2", [], "agreements:agreement-detail", [agreement.pk]),
        ("organisms:organism-list", "q=a&page=2", [], "organisms:organism-detail", [far_organism.pk]),
    ]
    for name, query, args, row, row_args in rows:
        here = left_at(client, name, query, *args)
        assert f'<a href="{here.replace("&", "&amp;")}">' in client.get(reverse(row, args=row_args)).text, name


def test_a_breadcrumb_written_in_code_leads_back_too(client_for, coordinator, organism, network):
    client, report = client_for(coordinator), make_annual(organism, network)
    here = left_at(client, "reporting:report-list", "etat=draft&page=2")
    page = client.get(reverse("reporting:report-detail", args=[report.pk])).text
    assert f'<a href="{here.replace("&", "&amp;")}">' in page


def test_a_list_read_whole_forgets_its_page(client_for, staff, organism, activity):
    client = client_for(staff)
    left_at(client, "services:activity-list", "volet=4", organism.pk)
    whole = reverse("services:activity-list", args=[organism.pk])
    client.get(whole)
    assert client.post(reverse("services:activity-edit", args=[organism.pk, activity.pk]), typed()).url == whole


def test_another_person_on_the_same_browser_finds_no_place(client_for, staff, coordinator, organism, activity):
    client = client_for(staff)
    left_at(client, "services:activity-list", "q=secret", organism.pk)
    page = reverse("services:activity-detail", args=[organism.pk, activity.pk])
    assert "secret" in client.get(page).text
    client.logout()
    client.force_login(coordinator)
    assert "secret" not in client.get(page).text


def test_what_is_remembered_is_bounded(client_for, staff, organism):
    client, name = client_for(staff), "services:activity-list"
    left_at(client, name, "q=" + "x" * LONGEST_QUERY, organism.pk)
    assert not client.session.get("lists")
    left_at(client, name, "q=x", organism.pk)
    session = client.session
    session["lists"] = {f"/{number}/": "page=2" for number in range(MOST_LISTS)}
    session.save()
    here = left_at(client, name, "q=y", organism.pk)
    assert len(client.session["lists"]) == MOST_LISTS
    assert client.session["lists"][here.partition("?")[0]] == "q=y"


@pytest.mark.parametrize("place", ["//elsewhere.org/", "https://elsewhere.org/o/1/activites/"])
def test_an_address_elsewhere_is_never_noted(client_for, staff, organism, place):
    client = client_for(staff)
    client.get(reverse("services:activity-list", args=[organism.pk]), {"q": place})
    assert list(client.session["lists"]) == [reverse("services:activity-list", args=[organism.pk])]


def test_every_link_back_to_a_list_says_where_it_was_left():
    plain = [
        (name_of(path), name)
        for path in TEMPLATES
        for link in LINK_BACK.findall(path.read_text())
        for name in PLAIN_LIST.findall(link)
        if name.endswith("-list") or name in ALSO_LISTS
    ]
    assert plain == []
