"""Pairs that somebody said are two partners: proposed no longer, and taken back by whoever leads the organism."""

from django.db import transaction
from django.utils import timezone

from organisms.models import Organism, User
from roriq_portal.logs import log_action
from services.models import Partner, PartnersApart
from services.partners.merging import in_order


@log_action
@transaction.atomic
def say_apart(*, first: Partner, second: Partner, by: User) -> PartnersApart:
    """Remember that two rows of one organism are two partners; said before, the first saying stands."""
    Organism.objects.select_for_update(no_key=True).get(pk=first.organism_id)
    older, newer = in_order(first.pk, second.pk)
    said = PartnersApart.objects.filter(first=older, second=newer, taken_back_at__isnull=True).first()
    return said or PartnersApart.objects.create(first_id=older, second_id=newer, said_by=by)


@log_action
def take_back_apart(*, apart: PartnersApart, by: User) -> bool:
    """Let the pair be proposed again; False when somebody has taken it back already."""
    standing = PartnersApart.objects.filter(pk=apart.pk, taken_back_at__isnull=True)
    return bool(standing.update(taken_back_at=timezone.now(), taken_back_by=by))


def apart_in(organism: Organism) -> list[PartnersApart]:
    """Return what stands between two rows that were not merged since, newest first. One query."""
    rows = PartnersApart.objects.filter(first__organism=organism, taken_back_at__isnull=True)
    unmerged = rows.filter(first__merged_into__isnull=True, second__merged_into__isnull=True)
    return list(unmerged.select_related("first", "second", "said_by").order_by("-pk"))
