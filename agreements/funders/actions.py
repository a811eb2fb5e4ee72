"""What the network writes of funders and programmes: names with their days, what replaced what, offices."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify

from agreements.exceptions import AgreementRefused
from agreements.models import (
    Funder,
    FunderName,
    FunderOffice,
    FunderSeat,
    FunderSuccession,
    Programme,
    ProgrammeName,
)
from organisms.models import Invitation, Removal, User
from organisms.names import sort_name_of
from organisms.removals.actions import Keeping, remove_rows
from organisms.seats.actions import refuse_duplicate, waiting
from roriq_portal.formats.days import format_day
from roriq_portal.logs import log_action


@log_action
@transaction.atomic
def create_funder(*, name: str, from_day: date, kind: str, year_starts: int, email: str, by: User) -> Funder:
    """Write a funder, with the name it bears since a past day or today."""
    _refuse_to_come(from_day)
    funder = Funder.objects.create(
        name=name, sort_name=sort_name_of(Funder, name), kind=kind, year_starts=year_starts, email=email
    )
    FunderName.objects.create(funder=funder, name=name, during=DateRange(from_day, None))
    return funder


@log_action
@transaction.atomic
def name_funder(*, funder: Funder, name: str, from_day: date, by: User) -> None:
    """Give a funder a name from a day on: the one that ran then ends the day before; a later one stays as it is.

    Refuses (AgreementRefused) a day to come, a day on which a name begins already, the name that runs, and the name of
    another funder.
    """
    fresh = Funder.objects.select_for_update().get(pk=funder.pk)
    current = _name(fresh, name, from_day)
    if Funder.objects.exclude(pk=fresh.pk).filter(name__identity=current).exists():
        raise AgreementRefused("Un autre bailleur porte déjà ce nom.", field="name")
    Funder.objects.filter(pk=fresh.pk).update(name=current, sort_name=sort_name_of(Funder, current))


@log_action
@transaction.atomic
def name_programme(*, programme: Programme, name: str, from_day: date, by: User) -> None:
    """Give a programme a name from a day on, as `name_funder` does."""
    fresh = Programme.objects.select_for_update().get(pk=programme.pk)
    current = _name(fresh, name, from_day)
    if fresh.funder.programmes.exclude(pk=fresh.pk).filter(name__identity=current).exists():
        raise AgreementRefused("Un autre programme de ce bailleur porte déjà ce nom.", field="name")
    Programme.objects.filter(pk=fresh.pk).update(name=current)


def _name(owner: Funder | Programme, name: str, from_day: date) -> str:
    """Write the name among the owner's; return the one that is valid today."""
    _refuse_to_come(from_day)
    name = " ".join(name.split())
    names = owner.names
    if not names.exists():
        # What it was called until then was never dated: it keeps that name for the years before
        names.create(name=owner.name, during=DateRange(None, None))
    if names.filter(during__startswith=from_day).exists():
        raise AgreementRefused("Un nom commence déjà ce jour-là.", field="from_day")
    running = names.filter(during__contains=from_day).first()
    if running and running.name == name:
        raise AgreementRefused("C’est déjà son nom ce jour-là.", field="name")
    following = names.filter(during__startswith__gt=from_day).order_by("during").first()
    if running:
        running.during = DateRange(running.during.lower, from_day)
        running.save(update_fields=["during"])
    names.create(name=name, during=DateRange(from_day, following.during.lower if following else None))
    today = names.filter(during__contains=timezone.localdate()).first()
    return today.name if today else owner.name


def _refuse_to_come(day: date) -> None:
    if day > timezone.localdate():
        raise AgreementRefused("Ce jour est à venir. Inscrivez le nom quand il sera en vigueur.", field="from_day")


@log_action
@transaction.atomic
def replace_funder(*, funder: Funder, successor: Funder, on: date, by: User) -> FunderSuccession:
    """Say that one funder does what another did, from a day on.

    Refuses (AgreementRefused) itself, what is said already, and a circle: nobody replaces their own successor.
    """
    if FunderSuccession.objects.filter(funder=funder, successor=successor).exists():
        raise AgreementRefused("C’est déjà inscrit.", field="successor")
    try:
        with transaction.atomic():
            return FunderSuccession.objects.create(funder=funder, successor=successor, on=on)
    except IntegrityError as refused:
        words = (
            f"{successor} a été remplacé par {funder}, directement ou non\u00a0: l’inverse ne peut pas être vrai aussi."
        )
        raise AgreementRefused(words, field="successor") from refused


