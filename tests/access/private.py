"""What personal information adds to the world of the table of rights."""

import uuid
from datetime import date

from privacy.models import DataRequest, Incident

TODAY = date(2026, 3, 2)


def places(people, organism) -> dict:
    """Relations: an incident of the organism that touches the portal, and a request of access; neither, and no step."""
    incident = Incident.objects.create(
        organism=organism, touches_portal=True, nature="perte", circumstances="Un téléphone perdu", data="Courriels",
        occurred_from=TODAY, known_on=TODAY, declared_by=people["coordinator"], submit_key=uuid.UUID(int=56),
    )  # fmt: skip
    asked = DataRequest.objects.create(
        person=people["staff"], received_on=TODAY, proof="Rappel au bureau", by=people["network"]
    )
    own = {"incident_id": incident.pk, "step": "faits", "kind": "personnes"}
    return {
        "own_incident": own,
        "no_step": {**own, "step": "rien"},
        "no_incident": {"incident_id": 999_999_999, "request_id": 999_999_999},
        "data_request": {"request_id": asked.pk},
    }
