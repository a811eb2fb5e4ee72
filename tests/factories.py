"""Rows without surprises: each factory makes what its name says and nothing beside it."""

import itertools
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import Agreement, AgreementFunder, AgreementYear, Funder, FunderSeat, Programme
from organisms.models import (
    AuditorSeat,
    Membership,
    NetworkMembership,
    NetworkSeat,
    Organism,
    OrganismName,
    PivotMandate,
    Region,
    User,
)
from organisms.names import sort_name
from services.activities.recording import ActivityInput, record_many
from services.models import Activity, ActivityType

numbers = itertools.count(1)
ALWAYS = DateRange(date(2012, 4, 1), None)


def make_user(name="Personne Essai", email=None, password=None) -> User:
    return User.objects.create_user(email or f"personne{next(numbers)}@example.org", password, name=name)


def make_organism(name="", region="08", components=(1, 2, 3, 4, 5), pivot_since=None) -> Organism:
    name = name or f"Organisme d’essai {next(numbers)}"
    place = Region.objects.get(code=region)
    organism = Organism.objects.create(name=name, sort_name=sort_name(name), region=place, components=list(components))
    OrganismName.objects.create(organism=organism, name=name, during=ALWAYS)
    NetworkMembership.objects.create(organism=organism, state="active", during=ALWAYS)
    if pivot_since:
        PivotMandate.objects.create(region=place, organism=organism, during=DateRange(pivot_since, None))
    return organism


def make_seated_user(name, organism, role, during=ALWAYS) -> User:
    user = make_user(name)
    Membership.objects.create(user=user, organism=organism, role=role, during=during)
    return user


def make_network_user(name, role="coordinator") -> User:
    user = make_user(name)
    NetworkSeat.objects.create(user=user, role=role, during=ALWAYS)
    return user


def make_funder(name="Bailleur d’essai", kind="ministry") -> Funder:
    return Funder.objects.create(name=name, sort_name=sort_name(name), kind=kind)


def make_funder_user(name, funder, office=None) -> User:
    user = make_user(name)
    FunderSeat.objects.create(user=user, funder=funder, office=office, during=ALWAYS)
    return user


def make_auditor(name, organism) -> User:
    user = make_user(name)
    AuditorSeat.objects.create(user=user, organism=organism, during=ALWAYS)
    return user


@transaction.atomic
def make_agreement(
    organism,
    funder,
    reference="ENT-1",
    *,
    programme_key="regionalisation",
    start=date(2024, 4, 1),
    end=date(2027, 4, 1),
) -> Agreement:
    """An agreement of `funder` from `start` to the day before `end`, one State year of 100 000 $ each."""
    agreement = Agreement.objects.create(
        organism=organism,
        programme=Programme.objects.get(key=programme_key),
        reference=reference,
        title=f"Entente {reference}",
        during=DateRange(start, end),
        components=[1, 2, 3, 4, 5],
    )
    AgreementFunder.objects.create(agreement=agreement, funder=funder, is_lead=True, share=100)
    for number in range(1, end.year - start.year + 1):
        first = start.replace(year=start.year + number - 1)
        last = min(start.replace(year=start.year + number), end)
        AgreementYear.objects.create(
            agreement=agreement, number=number, during=DateRange(first, last), amount=Decimal("100000.00")
        )
    return agreement


def make_activity(
    organism, type_name="Premier accueil", *, day=date(2025, 6, 3), by=None, agreements=(), **numbers_typed
) -> Activity:
    """One activity through the product's own path.

    `numbers_typed`: immigrants, host, quantity, categories, partner_ids, note, municipality_id.
    """
    kind = ActivityType.objects.get(name=type_name)
    fact = ActivityInput(
        activity_type_id=kind.pk, day=day, agreement_ids=tuple(a.pk for a in agreements), **numbers_typed
    )
    record_many(organism, [fact], by=by)
    return Activity.objects.filter(organism=organism).latest("pk")
