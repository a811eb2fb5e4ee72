"""Changes to the offer of an organism: a service begins in a place, moves its dates or payers, ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from organisms.models import Mrc, MrcRegion, Organism, Region, Removal, User
from organisms.names import sort_name_of
from organisms.removals.actions import Keeping, remove_rows
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.formats.days import format_day
from roriq_portal.logs import log_action
from services.models import Offering, OfferingPayment, Service


class OfferRefused(Exception):
    """A sentence that says why this cannot be offered so, and its field."""

    def __init__(self, words: str, *, field: str):
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class OfferingInput:
    """How long, paid by which agreements (ids), with which note. `last_day` None: until further notice."""

    first_day: date
    last_day: date | None = None
    agreement_ids: tuple[int, ...] = ()
    note: str = ""

    @property
    def during(self) -> DateRange:
        return DateRange(self.first_day, self.last_day + timedelta(days=1) if self.last_day else None)


@dataclass(frozen=True)
class NewOfferingInput:
    """One service in one place: a whole region, or one MRC, in the region it lies in on the first day."""

    service: Service
    terms: OfferingInput
    region: Region | None = None
    mrc: Mrc | None = None


def terms_of(offering: Offering) -> OfferingInput:
    """Return what is written of an offering, as its page edits it."""
    last = offering.during.upper - timedelta(days=1) if offering.during.upper else None
    payers = tuple(sorted(offering.payments.values_list("agreement", flat=True)))
    return OfferingInput(offering.during.lower, last, payers, offering.note)


@log_action
@transaction.atomic
def offer_services(*, organism: Organism, inputs: Sequence[NewOfferingInput], by: User | None) -> list[Offering]:
    """Write offerings, all or none. Raises OfferRefused when one overlaps a saved one of its service and place."""
    Organism.objects.select_for_update(no_key=True).get(pk=organism.pk)
    regions = _regions_of(inputs)
    rows = [_row(organism, new, regions, by) for new in inputs]
    _refuse_overlaps(organism, rows)
    Offering.objects.bulk_create(rows)
    OfferingPayment.objects.bulk_create(
        OfferingPayment(offering=row, agreement_id=key)
        for row, new in zip(rows, inputs, strict=True)
        for key in new.terms.agreement_ids
    )
    return rows


def _regions_of(inputs: Iterable[NewOfferingInput]) -> dict[int, list[MrcRegion]]:
    """In which region each MRC lies, and when, in one query."""
    by_mrc: dict[int, list[MrcRegion]] = {}
    for stay in MrcRegion.objects.filter(mrc__in={new.mrc.pk for new in inputs if new.mrc}):
        by_mrc.setdefault(stay.mrc_id, []).append(stay)
    return by_mrc


def _row(organism: Organism, new: NewOfferingInput, regions: dict[int, list[MrcRegion]], by: User | None) -> Offering:
    day = new.terms.first_day
    stays = regions.get(new.mrc.pk, []) if new.mrc else []
    region_id = new.region.pk if new.region else next((s.region_id for s in stays if day in s.during), None)
    if region_id is None:
        raise OfferRefused("Cette MRC n’était dans aucune région ce jour-là.", field="mrcs")
    return Offering(
        organism=organism,
        service=new.service,
        region_id=region_id,
        mrc=new.mrc,
        during=new.terms.during,
        note=new.terms.note,
        created_by=by,
    )


def _refuse_overlaps(organism: Organism, rows: Sequence[Offering]) -> None:
    known = Offering.objects.filter(organism=organism, service__in={row.service_id for row in rows})
    taken = [*known.select_related("service", "region", "mrc")]
    for row in rows:
        other = next(
            (offering for offering in taken if _same_place(offering, row) and _overlap(offering.during, row.during)),
            None,
        )
        if other:
            raise OfferRefused(_overlap_words(other), field="first_day")
        taken.append(row)


def _same_place(offering: Offering, other: Offering) -> bool:
    keys = ("service_id", "region_id", "mrc_id")
    return offering.pk != other.pk and all(getattr(offering, key) == getattr(other, key) for key in keys)


def _overlap(period: DateRange, other: DateRange) -> bool:
    return (other.upper is None or period.lower < other.upper) and (period.upper is None or other.lower < period.upper)


def _overlap_words(other: Offering) -> str:
    since = format_day(other.during.lower)
    until = f" jusqu’au {format_day(other.during.upper - timedelta(days=1))}" if other.during.upper else ""
    place = other.mrc or other.region
    return f"«\xa0{other.service}\xa0», {place}\xa0: déjà offert depuis le {since}{until}. Choisissez d’autres jours."


@log_action
@transaction.atomic
def change_offering(*, offering: Offering, terms: OfferingInput, seen: OfferingInput, by: User) -> Offering:
    """Replace days, agreements and note.

    Raises StaleRevision when they are no longer those that were seen, OfferRefused on an overlap.
    """
    Organism.objects.select_for_update(no_key=True).get(pk=offering.organism_id)
    current = Offering.objects.select_for_update().get(pk=offering.pk)
    check_seen(seen, terms_of(current), StaleRevision(current))
    current.during, current.note = terms.during, terms.note
    _refuse_overlaps(current.organism, [current])
    _refuse_moved_limits(current)
    current.save(update_fields=["during", "note"])
    wanted = set(terms.agreement_ids)
    OfferingPayment.objects.filter(offering=current).exclude(agreement__in=wanted).delete()
    unchanged = set(current.payments.values_list("agreement", flat=True))
    OfferingPayment.objects.bulk_create(
        OfferingPayment(offering=current, agreement_id=key) for key in sorted(wanted - unchanged)
    )
    return current


def _refuse_moved_limits(offering: Offering) -> None:
    if offering.mrc is None:
        return
    stays = MrcRegion.objects.filter(mrc=offering.mrc, region=offering.region)
    if not stays.filter(during__contains=offering.during.lower).exists():
        words = f"{offering.mrc} n’était pas en région {offering.region} ce jour-là. Choisissez un autre jour."
        raise OfferRefused(words, field="first_day")


@log_action
@transaction.atomic
def remove_offering(*, offering: Offering, by: User) -> Removal:
    """Remove an offering written by mistake; it is put back for a day. One that ended gets its last day instead."""
    locked = Offering.objects.select_for_update().get(pk=offering.pk)
    back = reverse("services:offer", args=[locked.organism_id])
    keeping = Keeping(f"le service «\u00a0{offering}\u00a0»", back, Removal.Right.LEAD, locked.organism_id)
    return remove_rows(rows=[locked, *OfferingPayment.objects.filter(offering=locked)], keeping=keeping, by=by)


@log_action
@transaction.atomic
def name_service(*, organism: Organism, component: int, words: str, measure, by: User) -> Service:
    """Name a service that the network's list lacks. Raises OfferRefused when that name is taken."""
    Organism.objects.select_for_update(no_key=True).get(pk=organism.pk)
    words = " ".join(words.split())
    if Service.objects.open_to(organism).filter(words__identity=words).exists():
        raise OfferRefused("Ce service est déjà dans la liste.", field="words")
    return Service.objects.create(
        organism=organism, component=component, words=words, sort_name=sort_name_of(Service, words), measure=measure
    )
