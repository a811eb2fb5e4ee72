"""Register: three years of activities, drawn from a seeded source so that they are the same everywhere."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from agreements.models import Agreement
from organisms.models import Category, Municipality, Organism
from organisms.names import sort_name
from reporting.management.demo import past_moments
from reporting.management.demo.cast import World, read_cast, roles
from services.activities.recording import ActivityInput, record_many, refresh_statistics
from services.models import ActivityType, Partner
from services.partners.body_actions import save_body

FIRST_DAY = date(2023, 4, 1)
LAST_DAY = date(2026, 10, 31)
PER_MONTH = 17  # activities of an organism of size one
SEASON = {1: 0.9, 2: 1.0, 3: 1.2, 4: 1.0, 5: 1.1, 6: 1.0, 7: 0.5, 8: 0.7, 9: 1.2, 10: 1.2, 11: 1.1, 12: 0.6}
BROKEN_DOWN = 0.55
BODIES = ("Table de concertation en immigration", "Comité des milieux accueillants")
COMMITTEE_UNTIL = date(2026, 5, 1)
NAMED = 0.99
# Chance that an activity of a component is charged to an agreement of the programme.
CHARGED = {
    "regionalisation": {1: 0.8, 2: 0.25, 3: 0.7, 4: 0.65, 5: 0.75},
    "aide-emploi": {2: 0.6, 3: 0.1},
    "vitalite": {4: 0.6, 5: 0.5},
    "inclusion-fondation": {4: 0.25},
    "soutien-mission": {4: 0.15, 5: 0.3},
    "vivre-ensemble": {4: 0.3},
}
# Weight, then the least and the most of immigrants, of the host society, of the quantity.
SHAPES: dict[str, tuple] = {
    "Séance d’information": (4, (4, 22), None, None),
    "Séjour exploratoire": (2, (3, 12), None, None),
    "Salon de l’emploi": (1, None, None, None),
    "Plan de régionalisation": (4, None, None, (1, 4)),
    "Atelier CV et entrevue": (4, (3, 12), None, None),
    "Mesure PRIIME": (2, (1, 3), None, None),
    "Mesure SSI": (2, (1, 5), None, None),
    "Mesure MFOR": (2, (1, 6), None, None),
    "Stage d’observation": (2, (1, 3), None, None),
    "Visite d’entreprise": (5, None, None, None),
    "Formation interculturelle en milieu de travail": (2, None, (4, 18), None),
    "Collecte d’offres d’emploi": (3, None, None, (1, 12)),
    "Embauche": (3, None, None, (1, 4)),
    "Premier accueil": (8, None, None, None),
    "Suivi": (12, None, None, None),
    "Logement trouvé": (3, None, None, (1, 2)),
    "Inscriptions (école, RAMQ, francisation)": (5, None, None, (1, 6)),
    "Jumelage conclu": (2, None, None, (1, 2)),
    "Arrivée RPCE": (2, (1, 9), None, None),
    "Activité de rapprochement": (4, (6, 35), (6, 45), None),
    "Table de concertation": (3, None, None, None),
    "Rencontre de partenaires": (4, None, None, None),
    "Outil produit": (1, None, None, (1, 3)),
    "Formation du personnel": (2, None, None, (2, 21)),
}
WEIGHTS = {
    "sex": {"femmes": 50, "hommes": 47, "autre-nsp": 3},
    "age": {"0-14": 12, "15-24": 15, "25-34": 31, "35-44": 24, "45-54": 11, "55-64": 5, "65+": 2},
    "immigration": {"economique": 48, "regroupement": 17, "refugies": 27, "autres": 8},
}


@dataclass(frozen=True)
class Recorder:
    """What one organism draws from when it records."""

    source: random.Random
    kinds: list[ActivityType]
    weights: list[int]
    home: Municipality
    around: list[Municipality]
    agreements: list[tuple[Agreement, str, set[int]]]
    partners: dict[str, list[int]]
    categories: dict[tuple[str, str], int]
    bodies: tuple[int, int]


def record_register(world: World) -> int:
    """Record the activities of every organism, by half-year, through the actions of imports; return how many."""
    categories = {(row.dimension.key, row.key): row.pk for row in Category.objects.select_related("dimension")}
    written = 0
    for order, (key, row) in enumerate(roles().items()):
        if not row["size"]:
            continue
        if order in (1, 4, 16):
            refresh_statistics()
        recorder = _recorder(world, key, random.Random(20141113 + order), categories)
        facts = sorted(_facts(recorder, row["size"]), key=lambda fact: fact.day)
        for recorded_on, part in groupby(facts, key=lambda fact: _recorded_on(fact.day)):
            with past_moments.at(past_moments.moment(recorded_on)):
                written += len(record_many(world.organisms[key], part, by=world.coordinator(key)))
    return written


def _recorded_on(day: date) -> date:
    """The day an activity is typed: soon after its half of the State's year, or after the last day of all."""
    half_ends = [date(day.year, 4, 1), date(day.year, 10, 1), date(day.year + 1, 4, 1)]
    return min(next(end for end in half_ends if day < end), LAST_DAY) + timedelta(days=4)


