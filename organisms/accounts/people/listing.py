"""The list of people: seats of today, second step, recovery codes that are left, last entry."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.urls import reverse

from organisms.models import IssuerTie, User
from organisms.models.seats import SECOND_STEPS, Seat
from roriq_portal.lists.columns import BY_VALUE, Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare

STEPS = {"totp": "application", "webauthn": "clé"}
CODES = "recovery_codes"


@dataclass(frozen=True)
class PersonRow:
    """`steps`: the parts of the second step in words; `codes_left`: None without any; `has_tie`: at an issuer."""

    user: User
    seats: tuple[str, ...]
    steps: tuple[str, ...]
    codes_left: int | None
    has_tie: bool

    @property
    def step_words(self) -> str:
        return " et ".join(self.steps) or "aucune"

    @property
    def seat_words(self) -> str:
        return "; ".join(self.seats) or "aucun"

    @property
    def entered_at(self) -> datetime | None:
        return self.user.last_login


def people_rows(people: QuerySet[User]) -> list[PersonRow]:
    """Return how each of these people enters, in their order. As many queries for one as for a thousand."""
    rows = list(people)
    numbers = [person.pk for person in rows]
    seats, parts = _seats_of(numbers), _parts_of(numbers)
    tied = set(IssuerTie.objects.filter(user__in=numbers).values_list("user", flat=True))
    return [
        PersonRow(
            user=person,
            seats=tuple(seats[person.pk]),
            steps=tuple(words for kind, words in STEPS.items() if kind in parts[person.pk]),
            codes_left=_codes_left(parts[person.pk].get(CODES)),
            has_tie=person.pk in tied,
        )
        for person in rows
    ]


def people_without_step(people: QuerySet[User]) -> QuerySet[User]:
    return people.exclude(pk__in=Authenticator.objects.filter(type__in=SECOND_STEPS).values("user"))


def _seats_of(people: Iterable[int]) -> dict[int, list[str]]:
    """Return what each person holds today, in words; a query for each kind of seat, of the apps above this one too."""
    seats: dict[int, list[str]] = defaultdict(list)
    for kind in Seat.__subclasses__():
        owners = {"organism", "funder", "office"} & {field.name for field in kind._meta.fields}
        for seat in kind.objects.running().filter(user__in=people).select_related(*sorted(owners)).order_by("pk"):
            seats[seat.user_id].append(str(seat))
    return seats


def _parts_of(people: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return kind → which recovery codes were used, as a number whose bits are the codes, of each person."""
    parts: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Authenticator.objects.filter(user__in=people).annotate(used=KT("data__used_mask"))
    for person, kind, used in rows.values_list("user", "type", "used"):
        parts[person][kind] = int(used or 0)
    return parts


def _codes_left(used: int | None) -> int | None:
    return None if used is None else max(0, app_settings.RECOVERY_CODE_COUNT - used.bit_count())


def _name(row: PersonRow) -> Shown:
    return Shown(row.user.name, reverse("organisms:person-detail", args=[row.user.pk]), (Under(row.user.email),))


PEOPLE = declare(
    Listing(
        address="organisms:person-list",
        name="Personnes",
        stem="personnes",
        nouns=("personne", "personnes"),
        columns=(
            Column("personne", "Personne", lambda row: row.user.name, BY_VALUE, show=_name),
            Column("sieges", "Sièges d’aujourd’hui", lambda row: row.seat_words),
            Column("etape", "Deuxième étape", lambda row: row.step_words, BY_VALUE),
            Column("codes", "Codes de secours", lambda row: row.codes_left, BY_VALUE, Kind.NUMBER),
            Column("entree", "Dernière entrée", lambda row: row.entered_at, BY_VALUE, Kind.MOMENT),
            Column("relie", "Compte relié", lambda row: "oui" if row.has_tie else "", BY_VALUE, is_usual=False),
            Column("courriel", "Courriel", lambda row: row.user.email, BY_VALUE, is_usual=False),
        ),
        order="",
    )
)
