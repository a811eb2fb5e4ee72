"""Who may do what with consolidated reports and the common statement: predicates on seats that run today."""

from django.utils import timezone

from network.models import ConsolidatedReport
from organisms.models import Membership, Organism, PivotMandate, Region, User

ANSWERING = {Membership.Role.COORDINATOR, Membership.Role.DIRECTOR}
Scope = ConsolidatedReport.Scope


def _has_pivot(region_id: int | None) -> bool:
    return PivotMandate.objects.filter(region=region_id, during__contains=timezone.localdate()).exists()


def consolidates_region(user: User, region_id: int | None) -> bool:
    """The pivot of the region; the coordination of the network, of a region that nobody is the pivot of."""
    if region_id in user.pivot_region_ids:
        return True
    return user.coordinates_network and not _has_pivot(region_id)


def can_consolidate(user: User, report: ConsolidatedReport) -> bool:
    """Whether they write its words, freeze it and prepare its next version."""
    if report.scope == Scope.REGION:
        return consolidates_region(user, report.region_id)
    return user.coordinates_network


def can_begin(user: User) -> bool:
    return user.coordinates_network or bool(user.pivot_region_ids)


def regions_begun_by(user: User) -> list[Region]:
    """Return the regions that they consolidate, by name."""
    if not user.coordinates_network:
        return list(Region.objects.filter(pk__in=user.pivot_region_ids).order_by("name"))
    with_pivot = PivotMandate.objects.filter(during__contains=timezone.localdate()).values("region")
    own = Region.objects.filter(pk__in=user.pivot_region_ids)
    return list((Region.objects.exclude(pk__in=with_pivot) | own).order_by("name").distinct())


def can_publish(user: User, report: ConsolidatedReport) -> bool:
    """The coordination of the network decides what funders read."""
    return user.coordinates_network and report.is_frozen


def reads_consolidated(user: User) -> bool:
    """Whether the list is a page of theirs: the network, pivots, and funders, who read what is published."""
    return user.is_network or bool(user.pivot_region_ids) or bool(user.live_funder_seats)


def reads_from_inside(user: User, report: ConsolidatedReport) -> bool:
    """Whether they read every number: the network, and the pivot of the region."""
    return user.is_network or report.region_id in user.pivot_region_ids


def can_adopt(user: User, organism: Organism) -> bool:
    """The coordination and the direction write down what their board adopted."""
    return bool(user.role_at(organism.pk) & ANSWERING)
