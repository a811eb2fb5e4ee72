"""What removals add to the world of the table of rights."""

from django.urls import reverse

from organisms.models import Removal, SavedFilter
from organisms.saved_filters.actions import remove_filter


def places(places: dict, coordinator) -> dict:
    """Relations: a filter that the coordinator removed, and rows that may be deleted while nothing hangs on them."""
    kept = SavedFilter.objects.create(
        user=coordinator, list_key="agreements:agreement-list", name="Retiré", query="q=a"
    )
    removal: Removal = remove_filter(saved=kept, back=reverse("home"), by=coordinator)
    rows = {
        "own": ("entente", places["own"]["agreement_id"]),
        "shared": ("entente", places["shared"]["agreement_id"]),
        "partner": ("partenaire", places["own_partner"]["pk"]),
        "position": ("poste", places["own_position"]["pk"]),
        "template": ("modele", places["own_template"]["pk"]),
        "nothing": ("autre", 1),
    }
    deleted = {f"delete_{name}": {"kind": kind, "pk": pk} for name, (kind, pk) in rows.items()}
    return {"own_removal": {"removal_id": removal.pk}, "absent_row": {"removal_id": 0}, **deleted}