def _recorder(world: World, key: str, source: random.Random, categories: dict[tuple[str, str], int]) -> Recorder:
    organism = world.organisms[key]
    home = world.home(key)
    offered = ActivityType.objects.filter(organism=None, component__in=organism.components).order_by(
        "component", "sort_name"
    )
    kinds = [kind for kind in offered if kind.name != "Arrivée RPCE" or home.receives_rpce_since]
    around = list(Municipality.objects.filter(region=organism.region).order_by("-population", "code")[:9])
    agreements = [
        (row, row.programme.key, set(row.mrcs.values_list("pk", flat=True))) for row in world.of_organism(key)
    ]
    mrcs = {mrc for *_, places in agreements for mrc in places}
    around += Municipality.objects.filter(mrc__in=mrcs).order_by("-population", "code")[:3]
    return Recorder(
        source=source,
        kinds=kinds,
        weights=[SHAPES[kind.name][0] for kind in kinds],
        home=home,
        around=around,
        agreements=agreements,
        partners=_create_partners(organism, source),
        categories=categories,
        bodies=_create_bodies(organism),
    )


def _create_bodies(organism: Organism) -> tuple[int, int]:
    """The table that goes on, and the committee nobody has called for a while."""
    members = ["Table locale d’accueil", "Chambre de commerce locale", "Cégep de la région"]
    table, committee = (
        save_body(
            organism=organism,
            values={"name": name, "sort_name": sort_name(name), "region": organism.region},
            member_names=members,
        ).pk
        for name in BODIES
    )
    return table, committee


def _create_partners(organism: Organism, source: random.Random) -> dict[str, list[int]]:
    cast, ids = read_cast(), {}
    for kind, names in (("employer", cast["employers"]), ("partner", cast["partners"])):
        chosen = source.sample(names, 11 if kind == "employer" else 9)
        rows = [Partner(organism=organism, kind=kind, name=name, sort_name=sort_name(name)) for name in chosen]
        ids[kind] = [row.pk for row in Partner.objects.bulk_create(rows)]
    return ids


def _facts(recorder: Recorder, size: int) -> Iterator[ActivityInput]:
    month = FIRST_DAY
    while month <= LAST_DAY:
        following = date(month.year + (month.month == 12), month.month % 12 + 1, 1)
        for _ in range(round(PER_MONTH * size * SEASON[month.month] * recorder.source.uniform(0.85, 1.15))):
            yield _fact(recorder, _working_day(recorder.source, month, following))
        month = following


def _working_day(source: random.Random, month: date, following: date) -> date:
    day = month + timedelta(days=source.randrange((following - month).days))
    weekend = max(day.weekday() - 4, 0)
    earlier = day - timedelta(days=weekend)
    return earlier if earlier >= month else day + timedelta(days=2)


def _fact(recorder: Recorder, day: date) -> ActivityInput:
    source = recorder.source
    (kind,) = source.choices(recorder.kinds, recorder.weights)
    _, immigrants, host, quantity = SHAPES[kind.name]
    people = source.randint(*immigrants) if immigrants else None
    place = _place(recorder, kind)
    return ActivityInput(
        activity_type_id=kind.pk,
        day=day,
        municipality_id=place.pk if place else None,
        immigrants=people,
        host=source.randint(*host) if host else None,
        quantity=Decimal(source.randint(*quantity)) if quantity else None,
        categories=_categories(recorder, people) if people and source.random() < BROKEN_DOWN else {},
        partner_ids=_partner(recorder, kind),
        agreement_ids=_charged(recorder, kind.component, day, place),
        note=source.choice(read_cast()["notes"]),
        body_id=_body(recorder, kind, day),
    )


def _body(recorder: Recorder, kind: ActivityType, day: date) -> int | None:
    if kind.name != "Table de concertation":
        return None
    table, committee = recorder.bodies
    return committee if day < COMMITTEE_UNTIL and day.day % 3 == 0 else table


def _place(recorder: Recorder, kind: ActivityType) -> Municipality | None:
    draw = recorder.source.random()
    if kind.name == "Arrivée RPCE" or draw < 0.6:
        return recorder.home
    return recorder.source.choice(recorder.around) if draw < 0.95 else None


def _categories(recorder: Recorder, people: int) -> dict[int, int]:
    by_category: dict[int, int] = {}
    for dimension, weights in WEIGHTS.items():
        drawn = Counter(recorder.source.choices(list(weights), list(weights.values()), k=people))
        by_category |= {recorder.categories[dimension, key]: number for key, number in sorted(drawn.items())}
    return by_category


def _partner(recorder: Recorder, kind: ActivityType) -> tuple[int, ...]:
    if not kind.names_partner or recorder.source.random() >= NAMED:
        return ()
    return (recorder.source.choice(recorder.partners[kind.names_partner]),)


def _charged(recorder: Recorder, component: int, day: date, place: Municipality | None) -> tuple[int, ...]:
    return tuple(
        agreement.pk
        for agreement, programme, mrcs in recorder.agreements
        if recorder.source.random() < CHARGED[programme].get(component, 0)
        and day in agreement.during
        and (not mrcs or (place is not None and place.mrc_id in mrcs))
    )
