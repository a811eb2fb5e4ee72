"""Positions: who holds what in each organism, and what left when an agreement ended and the next was late."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import Agreement
from reporting.management.demo.cast import World, read_cast
from services.models import Position, PositionPay

TITLES = [
    ("Intervenante ou intervenant en emploi", 2), ("Agente ou agent de liaison avec les employeurs", 3),
    ("Intervenante ou intervenant à l’accueil", 4), ("Agente ou agent de régionalisation", 1),
    ("Coordination de projets", None), ("Animatrice ou animateur, rapprochement", 4),
    ("Agente ou agent de développement", 5),
]  # fmt: skip
HELD_SINCE = [
    date(2019, 9, 3),
    date(2022, 4, 4),
    date(2024, 1, 15),
    date(2017, 5, 1),
    date(2021, 8, 23),
    date(2025, 2, 10),
]
WEEK, TRAINED, LANGUAGES = (35, 28, 35, 21), (42, 12, 0, 60, 18), (2, 0, 1, 3)
# Days after the end of the agreement that paid it, by organism; 0: with its last day
LEFT_WITH_MONEY = {"croisee": 0, "confluence": 12, "quai": 0, "bois-francs": 30}
LEFT = [(date(2026, 6, 12), "left"), (date(2026, 9, 30), "retired"), (date(2025, 12, 19), "contract")]


def hold_positions(world: World) -> None:
    """Write positions in two statements, each paid by agreements of its organism that touch its days."""
    paying: dict[int, list[Agreement]] = {}
    for agreement in Agreement.objects.filter(organism__in=world.organisms.values()).order_by("during", "pk"):
        paying.setdefault(agreement.organism_id, []).append(agreement)
    rows = [row for rank, member in enumerate(read_cast()["organisms"]) for row in _of(world, member, rank, paying)]
    Position.objects.bulk_create(position for position, _ in rows)
    PositionPay.objects.bulk_create(
        PositionPay(position=position, agreement=agreement) for position, agreements in rows for agreement in agreements
    )


def _of(world: World, member: dict, rank: int, paying: dict[int, list[Agreement]]):
    organism = world.organisms[member["key"]]
    agreements, by = paying.get(organism.pk, []), world.coordinator(member["key"])
    for place in range(member["size"] + 1):
        which = rank + place
        title, component = TITLES[which % len(TITLES)]
        start, last, reason = HELD_SINCE[which % len(HELD_SINCE)], None, ""
        if place == member["size"] and (rank % 5 == 1 or member["key"] == "croisee"):
            last, reason = LEFT[rank % len(LEFT)]
        elif place == 0 and member["key"] in LEFT_WITH_MONEY:
            last, reason = _money_ended(agreements, LEFT_WITH_MONEY[member["key"]])
        position = Position(
            organism=organism, title=title, component=component, hours=WEEK[which % len(WEEK)], created_by=by,
            training_hours=TRAINED[which % len(TRAINED)], languages=LANGUAGES[which % len(LANGUAGES)],
            lost_reason=reason,
            during=DateRange(start, last and last + timedelta(days=1)),
        )  # fmt: skip
        touched = [row for row in agreements if row.during.upper > start and (not last or row.starts_on <= last)]
        yield position, touched[-2 if which % 2 else -1 :] if not reason else touched[-1:]


def _money_ended(agreements: list[Agreement], days: int) -> tuple[date | None, str]:
    """The last day of the newest agreement that is over, some days later when the organism waited for the next."""
    over = [row.last_day for row in agreements if row.last_day < date(2026, 11, 1)]
    return (max(over) + timedelta(days=days), "gap" if days else "funding") if over else (None, "")
