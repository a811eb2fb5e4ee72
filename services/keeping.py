"""What an organism keeps to record faster: templates of entry, and the bodies it sits at."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from agreements.models import Agreement
from organisms.models import Organism
from services.models import ActivityTemplate, ConcertationBody, Partner
from services.partners import find_or_create_by_name, find_or_create_partners
from services.versions import refuse_stale


@transaction.atomic
def save_template(
    *,
    organism: Organism,
    values: dict,
    partner_names: Sequence[str],
    agreements: Iterable[Agreement],
    template: ActivityTemplate | None = None,
    seen: int = 0,
) -> ActivityTemplate:
    """Make a template, or rewrite the one she saw at revision `seen`. StaleRow, nothing written, when it changed since.

    IntegrityError when its name is taken: the form says so first.
    """
    row = ActivityTemplate.objects.select_for_update().get(pk=template.pk) if template else None
    template = row or ActivityTemplate(organism=organism)
    _rewrite(template, values, seen)
    template.partners.set(find_or_create_partners(organism, partner_names, template.activity_type))
    template.agreements.set(agreements)
    return template


def archive_template(*, template: ActivityTemplate, archived: bool) -> None:
    """Take a template off the list of activities, or put it back."""
    ActivityTemplate.objects.filter(pk=template.pk).update(archived=archived)


@transaction.atomic
def save_body(
    *,
    organism: Organism,
    values: dict,
    member_names: Sequence[str],
    body: ConcertationBody | None = None,
    seen: int = 0,
) -> ConcertationBody:
    """Make a body, or rewrite the one she saw at revision `seen`, with the partners of these names as members.

    StaleRow, nothing written, when it changed since. IntegrityError when its name is taken.
    """
    row = ConcertationBody.objects.select_for_update().get(pk=body.pk) if body else None
    body = row or ConcertationBody(organism=organism)
    _rewrite(body, values, seen)
    members = find_or_create_by_name(organism, [(Partner.Kind.PARTNER, name) for name in member_names])
    body.members.set(set(members.values()))
    return body


def _rewrite(row: ActivityTemplate | ConcertationBody, values: dict, seen: int) -> None:
    refuse_stale(row, seen)
    row.revision = seen + 1 if row.pk else 1
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
