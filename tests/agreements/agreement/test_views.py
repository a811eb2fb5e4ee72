import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.agreement.actions import save_requirement, set_targets
from agreements.agreement.forms import AgreementForm
from agreements.agreement.terms.facts import facts_of, fingerprint
from agreements.models import Agreement, AgreementFunder, FunderOffice, FunderSeat, Requirement, Target
from organisms.models import Indicator, Invitation
from tests import factories
from tests.lists import csv_rows, walk

LIST = reverse("agreements:agreement-list")


def _url(name, agreement, *more):
    return reverse(f"agreements:{name}", args=[agreement.pk, *more])


def _posted(agreement, **changes):
    """What the edit page would send back, with some fields typed anew."""
    facts = facts_of(agreement)
    data = {**AgreementForm.initial_from(facts), "seen": fingerprint(facts)}
    data = {key: value.pk if hasattr(value, "pk") else value for key, value in data.items() if value is not None}
    return {**data, **changes}


@pytest.fixture
def target(agreement, coordinator):
    year = agreement.years.get(number=1)
    indicator = Indicator.objects.get(code="V1.06")
    set_targets(agreement=agreement, values={(year.pk, indicator.pk): Decimal(32)}, by=coordinator)
    return Target.objects.get()


@pytest.fixture
def requirement(agreement, coordinator):
    wanted = Requirement(kind="interim", period_from_month=4, period_months=6, due_month=10, due_day=31)
    return save_requirement(agreement=agreement, requirement=wanted, by=coordinator)


@pytest.fixture
def pages(agreement, target, requirement):
    return {
        "detail": _url("agreement-detail", agreement),
        "edit": _url("agreement-edit", agreement),
        "targets": _url("target-add", agreement),
        "revise": _url("target-revise", agreement, target.pk),
        "requirement": _url("requirement-add", agreement),
        "change": _url("requirement-edit", agreement, requirement.pk),
    }


def test_every_page_of_an_agreement_opens_for_its_coordination(client_for, coordinator, pages):
    client = client_for(coordinator)
    assert {name: client.get(url).status_code for name, url in pages.items()} == dict.fromkeys(pages, 200)


def test_every_page_sends_a_stranger_to_the_login(client, pages):
    for url in [LIST, reverse("agreements:agreement-add"), *pages.values()]:
        answer = client.get(url)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("who", ["neighbour", "other_funder_agent", "pivot"])
def test_an_agreement_does_not_exist_for_those_outside(client_for, request, pages, who):
    client = client_for(request.getfixturevalue(who))
    assert {client.get(url).status_code for url in pages.values()} == {404}
    assert {client.post(url, {}).status_code for name, url in pages.items() if name != "detail"} == {404}
    assert "MIN-2024-031" not in client.get(LIST).text
    assert csv_rows(client, LIST)[1:] == []


@pytest.mark.parametrize("who", ["staff", "analyst", "funder_agent", "auditor"])
def test_readers_read_and_change_nothing(client_for, request, agreement, pages, who):
    client, before = client_for(request.getfixturevalue(who)), fingerprint(facts_of(agreement))
    assert client.get(pages["detail"]).status_code == 200
    assert {client.post(url, _posted(agreement)).status_code for name, url in pages.items() if name != "detail"} == {
        403
    }
    assert fingerprint(facts_of(agreement)) == before
    assert client.get(reverse("agreements:agreement-add")).status_code == 403


def test_pages_refuse_other_methods(client_for, coordinator, requirement, agreement, pages):
    client = client_for(coordinator)
    assert client.post(LIST).status_code == 405
    assert client.post(pages["detail"]).status_code == 405
    assert client.get(_url("requirement-remove", agreement, requirement.pk)).status_code == 405


def test_agreement_add_writes_one_with_its_years(client_for, director, organism, agreement):
    data = _posted(agreement, organism=organism.pk, reference="MIN-2026-100", amount_2="150 000,50")
    answer = client_for(director).post(reverse("agreements:agreement-add"), data)
    made = Agreement.objects.get(reference="MIN-2026-100")
    assert answer.url == _url("agreement-detail", made)
    assert [y.amount for y in made.years.all()] == [Decimal(100_000), Decimal("150000.50"), Decimal(100_000)]
    assert made.created_by == director


def test_agreement_add_refuses_a_foreign_organism(client_for, coordinator, neighbour_organism, agreement):
    data = _posted(agreement, organism=neighbour_organism.pk, reference="VOISIN-1")
    answer = client_for(coordinator).post(reverse("agreements:agreement-add"), data)
    assert answer.status_code == 200
    assert not Agreement.objects.filter(reference="VOISIN-1").exists()


