"""An expense or a contribution that was removed is put back as it was: for a day, once, by who may change the money."""

from datetime import timedelta

import pytest
from django.forms.models import model_to_dict
from django.urls import reverse

from agreements.exceptions import AgreementRefused
from agreements.models import Contribution, Expense
from agreements.money import removals
from agreements.money.expenses.actions import remove_contribution, remove_expense
from agreements.money.removals import put_back, removals_of
from tests import factories
from tests.agreements.money import builders as money

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(agreement):
    return agreement.years.get(number=2)


@pytest.fixture
def removed(year, coordinator):
    """What was removed, by the form's name for it, and what it held."""
    lines = money.budget(year, coordinator)
    expense = money.spend(lines["Salaires"], coordinator, 20, note="Encre")
    contribution = money.bring(year, coordinator, 7)
    held = {"depense": model_to_dict(expense), "contribution": model_to_dict(contribution)}
    keys = {"depense": expense.pk, "contribution": contribution.pk}
    remove_expense(expense=expense, seen=1, reason="Payée deux fois", by=coordinator)
    remove_contribution(contribution=contribution, reason="Pas la nôtre", by=coordinator)
    return held, keys


def all_of(agreement):
    return [*removals_of(agreement, "depense"), *removals_of(agreement, "contribution")]


def test_both_come_back_as_they_were(client_for, coordinator, agreement, removed):
    held, keys = removed
    client, where = client_for(coordinator), reverse("agreements:money-restore", args=[agreement.pk])
    assert "Payée deux fois" in client.get(reverse("agreements:expense-list", args=[agreement.pk])).text
    assert "Pas la nôtre" in client.get(reverse("agreements:money-detail", args=[agreement.pk])).text
    for removal in all_of(agreement):
        answer = client.post(where, {"kind": removal.kind, "removal": removal.pk}, follow=True)
        assert "C’est remis, tel que c’était" in answer.text
    expense, contribution = Expense.objects.get(pk=keys["depense"]), Contribution.objects.get(pk=keys["contribution"])
    assert model_to_dict(expense) == held["depense"] | {"revision": 2}
    assert model_to_dict(contribution) == held["contribution"]
    assert all_of(agreement) == []


def test_a_second_click_puts_nothing_back_twice(client_for, coordinator, agreement, removed):
    client, where = client_for(coordinator), reverse("agreements:money-restore", args=[agreement.pk])
    removal = removals_of(agreement, "depense")[0]
    for _ in range(2):
        answer = client.post(where, {"kind": removal.kind, "removal": removal.pk}, follow=True)
    assert "Ce retrait ne s’annule plus" in answer.text
    assert Expense.objects.count() == 1


def test_removed_again_it_is_the_last_removal_that_is_undone(coordinator, agreement, removed):
    first = removals_of(agreement, "depense")[0]
    put_back(agreement=agreement, kind="depense", removal_id=first.pk, by=coordinator)
    remove_expense(expense=Expense.objects.get(), seen=2, reason="Encore", by=coordinator)
    (again,) = removals_of(agreement, "depense")
    assert (again.reason, again.pk > first.pk) == ("Encore", True)
    with pytest.raises(AgreementRefused):
        put_back(agreement=agreement, kind="depense", removal_id=first.pk, by=coordinator)


def test_after_a_day_it_stays_removed(coordinator, agreement, removed, monkeypatch):
    removal = all_of(agreement)[0]
    monkeypatch.setattr(removals, "UNDONE_WITHIN", timedelta(0))
    assert all_of(agreement) == []
    with pytest.raises(AgreementRefused, match="plus d’un jour"):
        put_back(agreement=agreement, kind=removal.kind, removal_id=removal.pk, by=coordinator)


def test_another_agreement_puts_nothing_of_it_back(coordinator, organism, funder, agreement, removed):
    other = factories.make_agreement(organism, funder, "MIN-2024-099")
    removal = all_of(agreement)[0]
    with pytest.raises(AgreementRefused):
        put_back(agreement=other, kind=removal.kind, removal_id=removal.pk, by=coordinator)
    assert all_of(other) == []


@pytest.mark.parametrize("sent", [{}, {"kind": "x", "removal": "1"}, {"kind": "depense", "removal": "9" * 30}])
def test_what_names_no_removal_is_refused_in_words(client_for, coordinator, agreement, sent):
    answer = client_for(coordinator).post(reverse("agreements:money-restore", args=[agreement.pk]), sent, follow=True)
    assert "Ce retrait ne s’annule plus" in answer.text
