"""What joint targets and households add to the world of the table of rights, with canaries of each side."""

from datetime import date

from django.urls import reverse

from services.models import Household
from tests import factories
from tests.services.households.builders import make_target, receive, refer, step

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


# Of a household that settled: what only its receiver wrote, and what its sender alone did
RECEIVER_ONLY = (
    "CANARI-RECU-VISITE",
    "CANARI-RECU-SUIVI",
    "20 mai 2025",
    "Reparti",
    "1 parti",
)
SENDER_ONLY = ("CANARI-REFERE-NOTE", "CANARI-REFERE-CONFIRME")


def lived(city, organism, sender, receiver) -> Household:
    """A household that both sides wrote of: settled, followed up at six months, and gone."""
    target = make_target(city, organism, sender, accepted_by=receiver)
    home = receive(refer(target, sender, note=SENDER_ONLY[0]), receiver)
    step(home, organism, "visited", date(2025, 5, 2), receiver, note=RECEIVER_ONLY[0])
    step(home, organism, "settled", date(2025, 5, 20), receiver)
    step(home, city, "confirmed", date(2025, 6, 3), sender, note=SENDER_ONLY[1])
    step(home, organism, "follow_up", date(2025, 11, 24), receiver, months=6, result="left", note=RECEIVER_ONLY[1])
    return home


def pages_of(organism, home) -> list[str]:
    """Every address where an organism reads a household, one by one or counted."""
    own = [organism.pk]
    return [
        *(reverse(f"services:{name}", args=own) for name in ("household-list", "follow-up-list", "joint-target-list")),
        reverse("services:household-list", args=own) + "?etat=left",
        reverse("services:household-detail", args=[*own, home.key]),
        reverse("services:joint-target-detail", args=[*own, home.joint_target_id]),
        reverse("services:household-list", args=own) + "?fichier=csv",
    ]
