"""What joint targets and households add to the world of the table of rights, with canaries of each side."""

from datetime import date

from tests import factories
from tests.services.homes import make_target, receive, refer, step

# Written by the organism on households it receives, and by the other side of Montréal
RECEIVED_NOTE = "CANARI-MENAGE-RECU"
SENT_NOTE = "CANARI-MENAGE-REFERE"
CANARIES = (RECEIVED_NOTE, SENT_NOTE)


def places(people, organism, neighbour_organism) -> dict:
    """Relations: a target and a household of the organism and of one in Montréal, a household of the neighbour's."""
    city = factories.make_organism("Relais de la Métropole", region="06")
    sender = factories.make_seated_user("Personne de Montréal", city, "coordinator")
    target = make_target(city, organism, sender, accepted_by=people["coordinator"])
    home = receive(refer(target, sender, note=SENT_NOTE), people["coordinator"])
    step(home, organism, "visited", date(2025, 5, 1), people["staff"], note=RECEIVED_NOTE)
    waiting = make_target(city, neighbour_organism, sender)
    foreign = refer(waiting, sender)
    taken = home.steps.get(kind="visited")
    own = {"organism_id": organism.pk, "key": home.key, "step_id": taken.pk, "kind": "settled"}
    return {
        "own_joint": {"organism_id": organism.pk, "pk": target.pk, "act": "proposed"},
        "foreign_joint": {"organism_id": organism.pk, "pk": waiting.pk, "act": "proposed"},
        "own_home": own,
        "foreign_home": {**own, "key": foreign.key, "step_id": foreign.steps.get().pk},
        "home_sheet": {"kind": "xlsx"},
        "own_homes": {"organism_id": organism.pk, "kind": "csv"},
        "absent_homes": {"organism_id": 10**9, "kind": "csv"},
    }
