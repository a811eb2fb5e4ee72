"""Several activities saved together: the sessions of a workshop, a whole day again. All of them or none."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid5

from django.db import transaction

from organisms.models import Organism, User
from roriq_portal.logs import log_action
from services.activities.recording import ActivityInput, record_many
from services.models import Activity, Partner


def sending_keys(page_key: UUID, facts: Sequence[ActivityInput]) -> list[UUID]:
    """Return the keys that these facts, sent from the page of this key, are recorded under."""
    batch_key = uuid5(page_key, repr(list(facts)))
    return [uuid5(batch_key, str(rank)) for rank in range(len(facts))]


@log_action
@transaction.atomic
def record_together(
    *, organism: Organism, facts: Sequence[ActivityInput], submit_key: UUID, by: User
) -> tuple[list[Activity], bool]:
    """Record these activities in one transaction; return them, and whether they were written now.

    The same key with the same facts again (a double click, a second tab) returns the first ones and writes nothing.
    """
    Organism.objects.select_for_update(no_key=True).get(pk=organism.pk)
    keys = sending_keys(submit_key, facts)
    known = list(Activity.objects.filter(organism=organism, submit_key__in=keys).order_by("pk"))
    if known:
        return known, False
    made = record_many(organism, _with_current_partners(facts), by=by)
    for activity, key in zip(made, keys, strict=True):
        activity.submit_key = key
    Activity.objects.bulk_update(made, ["submit_key"])
    return made, True


def _with_current_partners(facts: Sequence[ActivityInput]) -> list[ActivityInput]:
    """Name, of partners merged since the page was opened, the row that they were merged into."""
    named = {key for fact in facts for key in fact.partner_ids}
    merged = Partner.objects.filter(pk__in=named, merged_into__isnull=False)
    leads = dict(merged.values_list("pk", "merged_into"))
    return [
        replace(fact, partner_ids=tuple(dict.fromkeys(leads.get(key) or key for key in fact.partner_ids)))
        for fact in facts
    ]
