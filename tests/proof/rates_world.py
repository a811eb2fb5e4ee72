"""Agreements drawn by lot, their numbers beside 0, 85 and 100 % of their targets; then their rows, read by SQL."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from random import Random

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import Agreement, AgreementPartner, Deliverable, PeriodTarget, Requirement, Target
from organisms.models import Indicator, Organism, User
from organisms.names import sort_name
from reporting.funder_reports.actions.issuing import open_funder_report
from reporting.management.demo import past_moments
from reporting.models import Report
from services.activities.recording import ActivityInput, record_many
from services.counting.declarations import Population, declare
from services.households.actions import cancel_step
from services.models import ActivityType, JointTarget, Partner
from tests import factories
from tests.proof.rates import ONE, RATIOS, RETENTION, Activity, Declared, Facts, Given, Household, after
from tests.reporting.builders.reports import make_funder_report
from tests.services.households import builders as households

SEED, AGREEMENTS = 20_250_401, 18
START, HALF, END = date(2025, 4, 1), date(2025, 10, 1), date(2026, 4, 1)
MONTHS = [date(2025, 4, 1), date(2025, 5, 1), date(2025, 6, 1), date(2025, 7, 1)]
QUARTER = MONTHS[3]
NUMBER = 3
# The year runs on the first day, and is over on the second
RUNNING, OVER = date(2026, 1, 15), date(2026, 5, 10)
COUNTED = {
    "V2.09": ("Atelier CV et entrevue", "immigrants"),
    "V1.07": ("Séjour exploratoire", "immigrants"),
    "V3.07": ("Embauche", "quantity"),
    "V4.14": ("Activité de rapprochement", "immigrants"),
    "V4.15": ("Activité de rapprochement", "host"),
}
TIMES = {"V1.06": "Séjour exploratoire", "V4.13": "Activité de rapprochement", "V5.01": "Table de concertation"}
DECLARED = ("V1.04", "V2.02", "V4.03", "V4.04", "V5.07", "V4.08")
EDGES = (
    (5, 8, 75),
    (319, 320, 100),
    (1, 1000, 85),
    (27, 13, 100),
    (1, 8, 12),
    (169, 200, 100),
    (0, 7, 40),
    (17, 20, 100),
    (9, 9, 85),
)
MOVED_IN = (date(2023, 9, 14), date(2024, 2, 29), date(2024, 8, 31), date(2025, 2, 3), date(2025, 7, 15))
YEAR_SQL = "SELECT lower(during), upper(during) FROM agreements_agreementyear WHERE agreement_id = %s AND number = %s"
TARGETS_SQL = """SELECT i.code, t.value FROM agreements_target t JOIN organisms_indicator i ON i.id = t.indicator_id
    JOIN agreements_agreementyear y ON y.id = t.year_id WHERE y.agreement_id = %s AND y.number = %s"""
GIVEN_SQL = """SELECT i.code, r.kind, lower(d.period), upper(d.period), p.value FROM agreements_periodtarget p
    JOIN agreements_target t ON t.id = p.target_id JOIN organisms_indicator i ON i.id = t.indicator_id
    JOIN agreements_agreementyear y ON y.id = t.year_id JOIN agreements_deliverable d ON d.id = p.deliverable_id
    JOIN agreements_requirement r ON r.id = d.requirement_id WHERE y.agreement_id = %s AND y.number = %s"""
ACTIVITIES_SQL = """SELECT a.id, k.name, a.day, a.immigrants, a.host, a.quantity FROM services_activity a
    JOIN services_activitytype k ON k.id = a.activity_type_id JOIN services_charge c ON c.activity_id = a.id
    WHERE c.agreement_id = %s AND a.withdrawn_at IS NULL"""
EMPLOYERS_SQL = """SELECT n.activity_id, p.id, p.organism_id FROM services_activity_partners n
    JOIN services_partner p ON p.id = n.partner_id WHERE p.kind = 'employer'"""
DECLARED_SQL = """SELECT i.code, lower(d.period), upper(d.period), d.state, d.value, d.denominator
    FROM services_declaration d JOIN organisms_indicator i ON i.id = d.indicator_id
    WHERE d.agreement_id = %s AND d.replaced_by_id IS NULL AND d.mrc_id IS NULL AND d.region_id IS NULL"""
HOUSEHOLDS_SQL = """SELECT h.id, h.sender_id IS NOT NULL, h.size FROM services_household h
    LEFT JOIN services_jointtarget j ON j.id = h.joint_target_id WHERE j.receiver_agreement_id = %s"""
STEPS_SQL = """SELECT s.household_id, s.kind, s.day, s.months, s.result FROM services_householdstep s
    WHERE s.kind <> 'cancelled' AND NOT EXISTS (SELECT 1 FROM services_householdstep c WHERE c.cancels_id = s.id)
    ORDER BY s.id"""


@dataclass(frozen=True)
class World:
    lead: Organism
    person: User
    agreements: list[Agreement]
    reports: list[Report]


class _Maker:
    """What each agreement is given. `rng` alone decides, always in the same order."""

    def __init__(self):
        self.rng = Random(SEED)
        self.of_periods = Random(SEED + 1)
        self.lead = factories.make_organism("La Croisée boréale", region="08")
        self.partner = factories.make_organism("Maison des Deux-Rives", region="08")
        self.city = factories.make_organism("Relais de la Métropole", region="06")
        self.person = factories.make_seated_user("Nadia Cherkaoui-Roy", self.lead, "coordinator")
        self.funder = factories.make_funder("Ministère des Essais")
        self.kinds = dict(ActivityType.objects.values_list("name", "pk"))
        self.indicators = {row.code: row for row in Indicator.objects.all()}

    def agreement(self, rank: int) -> Agreement:
        kept = factories.make_agreement(
            self.lead, self.funder, f"MIN-{rank:03d}", start=date(2023, 4, 1), end=date(2026, 4, 1)
        )
        AgreementPartner.objects.create(agreement=kept, organism=self.partner)
        for code in COUNTED:
            self._counted(kept, code)
        for code in TIMES:
            self._times(kept, code)
        self._confirmed(kept, "V1.01", ("zero", "na", "nd")[rank % 3])
        self._employers(kept)
        for code in self.rng.sample(DECLARED, 4):
            self._declared(kept, code)
        self._ratio(kept, "V2.04", EDGES[rank % len(EDGES)])
        if rank % 3:
            self._ratio(kept, "V4.11", EDGES[(rank + 3) % len(EDGES)])
        else:
            self._households(kept, rank)
        return kept

    def give_periods(self, agreement: Agreement, rank: int) -> None:
        """Targets of a quarter, of its months, of a half, of several of them or of none, zero and too much included."""
        quarter = self._owed(agreement, "interim", START, QUARTER)
        months = [self._owed(agreement, "monthly", *days) for days in pairwise(MONTHS)]
        half = self._owed(agreement, "interim", START, HALF)
        chosen = ([], [quarter], months, [half], [*months, half], months[:2], [quarter, half])[rank % 7]
        for target in Target.objects.filter(year__agreement=agreement).select_related("indicator").order_by("pk"):
            for deliverable in chosen:
                edge = self.of_periods.choice(
                    [0, 1, int(target.value) // 4, int(target.value) // 12, int(target.value)]
                )
                PeriodTarget.objects.create(target=target, deliverable=deliverable, value=edge)

    def _owed(self, agreement: Agreement, kind: str, start: date, end: date) -> Deliverable:
        asked = {"due_month": 10, "due_day": 31} if kind == "interim" else {"due_after_days": 15, "period_months": 1}
        requirement, _ = Requirement.objects.get_or_create(agreement=agreement, kind=kind, defaults=asked)
        days = DateRange(start, end)
        return requirement.deliverables.get_or_create(period=days, defaults={"due_on": date(2026, 6, 30)})[0]

    def _aim(self, agreement: Agreement, code: str, value: int | Decimal) -> None:
        Target.objects.create(year=agreement.years.get(number=NUMBER), indicator=self.indicators[code], value=value)

    def _near(self, target: int) -> int:
        """A number that a careless rounding would put on the wrong side of 0, 85 or 100 per cent."""
        edge = self.rng.choice([0, target * 85 // 100, target, self.rng.randint(0, 2 * target)])
        return max(edge + self.rng.choice([-1, 0, 1]), 0)

    def _counted(self, agreement: Agreement, code: str) -> None:
        kind, column = COUNTED[code]
        target = self.rng.choice([self.rng.randint(2, 60), self.rng.randint(200, 2400)])
        self._aim(agreement, code, target if self.rng.random() < 0.8 else target + Decimal("0.5"))
        whole = self._near(target)
        part = self.rng.randint(0, whole)
        for organism, number in ((self.lead, whole - part), (self.partner, part)):
            self._record(organism, agreement, kind, **{column: number})
        # Neither the year before nor another agreement counts
        self._record(self.lead, agreement, kind, day=date(2025, 3, 31), **{column: 7})

    def _times(self, agreement: Agreement, code: str) -> None:
        self._aim(agreement, code, self.rng.choice([0, 3, 7, 12, 13, 20]))
        for _ in range(self.rng.choice([0, 0, 2, 5])):
            self._record(self.rng.choice([self.lead, self.partner]), agreement, TIMES[code])

    def _confirmed(self, agreement: Agreement, code: str, state: str) -> None:
        """What a person said of an indicator that no activity counts."""
        self._aim(agreement, code, 12)
        self._declare(agreement, code, START, END, 0 if state == "zero" else None, state=state)

    def _employers(self, agreement: Agreement) -> None:
        self._aim(agreement, "V3.01", self.rng.randint(1, 9))
        for organism in self.rng.choice([(), (self.lead,), (self.partner,), (self.lead, self.partner)]):
            names = [f"Entreprise {number}" for number in range(self.rng.randint(1, 5))]
            for name in (*names, names[0]):
                row, _ = Partner.objects.get_or_create(
                    organism=organism, kind="employer", name=name, sort_name=sort_name(name)
                )
                self._record(organism, agreement, "Visite d’entreprise", partner_ids=(row.pk,))
        if self.rng.random() < 0.3:
            self._record(self.lead, agreement, "Visite d’entreprise")

    def _declared(self, agreement: Agreement, code: str) -> None:
        target = self.rng.choice([self.rng.randint(1, 60), self.rng.randint(200, 12_000)])
        self._aim(agreement, code, target)
        value = min(self._near(target), 180) if code == "V5.07" else self._near(target)
        how = self.rng.choice(["year", "year", "halves", "half", "nothing", "nd"])
        if how == "year":
            self._declare(agreement, code, START, END, value)
        elif how == "nd":
            self._declare(agreement, code, START, END, None, state="nd")
        elif how != "nothing":
            self._declare(agreement, code, START, HALF, value)
            if how == "halves":
                self._declare(agreement, code, HALF, END, value // 2)

    def _ratio(self, agreement: Agreement, code: str, edge: tuple[int, int, int]) -> None:
        part, whole, target = edge
        self._aim(agreement, code, target)
        self._declare(agreement, code, START, END, part, of=whole)
        self._declare(agreement, code, START, HALF, part, of=whole + 1)

    def _declare(self, agreement, code, start, end, value, *, of=None, state="") -> None:
        declare(
            population=Population(self.lead.pk, DateRange(start, end), agreement.pk),
            indicator=self.indicators[code],
            state=state or ("value" if value else "zero"),
            value=None if value is None else Decimal(value),
            denominator=None if of is None else Decimal(of),
            by=self.person,
        )

    def _record(self, organism: Organism, agreement: Agreement, kind: str, *, day: date | None = None, **numbers):
        day = day or START + timedelta(days=self.rng.randint(0, (RUNNING - START).days))
        fact = ActivityInput(self.kinds[kind], day, agreement_ids=(agreement.pk,), **numbers)
        record_many(organism, [fact], by=self.person)

    def _households(self, agreement: Agreement, rank: int) -> None:
        """Of one agreement nothing is known, of another a single household; elsewhere chance tells."""
        for code in (*RETENTION, "V1.10", "V1.11"):
            self._aim(agreement, code, 75 if code in RATIOS else self.rng.randint(1, 9))
        joint = households.make_target(
            self.city, self.lead, self.person, days=(date(2023, 4, 1), date(2026, 3, 31)), agreements=(None, agreement)
        )
        days = {3: MOVED_IN[1:2], 6: MOVED_IN}.get(rank, MOVED_IN * 2)
        for day in days:
            self._household(joint, day + timedelta(days=self.rng.randint(0, 9)), knows=rank != 6)
        waiting = households.refer(joint, self.person, day=date(2025, 6, 2))
        households.receive(waiting, self.person, day=date(2025, 6, 9))
        undone = households.refer(joint, self.person, day=date(2025, 6, 3))
        cancel_step(step=undone.steps.get(), organism=self.city, reason="Inscrit deux fois", by=self.person)

    def _household(self, joint: JointTarget, day: date, *, knows: bool) -> None:
        home = households.refer(joint, self.person, day=day - timedelta(days=9), size=self.rng.randint(1, 6))
        households.receive(home, self.person, day=day - timedelta(days=5))
        households.step(home, home.receiver, "settled", day, self.person)
        households.step(home, home.sender, "confirmed", day, self.person)
        for months in RETENTION.values():
            result = self.rng.choice(["stayed", "stayed", "left", "unknown", ""]) if knows else "unknown"
            if after(day, months) <= RUNNING and result:
                households.follow(home, self.person, months, result, after(day, months))
            if result == "left":
                break


def make_world() -> World:
    """Return the agreements of one organism, and the reports of the year, its half and its first quarter of each."""
    with past_moments.at(past_moments.moment(RUNNING)):
        maker = _Maker()
        agreements = [maker.agreement(rank) for rank in range(AGREEMENTS)]
        for rank, agreement in enumerate(agreements):
            maker.give_periods(agreement, rank)
    reports = []
    with past_moments.at(past_moments.moment(OVER)):
        for agreement in agreements:
            owed = {"kind": "final", "period": DateRange(START, END), "due_on": date(2026, 6, 30)}
            reports.append(make_funder_report(agreement, maker.person, **owed))
            for deliverable in Deliverable.objects.filter(
                requirement__agreement=agreement, requirement__kind="interim"
            ):
                reports.append(open_funder_report(deliverable=deliverable, by=maker.person))
    return World(maker.lead, maker.person, agreements, reports)


def fetch(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _exact(value) -> Fraction | None:
    return None if value is None else Fraction(value)


def facts_of(agreement_id: int) -> Facts:
    """The rows of an agreement, as plain values."""
    ((start, end),) = fetch(YEAR_SQL, agreement_id, NUMBER)
    named, steps = {}, {}
    for activity, partner, owner in fetch(EMPLOYERS_SQL):
        named.setdefault(activity, set()).add((partner, owner))
    for household, *step in fetch(STEPS_SQL):
        steps.setdefault(household, []).append(tuple(step))
    first = min((day for rows in steps.values() for _, day, _, _ in rows), default=None)
    return Facts(
        start,
        end,
        {code: Fraction(value) for code, value in fetch(TARGETS_SQL, agreement_id, NUMBER)},
        tuple(
            Activity(kind, day, _numbers(*numbers), frozenset(named.get(pk, ())))
            for pk, kind, day, *numbers in fetch(ACTIVITIES_SQL, agreement_id)
        ),
        tuple(Declared(*row, _exact(value), _exact(of)) for *row, value, of in fetch(DECLARED_SQL, agreement_id)),
        tuple(
            Household(sent, size, tuple(steps.get(pk, ()))) for pk, sent, size in fetch(HOUSEHOLDS_SQL, agreement_id)
        ),
        first and date(first.year - (first.month < 4), 4, 1),
        tuple(Given(*row, Fraction(value)) for *row, value in fetch(GIVEN_SQL, agreement_id, NUMBER)),
    )


def _numbers(immigrants, host, quantity) -> dict[str, Fraction]:
    told = {ONE: 1, "immigrants": immigrants, "host": host, "quantity": quantity}
    return {name: Fraction(number) for name, number in told.items() if number is not None}
