"""Joint targets and households on their way, made by the product's own actions."""

from datetime import date
from uuid import uuid4

from services.households.actions import HouseholdInput, enter_household, record_step
from services.households.joint_targets import JointTargetInput, answer_target, propose_target
from services.households.lifecycle import Step
from services.models import Household, JointTarget

YEAR = (date(2025, 4, 1), date(2026, 3, 31))
REFERRED, RECEIVED, SETTLED = date(2025, 4, 10), date(2025, 4, 14), date(2025, 5, 20)


def make_target(
    sender, receiver, by, *, number=12, days=YEAR, agreements=(None, None), accepted_by=None
) -> JointTarget:
    """Proposed by `sender`; accepted by `receiver` unless `accepted_by` is False."""
    proposal = JointTargetInput(receiver, *days, number, agreements[0])
    target = propose_target(organism=sender, proposal=proposal, submit_key=uuid4(), by=by)
    if accepted_by is False:
        return target
    kept = {"act": "accepted", "seen": 1, "agreement": agreements[1]}
    return answer_target(target=target, organism=receiver, by=accepted_by or by, **kept)


def refer(target, by, *, day=REFERRED, size=3, category=None, note="") -> Household:
    new = HouseholdInput(size, category, day, joint_target=target, note=note)
    return enter_household(organism=target.sender, new=new, submit_key=uuid4(), by=by)


def come(organism, by, *, day=SETTLED, size=2) -> Household:
    """By itself."""
    return enter_household(organism=organism, new=HouseholdInput(size, None, day), submit_key=uuid4(), by=by)


def step(home, organism, kind, day, by, *, months=None, result="", **words):
    taken = Step(kind, home.side_of(organism.pk), day, months, result)
    return record_step(household=home, organism=organism, step=taken, by=by, **words)


def receive(home, by, day=RECEIVED) -> Household:
    step(home, home.receiver, "acknowledged", day, by)
    return home


def settle(home, by, day=SETTLED) -> Household:
    receive(home, by)
    step(home, home.receiver, "settled", day, by)
    step(home, home.sender, "confirmed", day, by)
    return home


def follow(home, by, months, result, day) -> None:
    step(home, home.receiver, "follow_up", day, by, months=months, result=result)
