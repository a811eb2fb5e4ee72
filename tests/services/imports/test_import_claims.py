"""Registers that charge one work to several agreements: the preview and the outcome say how many a funder forbids."""

import re

import pytest
from django.urls import reverse

from agreements.agreement.double_claims import set_programme_rule
from agreements.models import Agreement
from services.models import Charge
from tests.factories import make_agreement

pytestmark = pytest.mark.django_db
LABEL = "Doubles déclarations qu’un bailleur interdit"
BOTH = "2025-06-02;Premier accueil;Rouyn-Noranda;;;;;;MIN-2024-031, STRICT-1;Deux bailleurs"
ALSO = "2025-06-03;Premier accueil;Amos;;;;;;MIN-2024-031, STRICT-1;Deux encore"
ONE = "2025-06-04;Premier accueil;Amos;;;;;;STRICT-1;Un seul"
ALLOWED = "2025-06-05;Premier accueil;Amos;;;;;;MIN-2024-031, MIN-2024-099;Permis"


@pytest.fixture
def strict(organism, other_funder, funder, agreement):
    make_agreement(organism, funder, "MIN-2024-099")
    made = make_agreement(organism, other_funder, "STRICT-1")
    Agreement.objects.filter(pk=made.pk).update(forbids_double_claims=True)
    return made


def page(client, batch) -> str:
    url = reverse("services:import-detail", args=[batch.organism_id, batch.pk])
    return " ".join(client.get(url).content.decode().replace("\xa0", " ").split())


def number_beside(words: str) -> str:
    """What stands beside the label; nothing when the page says nothing of it."""
    found = re.search(rf"<dt>{LABEL}</dt>\s*<dd>(.*?)<", words)
    return found[1] if found else ""


def test_preview_counts_rows_claimed_twice_against_a_rule(strict, receive, staff, client_for):
    batch = receive(BOTH, ALSO, ONE, ALLOWED)

    assert batch.summary["ready"] == 4
    assert batch.summary["double_claims"] == 2
    assert number_beside(page(client_for(staff), batch)) == "2"


def test_outcome_says_it_too_and_the_charges_are_there(strict, bring_in, staff, client_for):
    batch = bring_in(BOTH, ONE, ALLOWED)

    assert number_beside(page(client_for(staff), batch)) == "1"
    assert Charge.objects.filter(agreement=strict).count() == 2
    assert Charge.objects.count() == 5


def test_a_register_within_the_rules_says_nothing_of_them(strict, receive, staff, client_for):
    batch = receive(ONE, ALLOWED)

    assert (batch.summary["ready"], batch.summary["double_claims"]) == (2, 0)
    words = page(client_for(staff), batch)
    assert batch.name in words
    assert LABEL not in words


def test_rows_already_brought_in_are_not_counted_again(strict, bring_in, receive):
    bring_in(BOTH)

    batch = receive(BOTH, ALSO)

    assert (batch.summary["known"], batch.summary["ready"], batch.summary["double_claims"]) == (1, 1, 1)


def test_the_rule_of_a_programme_counts_and_an_agreement_may_allow(strict, agreement, receive):
    set_programme_rule(programme=agreement.programme, forbids_double_claims=True)
    Agreement.objects.filter(reference="STRICT-1").update(forbids_double_claims=False)

    assert receive(BOTH).summary["double_claims"] == 1

    Agreement.objects.update(forbids_double_claims=False)
    assert receive(ALSO).summary["double_claims"] == 0
