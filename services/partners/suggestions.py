"""What the forms of entry propose while one types: towns of the region, partners already known."""

from organisms.models import Municipality, Organism
from services.models import Partner

MOST_PARTNERS = 300


def names_to_choose(organism: Organism) -> dict:
    """Return the names of towns and of partners that the page's lists hold. Two queries when read."""
    partners = Partner.objects.unmerged().filter(organism=organism).order_by("sort_name")
    return {
        "towns": Municipality.objects.filter(region=organism.region).values_list("name", flat=True).distinct(),
        "partners": partners.values_list("name", flat=True).distinct()[:MOST_PARTNERS],
    }
