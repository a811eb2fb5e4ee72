"""The same work for two funders: allowed, visible, and said beforehand where one of them forbids it."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from agreements.agreement.double_claims import set_programme_rule, strict_ids
from agreements.models import Agreement
from services.activities.actions import ChargeRefused, charge_activities
from services.activities.double_claims import claims_on, forbidden, several
from services.counting.activity_totals import Scope
from services.models import Activity, ActivityType, Charge
from tests.factories import make_activity, make_agreement

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 3)


def text(answer) -> str:
    return re.sub(r"(?<=>)\s+|\s+(?=<)", "", answer.content.decode().replace("\xa0", " "))


@pytest.fixture
def strict(organism, other_funder):
    """An agreement that forbids double claims itself; its programme does not."""
    agreement = make_agreement(organism, other_funder, "STRICT-1")
    Agreement.objects.filter(pk=agreement.pk).update(forbids_double_claims=True)
    return Agreement.objects.select_related("programme").get(pk=agreement.pk)


def typed(agreements, **more) -> dict:
    kind = ActivityType.objects.get(name="Premier accueil")
    keys = [agreement.pk for agreement in agreements]
    return {"activity_type": kind.pk, "day": DAY.isoformat(), "agreements": keys, "note": "Gardée", **more}


def test_an_agreement_that_says_nothing_follows_its_programme(agreement, strict):
    assert strict_ids([agreement.pk, strict.pk]) == {strict.pk}

    set_programme_rule(programme=agreement.programme, forbids_double_claims=True)
    Agreement.objects.filter(pk=strict.pk).update(forbids_double_claims=False)

    assert strict_ids([agreement.pk, strict.pk]) == {agreement.pk}


def test_two_agreements_that_allow_it_are_charged_without_a_word(organism, funder, agreement, coordinator, client_for):
    other = make_agreement(organism, funder, "MIN-2024-099")

    client_for(coordinator).post(reverse("services:activity-add", args=[organism.pk]), typed([agreement, other]))

    assert Charge.objects.count() == 2


def test_a_forbidden_claim_is_said_beside_the_field_and_nothing_typed_is_lost(
    organism, agreement, strict, coordinator, client_for
):
    url = reverse("services:activity-add", args=[organism.pk])

    page = text(client_for(coordinator).post(url, typed([agreement, strict])))

    assert not Activity.objects.exists()
    assert "Le bailleur de l’entente STRICT-1 interdit de déclarer deux fois le même travail" in page
    assert "imputée à l’entente MIN-2024-031" in page
    assert "Gardée" in page
    assert f'name="anyway" value="{"-".join(sorted([str(agreement.pk), str(strict.pk)]))}"' in page
    assert 'class="summary is-warning"' in page
    assert "Une autre entente compte déjà ce travail" in page
    # Enter must not say yes: the first button of the form is the one that only asks again
    assert page.index(">Enregistrer</button>") < page.index(">Imputer quand même</button>")


def test_a_second_submit_says_yes_to_these_agreements_and_no_others(
    organism, funder, agreement, strict, coordinator, client_for
):
    client, url = client_for(coordinator), reverse("services:activity-add", args=[organism.pk])
    yes = "-".join(sorted([str(agreement.pk), str(strict.pk)]))
    third = make_agreement(organism, funder, "MIN-2024-099")

    client.post(url, typed([agreement, strict, third], anyway=yes))
    assert not Activity.objects.exists()

    client.post(url, typed([agreement, strict], anyway=yes))
    assert set(Charge.objects.values_list("agreement", flat=True)) == {agreement.pk, strict.pk}


def test_anything_else_to_mend_offers_no_way_around(organism, agreement, strict, coordinator, client_for):
    url = reverse("services:activity-add", args=[organism.pk])

    page = text(client_for(coordinator).post(url, typed([agreement, strict], day="hier")))

    assert "Imputer quand même" not in page
    assert "À revoir avant d’enregistrer" in page


def test_correcting_a_record_does_not_ask_again_for_what_stands(organism, agreement, strict, coordinator, client_for):
    activity = make_activity(organism, day=DAY, agreements=[agreement, strict])
    url = reverse("services:activity-edit", args=[organism.pk, activity.pk])

    client_for(coordinator).post(url, typed([agreement, strict], revision=1, note="Corrigée"))

    activity.refresh_from_db()
    assert activity.note == "Corrigée"


def test_many_at_once_name_the_agreement_and_who_recorded(organism, agreement, strict, staff, coordinator, client_for):
    rows = [make_activity(organism, day=DAY, agreements=[agreement], by=staff) for _ in range(2)]
    data = {"act": "charge", "agreement": strict.pk, "pk": [row.pk for row in rows]}
    client, url = client_for(coordinator), reverse("services:activity-bulk", args=[organism.pk])

    page = text(client.post(url, data))

    assert strict.charges.count() == 0
    assert f"2 fiches sont déjà imputées à l’entente MIN-2024-031 (inscrites par {staff.name})" in page
    assert 'name="anyway" value="2"' in page
    client.post(url, data | {"anyway": "2"})
    assert strict.charges.count() == 2


def test_more_than_was_accepted_asks_again_and_charges_nothing(organism, agreement, strict, coordinator):
    rows = [make_activity(organism, day=DAY, agreements=[agreement]) for _ in range(3)]

    with pytest.raises(ChargeRefused) as refused:
        charge_activities(activities=rows, agreement=strict, by=coordinator, accepted=2)

    assert (refused.value.number, strict.charges.count()) == (3, 0)


def test_an_open_agreement_warns_when_the_other_one_forbids(organism, agreement, strict, coordinator):
    row = make_activity(organism, day=DAY, agreements=[strict])

    with pytest.raises(ChargeRefused, match="STRICT-1"):
        charge_activities(activities=[row], agreement=agreement, by=coordinator)


def test_charging_again_what_is_charged_already_warns_of_nothing(organism, agreement, strict, coordinator):
    row = make_activity(organism, day=DAY, agreements=[agreement, strict])

    assert charge_activities(activities=[row], agreement=strict, by=coordinator) == []


def test_lists_tell_several_from_forbidden(organism, funder, agreement, strict):
    other = make_agreement(organism, funder, "MIN-2024-099")
    once = make_activity(organism, day=DAY, agreements=[strict])
    allowed = make_activity(organism, day=DAY, agreements=[agreement, other])
    doubled = make_activity(organism, day=DAY, agreements=[agreement, strict])
    every = Activity.objects.all()

    assert set(several(every)) == {allowed, doubled}
    assert set(forbidden(every)) == {doubled}
    assert once not in several(every)


def test_the_list_and_the_page_show_it(organism, agreement, strict, coordinator, client_for):
    doubled = make_activity(organism, day=DAY, agreements=[agreement, strict])
    alone = make_activity(organism, day=DAY, agreements=[agreement])
    client = client_for(coordinator)

    listed = text(client.get(reverse("services:activity-list", args=[organism.pk]), {"imputation": "plusieurs"}))
    page = text(client.get(reverse("services:activity-detail", args=[organism.pk, doubled.pk])))

    assert "imputée à 2 ententes" in listed
    assert f"/activites/{alone.pk}/" not in listed
    assert "interdit de déclarer deux fois" in page
    assert "interdit de déclarer" not in text(
        client.get(reverse("services:activity-detail", args=[organism.pk, alone.pk]))
    )


def test_a_report_counts_the_claims_of_its_period_only(organism, agreement, strict, staff):
    inside = make_activity(organism, day=DAY, agreements=[agreement, strict], by=staff)
    make_activity(organism, day=date(2024, 6, 3), agreements=[agreement, strict])
    make_activity(organism, day=DAY, agreements=[strict])
    scope = Scope(organism.pk, date(2025, 4, 1), date(2026, 3, 31), agreement_id=strict.pk)

    (claim,) = claims_on(scope, strict)

    assert (claim.activity_id, claim.reference, claim.by) == (inside.pk, agreement.reference, staff.name)
    assert claim.words.replace("\xa0", " ") == (
        f"Premier accueil, 3 juin 2025 : aussi imputée à l’entente {agreement.reference}, inscrite par {staff.name}"
    )


def test_the_coordination_of_the_network_says_what_a_programme_forbids(agreement, network, coordinator, client_for):
    url = reverse("agreements:programme-claims", args=[agreement.programme_id])

    assert client_for(coordinator).post(url, {"forbids": "1"}).status_code == 403
    client_for(network).post(url, {"forbids": "1"})

    agreement.programme.refresh_from_db()
    assert agreement.programme.forbids_double_claims


def test_sql_lets_an_agreement_say_nothing_and_a_programme_never(agreement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE agreements_programme SET forbids_double_claims = NULL WHERE id = %s", [agreement.programme_id]
        )


def sittings(agreements, **more) -> dict:
    sessions = {"s1-day": "2025-06-03", "s2-day": "2025-06-10"}
    return {**typed(agreements), **sessions, **more}


def test_several_sessions_say_a_forbidden_claim_once_for_all(organism, agreement, strict, coordinator, client_for):
    url, client = reverse("services:session-add", args=[organism.pk]), client_for(coordinator)

    page = text(client.post(url, sittings([agreement, strict])))

    assert not Activity.objects.exists()
    assert "Le bailleur de l’entente STRICT-1 interdit de déclarer deux fois le même travail" in page
    assert 'value="2025-06-10"' in page
    key = "-".join(sorted([str(agreement.pk), str(strict.pk)]))
    assert f'name="anyway" value="{key}"' in page

    client.post(url, sittings([agreement, strict], anyway=key))
    assert Charge.objects.count() == 4


def test_a_faulty_session_is_mended_before_a_double_claim_is_decided(
    organism, agreement, strict, coordinator, client_for
):
    url = reverse("services:session-add", args=[organism.pk])
    page = text(client_for(coordinator).post(url, sittings([agreement, strict], **{"s2-immigrants": "douze"})))
    assert "Imputer quand même" not in page
    assert "interdit de déclarer deux fois" in page
