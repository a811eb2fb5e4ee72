"""What an organism keeps to record faster: templates of entry, and the bodies it sits at."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from agreements.models import Agreement
from organisms.models import Organism
from roriq_portal.logs import log_action
from services.forms.revisions import rewrite
from services.models import ActivityTemplate
from services.partners.names import find_or_create_partners


@log_action
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
    """Make a template, or rewrite the one seen at revision `seen`. StaleRevision, nothing written, when it changed.

    IntegrityError when its name is taken: the form says so first.
    """
    row = ActivityTemplate.objects.select_for_update().get(pk=template.pk) if template else None
    template = row or ActivityTemplate(organism=organism)
    partners = find_or_create_partners(organism, partner_names, values["activity_type"])
    rewrite(template, values, {"partners": partners, "agreements": agreements}, seen)
    return template


def archive_template(*, template: ActivityTemplate, archived: bool) -> None:
    """Take a template off the list of activities, or put it back."""
    ActivityTemplate.objects.filter(pk=template.pk).update(archived=archived)
