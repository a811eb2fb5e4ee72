"""Changes to concertation bodies and to their members."""

from collections.abc import Sequence

from django.db import transaction

from organisms.models import Organism
from roriq_portal.logs import log_action
from services.forms.revisions import rewrite
from services.models import ConcertationBody, Partner
from services.partners.names import find_or_create_by_name


@log_action
@transaction.atomic
def save_body(
    *,
    organism: Organism,
    values: dict,
    member_names: Sequence[str],
    body: ConcertationBody | None = None,
    seen: int = 0,
) -> ConcertationBody:
    """Make a body, or rewrite the one seen at revision `seen`, with the partners of these names as members.

    StaleRevision, nothing written, when it changed since. IntegrityError when its name is taken.
    """
    row = ConcertationBody.objects.select_for_update().get(pk=body.pk) if body else None
    body = row or ConcertationBody(organism=organism)
    members = find_or_create_by_name(organism, [(Partner.Kind.PARTNER, name) for name in member_names])
    rewrite(body, values, {"members": members.values()}, seen)
    return body