def test_network_coordination_adds_for_any_organism(client_for, network, neighbour_organism, agreement):
    data = _posted(agreement, organism=neighbour_organism.pk, reference="RES-1")
    client_for(network).post(reverse("agreements:agreement-add"), data)
    assert Agreement.objects.get(reference="RES-1").organism == neighbour_organism


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"starts_on": "hier"}, "Écrivez la date ainsi"),
        ({"last_day": "9999-12-31"}, "de 1990 à 2100"),
        ({"last_day": "2024-03-31"}, "La fin vient avant le début"),
        ({"amount_1": "1" + "0" * 30}, "trop grand"),
        ({"amount_2": ""}, "Inscrivez un montant pour cette année"),
        ({"amount_3": ""}, "Cette durée fait 3 années"),
        ({"lead": "abc"}, "Faites un choix"),
        ({"title": "a\x00b"}, "nul"),
    ],
)
def test_agreement_edit_says_what_to_do_and_keeps_what_was_typed(client_for, coordinator, agreement, typed, words):
    before = fingerprint(facts_of(agreement))
    answer = client_for(coordinator).post(
        _url("agreement-edit", agreement), _posted(agreement, **{"reference": "GARDE-MOI", **typed})
    )
    assert answer.status_code == 200
    assert words in answer.text
    assert "GARDE-MOI" in answer.text
    assert fingerprint(facts_of(agreement)) == before


def test_agreement_edit_shows_both_versions_then_keeps_mine(client_for, coordinator, agreement):
    data = _posted(agreement, title="Le mien")
    Agreement.objects.filter(pk=agreement.pk).update(title="Celui de Louise")
    client = client_for(coordinator)
    answer = client.post(_url("agreement-edit", agreement), data)
    assert "deux versions" in answer.text
    assert "Le mien" in answer.text
    assert "Celui de Louise" in answer.text
    agreement.refresh_from_db()
    assert agreement.title == "Celui de Louise"
    client.post(_url("agreement-edit", agreement), {**data, "seen": fingerprint(facts_of(agreement))})
    agreement.refresh_from_db()
    assert agreement.title == "Le mien"


def test_detail_says_term_money_and_revised_targets(client_for, coordinator, agreement, target):
    client = client_for(coordinator)
    client.post(
        _url("target-revise", agreement, target.pk),
        {"value": "45", "seen": "32.00", "decided_on": "2025-10-03", "reason": "avenant du 3 octobre"},
    )
    text = client.get(_url("agreement-detail", agreement)).text
    assert "triennale, an 3 de 3" in text or "triennale, terminée" in text
    assert "300\u00a0000,00" in text
    assert "auparavant 32 : avenant du 3 octobre" in text.replace("\u00a0", " ")


def test_target_revise_of_another_agreement_is_not_found(client_for, coordinator, organism, other_funder, target):
    mine = factories.make_agreement(organism, other_funder, "FON-1")
    assert client_for(coordinator).post(_url("target-revise", mine, target.pk), {}).status_code == 404


def test_target_add_writes_the_boxes_filled(client_for, coordinator, agreement):
    year, indicator = agreement.years.get(number=2), Indicator.objects.get(code="V1.06")
    answer = client_for(coordinator).post(_url("target-add", agreement), {f"t{year.pk}-{indicator.pk}": "12,5"})
    assert answer.status_code == 302
    assert Target.objects.get().value == Decimal("12.5")


def test_requirement_add_fills_the_calendar_and_says_what_to_prepare(client_for, coordinator, agreement):
    data = {"kind": "final", "period_from_month": 4, "period_months": 12, "due_day": 30, "due_month": 6}
    client = client_for(coordinator)
    client.post(_url("requirement-add", agreement), data)
    text = client.get(_url("agreement-detail", agreement)).text
    assert len(re.findall(r"Préparer le rapport\s*<span", text)) == 3


def test_records_are_led_to_only_where_they_open(client_for, coordinator, network, agreement):
    page, link = _url("agreement-detail", agreement), "imputation=plusieurs"
    assert link in client_for(coordinator).get(page).text
    assert link not in client_for(network).get(page).text


def test_requirement_remove_clears_the_calendar(client_for, coordinator, agreement, requirement):
    answer = client_for(coordinator).post(_url("requirement-remove", agreement, requirement.pk))
    assert answer.status_code == 302
    assert not Requirement.objects.exists()


