"""What a person mends of their own account, and the requests of access that the network writes down."""

from datetime import date

from django.db import transaction

from organisms.models import User
from privacy.models import DataRequest
from roriq_portal.edits.unchanged import says_the_same
from roriq_portal.logs import log_action


@log_action
@transaction.atomic
def mend_name(*, person: User, name: str) -> User:
    """Change one's own name from now on; what was frozen keeps the former one. The same name writes nothing."""
    values = {"name": " ".join(name.split())}
    if not says_the_same(person, values):
        person.name = values["name"]
        person.save(update_fields=["name"])
    return person


@log_action
def write_request(*, person: User, received_on: date, proof: str, by: User) -> DataRequest:
    """Write down that a person asked for their data, and how they were known."""
    return DataRequest.objects.create(person=person, received_on=received_on, proof=proof, by=by)
