"""Households: what Montréal and a region agreed on, and how a dozen families fared; one number still discussed."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from organisms.models import Category, Organism, User
from reporting.management.demo import past_moments
from reporting.management.demo.cast import World, roles
from services.households.actions import HouseholdInput, enter_household, record_service, record_step
from services.households.joint_targets import JointTargetInput, answer_target, propose_target
from services.households.lifecycle import Step, anniversary
from services.models import Household, JointTarget

SPACE = UUID("5d8cf1c6-62f0-4d7f-9f07-3f6b9b6f4a11")
YEAR = (date(2025, 4, 1), date(2026, 3, 31))
NEXT = (date(2026, 4, 1), date(2027, 3, 31))
KINDS = ("economique", "refugies", "regroupement")
# How far each of the twelve went, from the referral on
ENDS = (
    "stayed", "stayed", "stayed", "left", "unknown", "settled", "settled", "to_confirm", "under_way", "to_acknowledge",
    "refused", "refused",
)  # fmt: skip
REASONS = {"refused": "Aucun logement de cette taille avant l’automne"}


def settle_households(world: World) -> None:
    """Write two joint targets, one with twelve households, one answered by another number; and two lone households."""
    receiver = world.organisms["croisee"]
    city = next(key for key, row in roles().items() if row["region"] == "06" and (key, "coordinator") in world.people)
    sender, by, to = world.organisms[city], world.coordinator(city), world.coordinator("croisee")
    running = _agree(world, sender, receiver, by, to)
    kinds = {row.key: row for row in Category.objects.filter(dimension__key="immigration")}
    for number, end in enumerate(ENDS):
        _live(running, number, end, kinds[KINDS[number % 3]], by, to)
    for number, day in enumerate((date(2025, 9, 12), date(2026, 2, 3))):
        with past_moments.at(past_moments.moment(day)):
            new = HouseholdInput(2 + number, kinds["economique"], day)
            enter_household(organism=receiver, new=new, submit_key=uuid5(SPACE, f"seul-{number}"), by=to)


def _agree(world: World, sender: Organism, receiver: Organism, by: User, to: User) -> JointTarget:
    agreement = next((row for row in world.of_organism("croisee") if row.starts_on <= YEAR[0] <= row.last_day), None)
    with past_moments.at(past_moments.moment(date(2025, 3, 11))):
        asked = JointTargetInput(receiver, *YEAR, 14, words="Autant que l’an dernier")
        target = propose_target(organism=sender, proposal=asked, submit_key=uuid5(SPACE, "2025"), by=by)
    with past_moments.at(past_moments.moment(date(2025, 3, 18))):
        answer: dict[str, Any] = {"act": "countered", "households": 12, "words": "Deux logements de moins"}
        answer_target(target=target, organism=receiver, seen=1, by=to, agreement=agreement, **answer)
    with past_moments.at(past_moments.moment(date(2025, 3, 20))):
        target = answer_target(target=target, organism=sender, act="accepted", seen=2, by=by)
    with past_moments.at(past_moments.moment(date(2026, 10, 6))):
        asked = JointTargetInput(receiver, *NEXT, 15, words="La demande monte à Montréal")
        later = propose_target(organism=sender, proposal=asked, submit_key=uuid5(SPACE, "2026"), by=by)
    with past_moments.at(past_moments.moment(date(2026, 10, 20))):
        answer = {"act": "countered", "households": 10, "words": "L’entente de la région finit en mars"}
        answer_target(target=later, organism=receiver, seen=1, by=to, **answer)
    return target


def _live(target: JointTarget, number: int, end: str, kind: Category, by: User, to: User) -> None:
    """Walk one household through its steps, a fortnight after another."""
    day = YEAR[0] + timedelta(days=9 + 11 * number)
    with past_moments.at(past_moments.moment(date(2026, 11, 2))):
        new = HouseholdInput(1 + number % 6, kind, day, joint_target=target)
        household = enter_household(organism=target.sender, new=new, submit_key=uuid5(SPACE, f"{number}"), by=by)
        if end == "to_acknowledge":
            return
        _step(household, target.receiver, "acknowledged", day + timedelta(days=4), to)
        if end == "refused":
            _step(household, target.receiver, "refused", day + timedelta(days=9), to, reason=REASONS["refused"])
            return
        _step(household, target.sender, "visited", day + timedelta(days=15), by)
        if end == "under_way":
            return
        moved = day + timedelta(days=40)
        _step(household, target.receiver, "settled", moved, to)
        if end == "to_confirm":
            return
        _step(household, target.sender, "confirmed", moved + timedelta(days=6), by)
        for component in (4, 2):
            served = moved + timedelta(days=8 * component)
            record_service(household=household, organism=target.receiver, component=component, day=served, by=to)
        if end != "settled":
            _step(household, target.receiver, "follow_up", anniversary(moved, 6), to, months=6, result=end)


def _step(household: Household, organism: Organism, kind: str, day: date, by: User, **values) -> None:
    step = Step(kind, household.side_of(organism.pk), day, values.pop("months", None), values.pop("result", ""))
    record_step(household=household, organism=organism, step=step, by=by, **values)
