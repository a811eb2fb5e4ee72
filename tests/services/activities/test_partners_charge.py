"""Partner organisms charge their work to the agreement of another: four guards in the database, every page to it."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from agreements.models import AgreementPartner
from services.activities.actions import ChargeRefused, charge_activities
from services.counting.activity_totals import Scope, activities, counts
from services.forms.agreement_fields import agreement_choices, agreement_words, agreements_of
from services.imports.vocabulary import vocabulary_of
from services.models import Charge
from tests import factories

START, END = date(2025, 4, 1), date(2026, 3, 31)


@pytest.fixture
def shared(agreement, neighbour_organism):
    AgreementPartner.objects.create(agreement=agreement, organism=neighbour_organism)
    return agreement


@pytest.fixture
def charged(shared, neighbour_organism, neighbour):
    return factories.make_activity(neighbour_organism, by=neighbour, agreements=[shared])


def attack(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def outside():
    return pytest.raises(IntegrityError, match="outside organism or term")


def test_a_partner_charges_and_a_stranger_does_not(charged, agreement, far_organism):
    assert Charge.objects.get().activity == charged
    stranger = factories.make_activity(far_organism)
    with outside(), transaction.atomic():
        Charge.objects.create(activity=stranger, agreement=agreement)


def test_a_partner_charges_nothing_of_another_day(shared, neighbour_organism):
    early = factories.make_activity(neighbour_organism, day=date(2024, 3, 31))
    with outside(), transaction.atomic():
        Charge.objects.create(activity=early, agreement=shared)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM agreements_agreementpartner",
        "UPDATE agreements_agreementpartner SET organism_id = {far}",
        "UPDATE agreements_agreementpartner SET agreement_id = {other}",
        "UPDATE services_activity SET organism_id = {far}",
        "UPDATE services_activity SET day = '2024-03-31'",
        "UPDATE agreements_agreement SET during = '[2025-06-04,2027-04-01)'",
    ],
)
def test_what_a_partner_charged_holds_from_every_side(charged, agreement, far_organism, funder, sql):
    other = factories.make_agreement(far_organism, funder, "AILLEURS")
    with outside(), transaction.atomic():
        attack(sql.format(far=far_organism.pk, other=other.pk))
    assert agreement.partners.count() == 1


def test_a_partner_without_charges_leaves_and_one_may_take_the_lead_s_place(shared):
    assert shared.partners.exists()
    attack("DELETE FROM agreements_agreementpartner")
    assert not shared.partners.exists()


def test_a_partner_and_its_charges_leave_together(charged, shared):
    assert charged.charges.exists()
    with transaction.atomic():
        shared.partners.all().delete()
        charged.charges.all().delete()
    attack("SELECT 1")
    assert not shared.partners.exists()


def test_charging_a_list_takes_partners_and_refuses_strangers(shared, neighbour_organism, far_organism, neighbour):
    mine = factories.make_activity(neighbour_organism)
    assert charge_activities(activities=[mine], agreement=shared, by=neighbour) == [mine.pk]
    stranger = factories.make_activity(far_organism)
    with pytest.raises(ChargeRefused, match="rien n’a été imputé"):
        charge_activities(activities=[stranger], agreement=shared, by=neighbour)


def test_a_partner_is_offered_its_own_agreements_first_then_shared_ones(shared, neighbour_organism, other_funder):
    own = factories.make_agreement(neighbour_organism, other_funder, "ZZZ-1")
    rows = list(agreements_of(neighbour_organism))
    assert rows == [own, shared]
    assert [("en partenariat" in agreement_words(row)) for row in rows] == [False, True]


def test_choices_of_a_filter_say_the_same_agreements_in_the_same_order(shared, neighbour_organism, other_funder):
    factories.make_agreement(neighbour_organism, other_funder, "ZZZ-1")
    rows = [(str(row.pk), agreement_words(row)) for row in agreements_of(neighbour_organism)]
    assert agreement_choices(neighbour_organism) == rows
    assert len(rows) == 2


def test_a_register_means_the_own_agreement_of_two_that_bear_one_reference(shared, neighbour_organism, other_funder):
    vocabulary = vocabulary_of(neighbour_organism, today=date(2026, 5, 19))
    assert vocabulary.agreement_named("MIN-2024-031").id == shared.pk
    own = factories.make_agreement(neighbour_organism, other_funder, "MIN-2024-031")
    vocabulary = vocabulary_of(neighbour_organism, today=date(2026, 5, 19))
    assert vocabulary.agreement_named("MIN-2024-031").id == own.pk


def test_the_page_of_an_activity_offers_the_shared_agreement(client_for, neighbour, neighbour_organism, shared):
    text = client_for(neighbour).get(reverse("services:activity-add", args=[neighbour_organism.pk])).text
    assert "MIN-2024-031 · Ministère des Essais · en partenariat" in text


def test_figures_of_an_agreement_add_the_partners_up(charged, shared, organism, neighbour_organism):
    factories.make_activity(organism, agreements=[shared])
    factories.make_activity(neighbour_organism)
    alone = Scope(organism.pk, START, END, shared.pk)
    together = Scope(organism.pk, START, END, shared.pk, partner_ids=(neighbour_organism.pk,))
    assert (activities(alone).count(), activities(together).count()) == (1, 2)
    added = {code: result.value for code, result in counts(together).items()}
    assert added == {code: 2 * result.value for code, result in counts(alone).items()}
    assert added
