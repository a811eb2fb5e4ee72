"""What the network decides about organisms: entry, names and memberships with their dates, pivots of regions."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import timezone

from organisms.models import NetworkMembership, Organism, OrganismName, PivotMandate, Region, User
from organisms.names import sort_name_of
from roriq_portal.formats.days import format_day
from roriq_portal.logs import log_action

State = NetworkMembership.State
LEAVES = "left"


class DateRefused(Exception):
    """A sentence that says why this cannot start on that day, and its field."""

    def __init__(self, words: str, *, field: str = "from_day") -> None:
        super().__init__(words)
        self.field = field


def _close(latest: OrganismName | NetworkMembership | PivotMandate, from_day: date) -> None:
    """End the latest period the day before `from_day`; refuse what would rewrite what came before it."""
    if latest.during.lower and from_day <= latest.during.lower:
        raise DateRefused(
            f"La période en cours a commencé le {format_day(latest.during.lower)}. Choisissez un jour plus tard."
        )
    if latest.during.upper is None or latest.during.upper > from_day:
        latest.during = DateRange(latest.during.lower, from_day)
        latest.save(update_fields=["during"])


def _refuse_namesake(name: str, *, besides: Organism | None = None) -> None:
    others = Organism.objects.exclude(pk=besides.pk) if besides else Organism.objects.all()
    if other := others.filter(name__identity=name).first():
        raise DateRefused(f"Un organisme porte déjà ce nom : {other.name}.", field="name")


@log_action
@transaction.atomic
def create_organism(
    *, name: str, region: Region, components: Sequence[int], state: str, from_day: date, reason: str, by: User
) -> Organism:
    """Write an organism into the directory, with the name it bears and its standing from a past day or today on.

    Refuses (DateRefused) a day to come, and a name that another organism bears, however it is spelled.
    """
    Region.objects.select_for_update().get(pk=region.pk)
    name = " ".join(name.split())
    if from_day > timezone.localdate():
        raise DateRefused("Ce jour est à venir. Inscrivez l’organisme quand il sera entré.")
    _refuse_namesake(name)
    organism = Organism.objects.create(
        name=name, sort_name=sort_name_of(Organism, name), region=region, components=sorted(components)
    )
    during = DateRange(from_day, None)
    OrganismName.objects.create(organism=organism, name=name, during=during)
    NetworkMembership.objects.create(organism=organism, state=state, during=during, reason=reason, created_by=by)
    return organism


@log_action
@transaction.atomic
def change_standing(*, organism: Organism, state: str, from_day: date, reason: str, by: User) -> list[PivotMandate]:
    """Give an organism another standing at the network from a day on; LEAVES ends it. Return the mandates that end too.

    Only an active member is pivot: the mandates of one that is suspended, observes or leaves end on that day.
    Refuses (DateRefused) the standing it has, and a day that is not after the latest one written.
    """
    fresh = Organism.objects.select_for_update().get(pk=organism.pk)
    latest = fresh.network_memberships.order_by("-during").first()
    running = latest.state if latest and (latest.during.upper is None or latest.during.upper > from_day) else LEAVES
    if state == running:
        words = latest.get_state_display() if latest and state != LEAVES else "il n’est pas du réseau"
        raise DateRefused(f"C’est déjà son état ce jour-là : {words}.", field="state")
    if latest:
        _close(latest, from_day)
    if latest and state == LEAVES:
        latest.end_reason = reason
        latest.save(update_fields=["end_reason"])
    else:
        NetworkMembership.objects.create(
            organism=fresh, state=state, during=DateRange(from_day, None), reason=reason, created_by=by
        )
    return [] if state == State.ACTIVE else _end_mandates(fresh, from_day)


def _end_mandates(organism: Organism, from_day: date) -> list[PivotMandate]:
    """End the mandates that would outlive an active membership; one not begun yet never begins."""
    mandates = organism.mandates.select_for_update().select_related("region")
    ended = list(mandates.filter(Q(during__endswith=None) | Q(during__endswith__gt=from_day)))
    for mandate in ended:
        if mandate.during.lower and mandate.during.lower >= from_day:
            mandate.delete()
        else:
            mandate.during = DateRange(mandate.during.lower, from_day)
            mandate.save(update_fields=["during"])
    return ended


@log_action
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
        raise DateRefused("C’est déjà son nom.", field="name")
    _refuse_namesake(name, besides=fresh)
    latest = fresh.names.order_by("-during").first()
    if latest:
        _close(latest, from_day)
    OrganismName.objects.create(organism=fresh, name=name, during=DateRange(from_day, None))
    fresh.name, fresh.sort_name = name, sort_name_of(Organism, name)
    fresh.save(update_fields=["name", "sort_name"])


@log_action
@transaction.atomic
def give_mandate(*, region: Region, organism: Organism, from_day: date, by: User) -> PivotMandate:
    """Make an organism the pivot of its region from a day on, and end the mandate that ran.

    Refuses (DateRefused) an organism of another region, one that is not an active member that day, the pivot in
    place, and a day before the running mandate began.
    """
    Region.objects.select_for_update().get(pk=region.pk)
    if not Organism.objects.members_on(from_day).filter(pk=organism.pk, region=region).exists():
        words = "Le mandat va à un organisme de la région, membre du réseau ce jour-là."
        raise DateRefused(words, field="organism")
    latest = region.mandates.order_by("-during").first()
    if latest and latest.organism_id == organism.pk and latest.during.upper is None:
        raise DateRefused(f"{organism} a déjà ce mandat.", field="organism")
    if latest:
        _close(latest, from_day)
    return PivotMandate.objects.create(
        region=region, organism=organism, during=DateRange(from_day, None), created_by=by
    )
