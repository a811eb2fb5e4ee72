"""« Inscrire un montant reçu »: which instalment is asked, how far it is from home, and where one comes back."""

from datetime import date

import pytest
from django.urls import reverse

from agreements.models import Payment
from tests.agreements.money import builders as money
from tests.agreements.money.builders import NBSP, D

pytestmark = pytest.mark.django_db
FEW = 9


@pytest.fixture
def year(agreement):
    return agreement.years.get(number=2)


@pytest.fixture
def two(year, coordinator):
    """Two instalments awaited, of different amounts and days."""
    rows = ((D(40_000), None, date(2025, 4, 15), None), (D(25_000), None, date(2025, 10, 15), None))
    return money.instalments(year, coordinator, *rows)


def where_of(agreement) -> str:
    return reverse("agreements:payment-receive", args=[agreement.pk])


def year_of(organism) -> str:
    return reverse("agreements:organism-money", args=[organism.pk])


def typed(response, **boxes) -> dict:
    return {"seen": response.context["form"]["seen"].value(), "day": "2025-05-02", **boxes}


def test_with_several_awaited_it_asks_which_and_chooses_none(client_for, coordinator, agreement, two):
    client, where = client_for(coordinator), where_of(agreement)
    shown = client.get(where)
    assert f"25{NBSP}000,00{NBSP}$, an 2, attendu le 15 octobre 2025" in shown.text
    assert " checked" not in shown.text.partition("<form method")[2]
    assert shown.context["form"]["amount"].value() is None

    refused = client.post(where, typed(shown, amount="25000"))
    assert "Choisissez le versement qui est arrivé." in refused.text
    assert 'value="25000"' in refused.text
    assert not Payment.objects.exists()

    assert client.post(where, typed(shown, amount="25000", instalment=two[1].pk)).status_code == 302
    assert Payment.objects.get().instalment == two[1]


def test_the_single_one_awaited_is_chosen_with_what_is_left_of_it(client_for, coordinator, agreement, two):
    money.receive(two[0], coordinator, 40_000)
    money.receive(two[1], coordinator, 5_000)
    form = client_for(coordinator).get(where_of(agreement)).context["form"]
    assert (form["instalment"].value(), form["amount"].value()) == (two[1].pk, D(20_000))
    assert f"reste 20{NBSP}000,00{NBSP}$" in str(form["instalment"])


def test_where_nothing_is_awaited_the_years_are_offered(client_for, coordinator, agreement, year):
    page = client_for(coordinator).get(where_of(agreement)).text
    assert "n’attend aucun versement" in page
    assert reverse("agreements:instalments-edit", args=[agreement.pk, year.number]) in page
    assert "Enregistrer" not in page


@pytest.mark.parametrize("odd", ["", "0", "-1", "abc", "9" * 40, "\u0662"])
def test_an_instalment_that_is_none_of_the_choices_is_refused_in_words(client_for, coordinator, agreement, two, odd):
    client, where = client_for(coordinator), where_of(agreement)
    refused = client.post(where, typed(client.get(where), amount="10", instalment=odd))
    assert "Choisissez le versement qui est arrivé." in refused.text
    assert not Payment.objects.exists()


def test_one_amount_is_not_written_for_two_instalments_from_one_page(client_for, coordinator, agreement, two):
    client, where = client_for(coordinator), where_of(agreement)
    shown = client.get(where)
    assert client.post(where, typed(shown, amount="10", instalment=two[0].pk)).status_code == 302
    behind = client.post(where, typed(shown, amount="10", instalment=two[1].pk))
    assert "a changé pendant que vous écriviez" in behind.text
    assert Payment.objects.count() == 1


def test_from_the_year_of_the_organism_it_is_the_third_click_and_leads_back(client_for, coordinator, agreement, two):
    """Home, « Ententes », « Argent », the row: the form. Then the same year, where the agreement was read."""
    client = client_for(coordinator)
    ententes = reverse("agreements:agreement-list")
    year = f"{year_of(agreement.organism)}?annee=2025"
    assert f'href="{ententes}"' in client.get("/").text
    assert f'href="{year_of(agreement.organism)}"' in client.get(ententes).text
    form = f"{where_of(agreement)}?depuis=annee"
    assert f'href="{form}"' in client.get(year).text

    shown = client.get(form)
    assert f'href="{year}">Revenir sans enregistrer' in shown.text
    saved = client.post(form, typed(shown, amount="10", instalment=two[0].pk))
    assert saved.headers["Location"] == year
    assert f"Montant reçu inscrit{NBSP}: {agreement.reference}." in client.get(year).text


def test_from_the_agreement_it_leads_back_to_its_money(client_for, coordinator, agreement, two):
    client, where = client_for(coordinator), where_of(agreement)
    money_page = reverse("agreements:money-detail", args=[agreement.pk])
    assert f'href="{where}"' in client.get(money_page).text
    saved = client.post(where, typed(client.get(where), amount="10", instalment=two[0].pk))
    assert saved.headers["Location"] == money_page


def test_the_form_costs_the_same_for_two_instalments_or_thirty(
    client_for, coordinator, agreement, year, two, django_assert_num_queries
):
    client, where = client_for(coordinator), where_of(agreement)
    client.get(where)
    with django_assert_num_queries(FEW):
        client.get(where)
    money.instalments(year, coordinator, *((D(1), None, date(2025, 6, day), None) for day in range(1, 29)))
    with django_assert_num_queries(FEW):
        assert len(client.get(where).context["awaited"]) == 30
