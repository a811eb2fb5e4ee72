"""What the database refuses of joint targets and households, whoever writes."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from services.households.actions import ALPHABET, cancel_step, make_key
from services.households.joint_targets import JointTargetInput, TargetRefused, answer_target, propose_target
from services.households.lifecycle import StepRefused
from services.models import Household, HouseholdReading, HouseholdService, HouseholdStep, HouseholdTally, JointTarget
from tests import factories
from tests.refusals import refused_to_both
from tests.services.households.builders import REFERRED, YEAR, come, follow, make_target, receive, refer, settle, step


@pytest.fixture
def city(db):
    return factories.make_organism("Relais de la Métropole", region="06")


@pytest.fixture
def target(city, organism, coordinator):
    return make_target(city, organism, coordinator)


@pytest.fixture
def home(target, coordinator):
    return refer(target, coordinator)


def refused(sql, *values):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def insert_revision(target, number, act, side, households, by, words="mots"):
    columns = "joint_target_id, number, act, side, households, words, at, by_id"
    values = (target.pk, number, act, side, households, words, by.pk)
    return f"INSERT INTO services_jointtargetrevision ({columns}) VALUES (%s, %s, %s, %s, %s, %s, now(), %s)", *values


def test_nobody_accepts_its_own_proposal(city, organism, coordinator):
    target = make_target(city, organism, coordinator, accepted_by=False)

    with pytest.raises(TargetRefused):
        answer_target(target=target, organism=city, act="accepted", seen=1, by=coordinator)
    refused(*insert_revision(target, 2, "accepted", "sender", 12, coordinator))
    refused(*insert_revision(target, 2, "countered", "sender", 10, coordinator))
    refused(*insert_revision(target, 2, "accepted", "receiver", 99, coordinator))
    refused(*insert_revision(target, 2, "proposed", "receiver", 9, coordinator))
    refused(*insert_revision(target, 3, "accepted", "receiver", 12, coordinator))
    refused(*insert_revision(target, 2, "countered", "receiver", 9, coordinator))
    refused(*insert_revision(target, 2, "countered", "receiver", 0, coordinator))
    refused(*insert_revision(target, 2, "erased", "receiver", 9, coordinator))
    refused(*insert_revision(target, 2, "countered", "middle", 9, coordinator))


def test_a_number_that_both_did_not_accept_is_never_the_target(city, organism, coordinator, target):
    waiting = make_target(city, organism, coordinator, accepted_by=False)

    refused("UPDATE services_jointtarget SET households = 12 WHERE id = %s", waiting.pk)
    refused("UPDATE services_jointtarget SET households = 13 WHERE id = %s", target.pk)
    refused("UPDATE services_jointtarget SET state = 'accepted' WHERE id = %s", waiting.pk)
    refused("UPDATE services_jointtarget SET state = 'maybe' WHERE id = %s", waiting.pk)
    refused("UPDATE services_jointtarget SET during = '[1980-01-01,1981-01-01)' WHERE id = %s", target.pk)
    refused("UPDATE services_jointtarget SET receiver_id = sender_id WHERE id = %s", target.pk)


def test_ends_are_montreal_and_a_region(city, organism, neighbour_organism, coordinator):
    columns = "sender_id, receiver_id, during, state, submit_key"
    sql = f"INSERT INTO services_jointtarget ({columns}) VALUES (%s, %s, %s, 'proposed', %s)"
    days = "[2025-04-01,2026-04-01)"

    refused(sql, organism.pk, neighbour_organism.pk, days, uuid.uuid4())
    refused(sql, organism.pk, city.pk, days, uuid.uuid4())
    refused(sql, city.pk, organism.pk, "empty", uuid.uuid4())
    refused(sql, city.pk, organism.pk, "[1980-04-01,2026-04-01)", uuid.uuid4())
    proposal = JointTargetInput(neighbour_organism, *YEAR, 4)
    with pytest.raises(TargetRefused, match="Montréal"):
        propose_target(organism=organism, proposal=proposal, submit_key=uuid.uuid4(), by=coordinator)


def test_agreement_of_another_organism_is_no_charge(target, agreement, organism):
    refused("UPDATE services_jointtarget SET sender_agreement_id = %s WHERE id = %s", agreement.pk, target.pk)
    JointTarget.objects.filter(pk=target.pk).update(receiver_agreement=agreement)
    assert JointTarget.objects.get(pk=target.pk).receiver_agreement == agreement


def test_a_revision_needs_both_again_and_keeps_the_talk(target, city, organism, coordinator):
    answer = {"target": target, "by": coordinator}
    answer_target(**answer, organism=organism, act="proposed", seen=2, households=15, words="Deux écoles ouvrent")
    target.refresh_from_db()
    assert (target.state, target.households) == ("proposed", 12)

    answer_target(**answer, organism=city, act="countered", seen=3, households=14, words="Un départ ici")
    answer_target(**answer, organism=organism, act="accepted", seen=4)

    target.refresh_from_db()
    assert (target.state, target.households) == ("accepted", 14)
    said = list(target.revisions.values_list("act", "side", "households"))
    assert said == [
        ("proposed", "sender", 12), ("accepted", "receiver", 12), ("proposed", "receiver", 15),
        ("countered", "sender", 14),
        ("accepted", "receiver", 14),
    ]  # fmt: skip


def test_an_answer_to_a_talk_that_moved_on_is_refused(target, organism, coordinator):
    with pytest.raises(TargetRefused, match="relisez"):
        answer_target(target=target, organism=organism, act="ended", seen=1, words="Fini", by=coordinator)


def test_talk_steps_services_log_and_tallies_are_append_only(home, organism, coordinator, target):
    HouseholdService.objects.create(household=home, component=4, organism=organism, day=REFERRED, by=coordinator)
    HouseholdReading.objects.create(household=home, organism=organism, by=coordinator)
    HouseholdTally.objects.create(code="V1.09", quarter=date(2020, 4, 1), receiver=organism, value=1)
    tables = ("jointtargetrevision", "householdstep", "householdservice", "householdreading", "householdtally")

    for table in tables:
        refused_to_both(f"DELETE FROM services_{table}")
        refused_to_both(f"UPDATE services_{table} SET id = id")
    refused_to_both("DELETE FROM services_household")


def test_a_household_keeps_what_it_was(home, target, organism):
    for change in ("size = 4", "key = 'AAA-AAA'", "sender_id = NULL", "category_id = 1", "joint_target_id = NULL"):
        refused(f"UPDATE services_household SET {change} WHERE id = %s", home.pk)
    refused("UPDATE services_household SET purged_on = current_date WHERE id = %s", home.pk)
    whole = "size = NULL, category_id = NULL, keep_until = NULL, purged_on"
    refused(f"UPDATE services_household SET {whole} = %s WHERE id = %s", home.keep_until, home.pk)
    refused(f"UPDATE services_household SET {whole} = '2105-01-01' WHERE id = %s", home.pk)


def test_a_household_is_made_whole(target, organism, coordinator):
    columns = "key, size, sender_id, receiver_id, joint_target_id, keep_until, submit_key"
    sql = f"INSERT INTO services_household ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s)"
    ends, until, again = (target.sender_id, target.receiver_id), date(2030, 1, 1), uuid.uuid4
    waiting = make_target(target.sender, organism, coordinator, accepted_by=False)

    refused(sql, "ABC-0O1", 3, *ends, target.pk, until, again())
    refused(sql, "ABC-234", 0, *ends, target.pk, until, again())
    refused(sql, "ABC-234", 21, *ends, target.pk, until, again())
    refused(sql, "ABC-234", None, *ends, target.pk, until, again())
    refused(sql, "ABC-234", 3, None, organism.pk, target.pk, until, again())
    refused(sql, "ABC-234", 3, organism.pk, organism.pk, None, until, again())
    refused(sql, "ABC-234", 3, *ends, waiting.pk, until, again())
    refused(sql, "ABC-234", 3, *ends, target.pk, date(2200, 1, 1), again())


STEP = (
    "INSERT INTO services_householdstep "
    "(household_id, kind, side, day, months, result, reason, note, cancels_id, at, by_id) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, '', %s, now(), %s)"
)


@pytest.mark.parametrize(
    ("kind", "side", "day", "months", "result", "reason"),
    [
        ("referred", "receiver", REFERRED, None, "", ""),
        ("acknowledged", "sender", REFERRED, None, "", ""),
        ("follow_up", "sender", REFERRED, 6, "stayed", ""),
        ("follow_up", "receiver", REFERRED, 7, "stayed", ""),
        ("follow_up", "receiver", REFERRED, 6, "", ""),
        ("visited", "sender", REFERRED, 6, "", ""),
        ("refused", "receiver", REFERRED, None, "", ""),
        ("withdrawn", "sender", REFERRED, None, "", ""),
        ("visited", "sender", date(1980, 1, 1), None, "", ""),
        ("moved", "sender", REFERRED, None, "", ""),
        ("referred", "sender", REFERRED, None, "", ""),
        ("confirmed", "sender", REFERRED, None, "", ""),
        ("cancelled", "sender", REFERRED, None, "", "raison"),
    ],
)
def test_steps_that_cannot_be_are_refused(home, coordinator, kind, side, day, months, result, reason):
    refused(STEP, home.pk, kind, side, day, months, result, reason, None, coordinator.pk)


def test_nobody_confirms_its_own_settlement_in_sql(home, coordinator):
    receive(home, coordinator)
    step(home, home.receiver, "settled", date(2025, 5, 20), coordinator)

    refused(STEP, home.pk, "confirmed", "receiver", date(2025, 5, 20), None, "", "", None, coordinator.pk)


def test_nobody_cancels_the_step_of_the_other_side(home, coordinator, organism):
    theirs = home.steps.get(kind="referred")

    refused(STEP, home.pk, "cancelled", "receiver", REFERRED, None, "", "raison", theirs.pk, coordinator.pk)
    with pytest.raises(StepRefused, match="à l’autre organisme"):
        cancel_step(step=theirs, organism=organism, reason="raison", by=coordinator)


def test_a_household_come_by_itself_has_no_sender_side(organism, coordinator):
    home = come(organism, coordinator)

    refused(STEP, home.pk, "visited", "sender", REFERRED, None, "", "", None, coordinator.pk)


def test_tallies_are_quarters_of_known_codes(organism):
    sql = (
        "INSERT INTO services_householdtally (code, quarter, receiver_id, value, denominator, unknown) "
        "VALUES (%s, %s, %s, %s, %s, %s)"
    )

    refused(sql, "V1.08", date(2025, 4, 1), organism.pk, 1, 0, 0)
    refused(sql, "V1.09", date(2025, 5, 1), organism.pk, 1, 0, 0)
    refused(sql, "V1.09", date(2025, 4, 2), organism.pk, 1, 0, 0)
    refused(sql, "V1.09", date(2025, 4, 1), organism.pk, 1, 1, 0)
    refused(sql, "V4.10", date(2025, 4, 1), organism.pk, 2, 2, 1)


def test_a_wrong_step_is_cancelled_and_stays_readable(home, city, coordinator):
    settle(home, coordinator)
    confirmed = home.steps.get(kind="confirmed")

    with pytest.raises(StepRefused, match="plus récente"):
        cancel_step(step=home.steps.get(kind="settled"), organism=home.receiver, reason="Mauvais jour", by=coordinator)
    cancel_step(step=confirmed, organism=city, reason="Mauvais ménage", by=coordinator)

    assert home.steps.filter(kind="confirmed").count() == 1
    assert not home.steps.live().filter(kind="confirmed").exists()
    with pytest.raises(StepRefused, match="déjà annulée"):
        cancel_step(step=confirmed, organism=city, reason="Encore", by=coordinator)
    step(home, city, "confirmed", date(2025, 5, 21), coordinator)
    assert home.steps.live().filter(kind="confirmed").count() == 1


def test_keys_are_random_short_and_readable(home):
    keys = {make_key() for _ in range(500)}

    assert len(keys) == 500
    assert all(len(key) == 7 and set(key) <= set(ALPHABET) | {"-"} for key in keys)
    assert not set("01OIL") & set(ALPHABET)
    assert Household.objects.get().key == home.key


def test_keeping_lasts_twelve_months_after_the_last_follow_up(home, coordinator, settings):
    settle(home, coordinator)
    home.refresh_from_db()
    assert home.keep_until == date(2028, 5, 20)

    settings.HOUSEHOLD_KEEP_MONTHS = 6
    follow(home, coordinator, 6, "stayed", date(2025, 11, 20))

    home.refresh_from_db()
    assert home.keep_until == date(2027, 11, 20)
    assert HouseholdStep.objects.live().count() == 5


def said_aloud(target, number, act, side, households, by):
    sql, *values = insert_revision(target, number, act, side, households, by)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("state", ["proposed", "countered", "ended"])
def test_state_of_a_target_does_not_move_without_a_word_of_the_talk(target, state):
    refused("UPDATE services_jointtarget SET state = %s WHERE id = %s", state, target.pk)
    target.refresh_from_db()
    assert target.state == "accepted"


def test_agreed_number_is_not_forgotten_by_sql(target, city, coordinator):
    answer_target(target=target, organism=city, act="ended", seen=2, words="Fini", by=coordinator)

    refused("UPDATE services_jointtarget SET households = NULL WHERE id = %s", target.pk)
    refused("UPDATE services_jointtarget SET state = 'accepted' WHERE id = %s", target.pk)
    refused("UPDATE services_jointtarget SET state = 'proposed', households = NULL WHERE id = %s", target.pk)


def test_a_word_of_the_talk_moves_the_target_or_is_not_written(target, coordinator):
    refused(*insert_revision(target, 3, "ended", "sender", 12, coordinator))
    refused(*insert_revision(target, 3, "proposed", "receiver", 15, coordinator))


def test_word_and_state_go_together_in_either_order(target, coordinator):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE services_jointtarget SET state = 'ended' WHERE id = %s", [target.pk])
        said_aloud(target, 3, "ended", "sender", 12, coordinator)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    target.refresh_from_db()
    assert (target.state, target.households, target.revisions.count()) == ("ended", 12, 3)


def test_a_target_that_nobody_proposed_is_not_written(city, organism):
    columns = "sender_id, receiver_id, during, state, submit_key"
    sql = f"INSERT INTO services_jointtarget ({columns}) VALUES (%s, %s, '[2025-04-01,2026-04-01)', 'proposed', %s)"

    refused(sql, city.pk, organism.pk, uuid.uuid4())


def test_acceptance_writes_its_number_on_the_target(city, organism, coordinator):
    """The word without the number would leave the target to the last proposal."""
    target = make_target(city, organism, coordinator, accepted_by=False)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        said_aloud(target, 2, "accepted", "receiver", 12, coordinator)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
