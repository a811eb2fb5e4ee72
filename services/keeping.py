"""What an organism keeps to record faster: templates of entry, and the bodies it sits at."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from agreements.models import Agreement
from organisms.models import Organism
from services.models import ActivityTemplate, ConcertationBody, Partner
from services.partners import find_or_create_by_name, find_or_create_partners


@transaction.atomic
def save_template(
    *,
    organism: Organism,
    values: dict,
    partner_names: Sequence[str],
    agreements: Iterable[Agreement],
    template: ActivityTemplate | None = None,
) -> ActivityTemplate:
    """Make a template, or rewrite one. IntegrityError when its name is taken: the form says so first."""
    template = template or ActivityTemplate(organism=organism)
    for name, value in values.items():
        setattr(template, name, value)
    template.save()
    template.partners.set(find_or_create_partners(organism, partner_names, template.activity_type))
    template.agreements.set(agreements)
    return template


def archive_template(*, template: ActivityTemplate, archived: bool) -> None:
    """Take a template off the list of activities, or put it back."""
    ActivityTemplate.objects.filter(pk=template.pk).update(archived=archived)


@transaction.atomic
def save_body(
    *, organism: Organism, values: dict, member_names: Sequence[str], body: ConcertationBody | None = None
) -> ConcertationBody:
    """Make a body, or rewrite one, with the partners of these names as members. IntegrityError when its name is taken."""
    body = body or ConcertationBody(organism=organism)
    for name, value in values.items():
        setattr(body, name, value)
    body.save()
    members = find_or_create_by_name(organism, [(Partner.Kind.PARTNER, name) for name in member_names])
    body.members.set(set(members.values()))
    return body