@pytest.mark.usefixtures("within_term")
def test_list_filters_by_funder_year_and_state(client_for, network, organism, funder, other_funder, agreement):
    today = timezone.localdate()
    factories.make_agreement(organism, other_funder, "FINI-1", start=date(2018, 4, 1), end=date(2019, 4, 1))
    factories.make_agreement(
        organism, other_funder, "LOIN-1", start=today + timedelta(days=40), end=today + timedelta(days=400)
    )
    client = client_for(network)

    def shown(**query):
        text = client.get(LIST, query).text
        return {ref for ref in ("MIN-2024-031", "FINI-1", "LOIN-1") if ref in text}

    assert shown() == {"MIN-2024-031", "FINI-1", "LOIN-1"}
    assert shown(funder=funder.pk) == {"MIN-2024-031"}
    assert shown(year=2018) == {"FINI-1"}
    assert shown(state="running") == {"MIN-2024-031"}
    assert shown(state="ended") == {"FINI-1"}
    assert shown(state="coming") == {"LOIN-1"}
    assert shown(q="fini") == {"FINI-1"}
    assert shown(q="CROISEE boreale") == {"MIN-2024-031", "FINI-1", "LOIN-1"}


@pytest.mark.parametrize(
    "query",
    [{"funder": "abc"}, {"funder": "1" + "0" * 30}, {"year": "9999"}, {"page": "zéro"}, {"tri": "'; --"}, {"q": "%"}],
)
def test_list_bears_any_filter(client_for, coordinator, agreement, query):
    assert client_for(coordinator).get(LIST, query).status_code == 200


def test_list_sorts_and_pages(client_for, network, organism, funder):
    for number in range(30):
        factories.make_agreement(organism, funder, f"E-{number:02}")
    client = client_for(network)
    assert client.get(LIST).text.index("E-00") < client.get(LIST).text.index("E-24")
    last = client.get(LIST, {"tri": "-reference"}).text
    assert "E-29" in last
    assert "E-04" not in last
    assert walk(client, LIST, tri="-reference")[1].sources[0].reference == "E-04"


def test_list_asks_the_same_queries_for_1_and_20_rows(
    client_for, network, organism, funder, django_assert_num_queries, agreement
):
    client = client_for(network)
    client.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)
    for number in range(20):
        factories.make_agreement(organism, funder, f"E-{number:02}")
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)


LIST_QUERIES = 8


def test_export_holds_what_the_list_shows_as_text(client_for, coordinator, agreement):
    Agreement.objects.update(title="=1+1")
    (row,) = csv_rows(client_for(coordinator), LIST, col=["titre", "programme", "montant"])[1:]
    assert row == ["MIN-2024-031", "300000,00", "'=1+1", agreement.programme.name]


def test_a_seat_of_one_office_reads_what_it_signs(client_for, funder, organism, agreement):
    north, south = (FunderOffice.objects.create(funder=funder, name=name) for name in ("Nord", "Sud"))
    AgreementFunder.objects.filter(agreement=agreement).update(office=north)
    for office, status in ((north, 200), (south, 404)):
        agent = factories.make_funder_user(f"Agente {office}", funder, office)
        assert client_for(agent).get(_url("agreement-detail", agreement)).status_code == status


def test_agent_invite_opens_a_seat_that_waits(client_for, network, funder):
    data = {"name": "Hélène Mathieu", "email": "helene@example.org", "funder": funder.pk, "office": ""}
    client = client_for(network)
    assert client.post(reverse("agreements:agent-invite"), data).status_code == 302
    seat = FunderSeat.objects.get()
    assert (seat.user, seat.funder, seat.invitation.email) == (None, funder, "helene@example.org")
    assert "Invitation envoyée" in client.get(reverse("agreements:agent-list")).text


def test_agent_invite_refuses_the_office_of_another_funder(client_for, network, funder, other_funder):
    office = FunderOffice.objects.create(funder=other_funder, name="Nord")
    data = {"name": "H", "email": "h@example.org", "funder": funder.pk, "office": office.pk}
    assert "pas de ce bailleur" in client_for(network).post(reverse("agreements:agent-invite"), data).text
    assert not Invitation.objects.exists()


def test_agent_end_closes_the_door_on_the_next_request(client_for, network, funder_agent, agreement):
    agent = client_for(funder_agent)
    assert agent.get(_url("agreement-detail", agreement)).status_code == 200
    seat = FunderSeat.objects.get(user=funder_agent)
    client_for(network).post(reverse("agreements:agent-end", args=[seat.pk]))
    assert agent.get(_url("agreement-detail", agreement)).status_code == 404


@pytest.mark.parametrize("who", ["director", "analyst", "funder_agent", "pivot"])
def test_agents_are_seated_by_the_network_only(client_for, request, funder, who):
    client = client_for(request.getfixturevalue(who))
    assert client.get(reverse("agreements:agent-list")).status_code == 403
    data = {"name": "H", "email": "h@example.org", "funder": funder.pk}
    assert client.post(reverse("agreements:agent-invite"), data).status_code == 403
    assert not Invitation.objects.exists()
