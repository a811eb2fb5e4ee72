"""Declaring an incident, and saving one of its steps. Nothing here deletes: the purge does, after five years."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from organisms.models import Organism, User
from privacy.models import Incident
from roriq_portal.edits.unchanged import says_the_same
from roriq_portal.logs import log_action


class IncidentRefused(Exception):
    """Reads as a sentence."""


@log_action
@transaction.atomic
def declare_incident(*, organism: Organism | None, values: dict[str, Any], submit_key: UUID, by: User) -> Incident:
    """Enter an incident in the register. The same key again (a double click) returns the first one.

    Refuses (IncidentRefused) the key of somebody else's page.
    """
    try:
        with transaction.atomic():
            return Incident.objects.create(organism=organism, declared_by=by, submit_key=submit_key, **values)
    except IntegrityError as twice:
        known = Incident.objects.filter(submit_key=submit_key, declared_by=by).first()
        if known is None:
            raise IncidentRefused("Rechargez cette page, puis enregistrez de nouveau.") from twice
        return known


@log_action
def save_step(*, incident: Incident, values: dict[str, Any], by: User) -> Incident:
    """Write one step of an incident that was read under a lock; one that says so already is left as it is."""
    if says_the_same(incident, values):
        return incident
    for name, value in values.items():
        setattr(incident, name, value)
    incident.changed_at, incident.changed_by, incident.revision = timezone.now(), by, incident.revision + 1
    incident.save(update_fields=[*values, "changed_at", "changed_by", "revision"])
    return incident
