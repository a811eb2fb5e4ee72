"""What the network decides about organisms: names with their dates, and the pivots of regions."""

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from organisms.models import Organism, OrganismName, PivotMandate, Region, User
from organisms.names import sort_name


class DateRefused(Exception):
    """A sentence that says why this name or this mandate cannot start on that day."""


def _close(latest: OrganismName | PivotMandate, from_day: date) -> None:
    """End the latest period the day before `from_day`; refuse what would rewrite what came before it."""
    if latest.during.lower and from_day <= latest.during.lower:
        raise DateRefused(
            f"La période en cours a commencé le {latest.during.lower:%Y-%m-%d}. Choisissez un jour plus tard."
        )
    if latest.during.upper is None or latest.during.upper > from_day:
        latest.during = DateRange(latest.during.lower, from_day)
        latest.save(update_fields=["during"])


@transaction.atomic
def rename_organism(*, organism: Organism, name: str, from_day: date) -> None:
    """Give an organism a new name from a past day or today on. Earlier papers keep the old one.

    Refuses (DateRefused) a day to come, a day before the current name began, and the same name.
    """
    fresh = Organism.objects.select_for_update().get(pk=organism.pk)
    name = " ".join(name.split())
    if from_day > timezone.localdate():
        raise DateRefused("Ce jour est à venir. Inscrivez le nom quand il sera en vigueur.")
    if name == fresh.name:
        raise DateRefused("C’est déjà son nom.")
    latest = fresh.names.order_by("-during").first()
    if latest:
        _close(latest, from_day)
    OrganismName.objects.create(organism=fresh, name=name, during=DateRange(from_day, None))
    fresh.name, fresh.sort_name = name, sort_name(name)
    fresh.save(update_fields=["name", "sort_name"])


@transaction.atomic
def give_mandate(*, region: Region, organism: Organism, from_day: date, by: User) -> PivotMandate:
    """Make an organism the pivot of its region from a day on, and end the mandate that ran.

    Refuses (DateRefused) an organism of another region, one that is not an active member that day, the pivot in
    place, and a day before the running mandate began.
    """
    Region.objects.select_for_update().get(pk=region.pk)
    if not Organism.objects.members_on(from_day).filter(pk=organism.pk, region=region).exists():
        raise DateRefused("Le mandat va à un organisme de la région, membre du réseau ce jour-là.")
    latest = region.mandates.order_by("-during").first()
    if latest and latest.organism_id == organism.pk and latest.during.upper is None:
        raise DateRefused(f"{organism} a déjà ce mandat.")
    if latest:
        _close(latest, from_day)
    return PivotMandate.objects.create(
        region=region, organism=organism, during=DateRange(from_day, None), created_by=by
    )
