"""What the list of funders shows: search, kind, order."""

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from agreements.models import Agreement, Funder
from organisms.models import User

ORDERS = {"nom": "sort_name", "sorte": "kind", "ententes": "running"}


def funders_listed_for(user: User, chosen: dict, order: str) -> QuerySet[Funder]:
    """Return the funders that answer, each with `running`: how many of the agreements they read it signs today."""
    running = Q(agreements__in=Agreement.objects.visible_to(user).filter(during__contains=timezone.localdate()))
    rows = Funder.objects.visible_to(user).named_like(chosen.get("q", ""))
    if kind := chosen.get("kind"):
        rows = rows.filter(kind=kind)
    key = ORDERS.get(order.removeprefix("-"), "sort_name")
    rows = rows.annotate(running=Count("agreements", filter=running, distinct=True))
    ordered = rows.order_by(f"-{key}" if order.startswith("-") else key, "sort_name", "pk")
    return ordered.prefetch_related("successions__successor", "programmes")