@log_action
@transaction.atomic
def add_office(*, funder: Funder, name: str, by: User) -> FunderOffice:
    """Open an office of a funder. Refuses (AgreementRefused) the name of one that is open."""
    Funder.objects.select_for_update().get(pk=funder.pk)
    _refuse_office_name(funder, name, None)
    return FunderOffice.objects.create(funder=funder, name=name)


@log_action
@transaction.atomic
def change_office(*, office: FunderOffice, name: str, closed_on: date | None, by: User) -> None:
    """Rename an office, close it by a day, or open it again. Refuses (AgreementRefused) a name already borne, or a day
    before the end of a seat that reads for it.
    """
    Funder.objects.select_for_update().get(pk=office.funder_id)
    _refuse_office_name(office.funder, name, office)
    last = office.seats.running().order_by("-during").first() if closed_on else None
    if last and (last.during.upper is None or last.during.upper > closed_on):
        words = "Une personne lit encore pour ce bureau\u00a0: fermez d’abord son accès."
        raise AgreementRefused(words, field="closed_on")
    office.name, office.closed_on = name, closed_on
    office.save(update_fields=["name", "closed_on"])


def _refuse_office_name(funder: Funder, name: str, besides: FunderOffice | None) -> None:
    others = funder.offices.open_on(timezone.localdate())
    if besides:
        others = others.exclude(pk=besides.pk)
    if others.filter(name__identity=name).exists():
        raise AgreementRefused("Un bureau ouvert de ce bailleur porte déjà ce nom.", field="name")


@log_action
@transaction.atomic
def create_programme(*, funder: Funder, name: str, from_day: date, by: User) -> Programme:
    """Write a programme of a funder, with the name it bears since a past day or today; its key comes from its name."""
    _refuse_to_come(from_day)
    Funder.objects.select_for_update().get(pk=funder.pk)
    if funder.programmes.filter(name__identity=name).exists():
        raise AgreementRefused("Un programme de ce bailleur porte déjà ce nom.", field="name")
    stem = slugify(name)[:34] or "programme"
    taken = set(Programme.objects.filter(key__startswith=stem).values_list("key", flat=True))
    key = next(
        key for number in range(1, len(taken) + 2) if (key := f"{stem}-{number}" if number > 1 else stem) not in taken
    )
    programme = Programme.objects.create(funder=funder, name=name, key=key)
    ProgrammeName.objects.create(programme=programme, name=name, during=DateRange(from_day, None))
    return programme


def period_words(during: DateRange) -> str:
    """« depuis le 16 juin 2019 », « jusqu’au 22 avril 2014 », « du … au … »."""
    first = format_day(during.lower) if during.lower else ""
    last = format_day(during.upper - timedelta(days=1)) if during.upper else ""
    if first and last:
        return f"du {first} au {last}"
    return f"depuis le {first}" if first else f"jusqu’au {last}" if last else "depuis toujours"


@log_action
@transaction.atomic
def seat_agent(*, invitation: Invitation, funder: Funder, office: FunderOffice | None, by: User) -> FunderSeat:
    """Open a funder's seat that waits for its invitation.

    Refuses an office of another funder (AgreementRefused), and who has or awaits a seat there (SeatRefused).
    """
    if office and office.funder_id != funder.pk:
        raise AgreementRefused("Ce bureau n’est pas de ce bailleur.")
    refuse_duplicate(FunderSeat.objects.filter(funder=funder), invitation.email)
    during = DateRange(timezone.localdate(), None)
    return FunderSeat.objects.create(funder=funder, office=office, during=during, **waiting(invitation, by))


@log_action
@transaction.atomic
def remove_part(*, row: Model, words: str, back: str, by: User) -> Removal:
    """Remove a part of a programme (a stream, a priority, a usual requirement); it is put back for a day.

    Refuses (RemovalRefused) one that something names.
    """
    return remove_rows(rows=[row], keeping=Keeping(words, back, Removal.Right.NETWORK), by=by)
