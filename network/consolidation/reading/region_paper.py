"""The consolidated report of a region, as the page of the region says it."""

from django.urls import reverse

from network.consolidation.listing import consolidated_listed_for, state_of, with_standing
from network.permissions import consolidates_region, reads_consolidated
from organisms.directory.region_papers import RegionPaper
from organisms.models import Region, User


def consolidated_of(user: User, region: Region) -> list[RegionPaper]:
    """Return the newest consolidated report of a region that they read; else, to who may, where to begin one.

    Nothing, without a query, for whoever reads none. Five statements at most.
    """
    if not reads_consolidated(user):
        return []
    newest = consolidated_listed_for(user).filter(region=region).order_by("-period", "pk")[:1]
    for row in with_standing(list(newest), user=user):
        state = state_of(row)
        address = reverse("network:consolidated-detail", args=[row.pk])
        return [RegionPaper(str(row), address, state.words, state.turn, state.sign)]
    if not consolidates_region(user, region.pk):
        return []
    return [RegionPaper("Commencer le rapport consolidé de la région", reverse("network:consolidated-begin"))]
