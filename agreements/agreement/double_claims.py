"""Whether an agreement forbids that its work be claimed from another funder too: its own word, else its programme's."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import BooleanField, F
from django.db.models.functions import Coalesce

from agreements.models import Agreement, Programme
from roriq_portal.logs import log_action

AS_PROGRAMME = ""
CHOICES = [
    (AS_PROGRAMME, "Comme le programme le dit"),
    ("oui", "Oui, l’entente l’interdit"),
    ("non", "Non, l’entente le permet"),
]
KEYS = {None: AS_PROGRAMME, True: "oui", False: "non"}


def forbids(path: str = "") -> Coalesce:
    """Return the expression « this agreement forbids double claims »; `path`: how to reach the agreement."""
    at = f"{path}__" if path else ""
    own, usual = F(f"{at}forbids_double_claims"), F(f"{at}programme__forbids_double_claims")
    return Coalesce(own, usual, output_field=BooleanField())


def strict_ids(agreement_ids: Iterable[int]) -> set[int]:
    """Return which of these agreements forbid double claims. One query."""
    rows = Agreement.objects.filter(pk__in=list(agreement_ids)).annotate(strict=forbids())
    return set(rows.filter(strict=True).values_list("pk", flat=True))


def is_strict(agreement: Agreement) -> bool:
    """Whether an agreement forbids that its work be claimed elsewhere."""
    own = agreement.forbids_double_claims
    return agreement.programme.forbids_double_claims if own is None else own


@log_action
@transaction.atomic
def set_programme_rule(*, programme: Programme, forbids_double_claims: bool) -> Programme:
    """Write whether a programme forbids double claims; its agreements follow, but those that say otherwise.

    The journal keeps who changed it.
    """
    locked = Programme.objects.select_for_update().get(pk=programme.pk)
    if locked.forbids_double_claims != forbids_double_claims:
        locked.forbids_double_claims = forbids_double_claims
        locked.save(update_fields=["forbids_double_claims"])
    return locked
