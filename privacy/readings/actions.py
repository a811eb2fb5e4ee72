"""Noting that something sensitive is opened: one insertion; a list counts only where it shows the texts."""

from organisms.models import User
from privacy.models import Incident, Reading
from roriq_portal.logs import log_action

Kind = Reading.Kind


@log_action
def note_person_read(*, person: User, by: User) -> None:
    """Note that somebody opens the data of another person; one's own is nobody's business."""
    if person.pk != by.pk:
        Reading.objects.create(kind=Kind.OWN_DATA, person=person, by=by)


@log_action
def note_incident_read(*, incident: Incident, by: User) -> None:
    Reading.objects.create(kind=Kind.INCIDENT, number=incident.pk, by=by)


@log_action
def note_register_read(*, by: User) -> None:
    """Note that the register of incidents left as a file, or that its list showed their texts."""
    Reading.objects.create(kind=Kind.REGISTER, by=by)
