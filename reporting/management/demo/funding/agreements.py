"""Contracts: some sixty agreements with their years, money, targets, one revision here and there, and what is owed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.agreement.actions import create_agreement, save_requirement, set_targets
from agreements.agreement.terms.facts import AgreementInput
from agreements.agreement.terms.period_places import PeriodPlace
from agreements.agreement.terms.target_texts import target_mark
from agreements.amendments.actions import AmendmentInput, draft_amendment, revise_target, sign_amendment
from agreements.amendments.clauses import Clause, clauses_of
from agreements.currency import cents
from agreements.models import Agreement, Change, Programme, Requirement, Target
from organisms.models import Indicator, Mrc
from reporting.management.demo import past_moments
from reporting.management.demo.cast import SIZE_TO_COME, World, roles
from reporting.management.demo.funding.parties import shape_funders, shape_programmes, terms_of

FINAL, INTERIM, MONTHLY = Requirement.Kind.FINAL, Requirement.Kind.INTERIM, Requirement.Kind.MONTHLY
# kind, first month of the period, months, due month, due day
OWED = {
    "regionalisation": [(INTERIM, 4, 6, 10, 31), (FINAL, 4, 12, 6, 30)],
    "vitalite": [(FINAL, 1, 12, 3, 31)],
    "aide-emploi": [(FINAL, 4, 12, 5, 31)],
    "inclusion-fondation": [(FINAL, 1, 12, 2, 15)],
    "soutien-mission": [(FINAL, 7, 12, 10, 1)],
    "vivre-ensemble": [(FINAL, 1, 12, 3, 1)],
}
TITLES = {
    "regionalisation": "Régionalisation de l’immigration",
    "vitalite": "Entente de vitalité du territoire",
    "aide-emploi": "Services d’aide à l’emploi",
    "inclusion-fondation": "Se connaître pour mieux vivre ensemble",
    "soutien-mission": "Soutien à la mission",
    "vivre-ensemble": "Vivre ensemble à Sherbrooke",
}
# What a unit of size promises in a year.
PROMISED = {
    "regionalisation": {
        "V1.04": 22, "V1.06": 4, "V1.10": 9, "V2.02": 18, "V2.03": 9, "V3.01": 6,
        "V4.04": 14, "V4.13": 7, "V4.14": 110, "V4.15": 120, "V5.01": 8,
    },
    "vitalite": {"V1.11": 12, "V4.13": 3, "V4.14": 45, "V4.15": 50, "V5.02": 3},
    "aide-emploi": {"V2.01": 24, "V2.02": 15, "V2.05": 30},
}  # fmt: skip
# Who owes statistics every month, and what three months of its year have to reach: the year is not even
EVERY_MONTH = "SQ-2024-104"
OF_MONTHS = {"V2.05": {4: 4, 6: 16, 7: 14}}
FROM_2023 = (
    "boussole", "ailleurs", "quai", "quatre-vents", "portes", "escale", "horizon", "confluence",
    "yamaska", "draveur", "passerelle", "racines", "metier", "rives",
)  # fmt: skip
NOT_RENEWED = ("draveur", "portes")
NUMBERS = {"metier": 17, "yamaska": 21, "croisee": 31}


@dataclass(frozen=True)
class Plan:
    """One agreement to write."""

    organism: str
    programme: str
    lead: str
    reference: str
    start: date
    end: date
    mrc: str = ""
    share: Decimal = Decimal(1)


def plans() -> Iterator[Plan]:
    """The agreements of the demonstration, oldest programme first."""
    yield from _ministry_plans()
    yield from _employment_plans()
    yield from _local_plans()
    yield from _other_plans()


def _ministry_plans() -> Iterator[Plan]:
    for order, key in enumerate(roles(), 101):
        number = NUMBERS.get(key, order)
        first = 2023 if key in FROM_2023 else 2024
        yield _ministry(key, f"MIN-{first}-{number:03}", first)
        if key in FROM_2023 and key not in NOT_RENEWED:
            yield _ministry(key, f"MIN-2026-{number:03}", 2026)


def _ministry(key: str, reference: str, first: int) -> Plan:
    return Plan(key, "regionalisation", "regionalisation", reference, date(first, 4, 1), date(first + 3, 4, 1))


def _employment_plans() -> Iterator[Plan]:
    ends = {"metier": 2026, "yamaska": 2026}
    references = {"metier": 112, "yamaska": 118, "croisee": 104, "escale": 105, "horizon": 106}
    references |= {"confluence": 107, "amarre": 108, "bois-francs": 109}
    for key, number in references.items():
        end = date(ends.get(key, 2027), 4, 1)
        start, share = date(2024, 4, 1), Decimal("0.6")
        yield Plan(key, "aide-emploi", "sq", f"SQ-2024-{number}", start, end, share=share)


def _local_plans() -> Iterator[Plan]:
    rows = [
        ("metier", "mrc-trois-clochers", "MRC-2024-04", 2024, 2027, "490"),
        ("yamaska", "mrc-riviere-aux-aulnes", "MRC-2024-09", 2024, 2027, "470"),
        ("croisee", "mrc-vallee-des-bouleaux", "VAL-2025-04", 2025, 2028, "890"),
        ("deux-lacs", "mrc-vallee-des-bouleaux", "VAL-2025-07", 2025, 2027, "890"),
        ("bois-francs", "mrc-trois-clochers", "MRC-2025-11", 2025, 2027, "490"),
        ("confluence", "mrc-riviere-aux-aulnes", "MRC-2025-15", 2025, 2028, "470"),
    ]
    for key, lead, reference, first, last, mrc in rows:
        start, end = date(first, 1, 1), date(last, 1, 1)
        yield Plan(key, "vitalite", lead, reference, start, end, mrc, Decimal("0.2"))


def _other_plans() -> Iterator[Plan]:
    small = Decimal("0.15")
    for order, key in enumerate(("quai", "rives", "escale", "croisee"), 1):
        yield Plan(
            key,
            "inclusion-fondation",
            "fondation",
            f"FTA-2025-{order:02}",
            date(2025, 1, 1),
            date(2027, 1, 1),
            share=small,
        )
    for order, key in enumerate(("deux-lacs", "racines", "batture", "croisee"), 41):
        yield Plan(
            key, "soutien-mission", "mission", f"PSM-{order}", date(2024, 7, 1), date(2027, 7, 1), share=Decimal("0.4")
        )
    # Renewed 47 days late
    for reference, start, end in (
        ("SHE-2023-02", date(2023, 1, 1), date(2026, 1, 1)),
        ("SHE-2026-01", date(2026, 2, 17), date(2029, 1, 1)),
    ):
        yield Plan("confluence", "vivre-ensemble", "ville", reference, start, end, share=small)


def create_contracts(world: World) -> None:
    """Write the agreements, each recorded two weeks before it begins, with what it promises and owes."""
    shape_funders(world)
    shape_programmes(OWED)
    programmes = {row.key: row for row in Programme.objects.all()}
    mrcs = {row.code: row for row in Mrc.objects.all()}
    indicators = {row.code: row for row in Indicator.objects.all()}
    for plan in plans():
        by = world.coordinator(plan.organism)
        with past_moments.at(past_moments.moment(plan.start, 10)):
            facts = _facts(world, plan, programmes[plan.programme], mrcs)
            agreement = create_agreement(organism=world.organisms[plan.organism], facts=facts, by=by)
            _write_owed(agreement, plan, by)
            _write_targets(agreement, plan, indicators, by)
        world.agreements.append(agreement)
    _revise_some(world)
    _amend_some(world)


def _facts(world: World, plan: Plan, programme: Programme, mrcs: dict[str, Mrc]) -> AgreementInput:
    organism, lead = world.organisms[plan.organism], world.funders[plan.lead]
    years = plan.end.year - plan.start.year
    yearly = (Decimal(60_000) + 45_000 * _size(plan.organism)) * plan.share
    employment = plan.programme == "aide-emploi"
    components = (2, 3) if employment else tuple(organism.components)
    said = AgreementInput(
        reference=plan.reference,
        funder_reference=f"R-{plan.start.year % 100}{len(world.agreements) + 310}",
        title=TITLES[plan.programme],
        programme=programme,
        stream=None,
        lead=lead,
        office=lead.offices.filter(name__contains=organism.region.name).first(),
        cosigners=(),
        term=DateRange(plan.start, plan.end),
        first_month=0,
        components=tuple(sorted(set(components) & set(organism.components))) or tuple(organism.components),
        regions=(organism.region,),
        mrcs=(mrcs[plan.mrc],) if plan.mrc else (),
        issued_by_network=False,
        amounts=tuple(cents(yearly * (100 + 2 * number) / 100) for number in range(years)),
    )
    return replace(said, **terms_of(world, programme, plan.reference, plan.start))


def _size(key: str) -> int:
    return roles()[key]["size"] or SIZE_TO_COME


def _write_owed(agreement: Agreement, plan: Plan, by) -> None:
    for kind, from_month, months, due_month, due_day in OWED[plan.programme]:
        requirement = Requirement(
            kind=kind, period_from_month=from_month, period_months=months, due_month=due_month, due_day=due_day
        )
        save_requirement(agreement=agreement, requirement=requirement, by=by)
    if plan.reference == EVERY_MONTH:
        monthly = Requirement(kind=MONTHLY, period_from_month=4, period_months=1, due_after_days=10)
        save_requirement(agreement=agreement, requirement=monthly, by=by)


def _write_targets(agreement: Agreement, plan: Plan, indicators: dict[str, Indicator], by) -> None:
    promised = {
        code: value * _size(plan.organism)
        for code, value in PROMISED.get(plan.programme, {}).items()
        if int(code[1]) in agreement.components
    }
    values = {
        (year.pk, indicators[code].pk): Decimal(round(value * (1 + year.number / 20)))
        for year in agreement.years.all()
        for code, value in promised.items()
    }
    of_months = OF_MONTHS if plan.reference == EVERY_MONTH else {}
    periods = {
        (agreement.years.latest("number").pk, indicators[code].pk, PeriodPlace(MONTHLY, rank)): Decimal(value)
        for code, by_rank in of_months.items()
        for rank, value in by_rank.items()
    }
    set_targets(agreement=agreement, values=values, periods=periods, by=by)


def _revise_some(world: World) -> None:
    """Every third agreement of the ministry sees its last year's households raised, half a year before."""
    ministry = [
        row for row in world.agreements if row.programme.key == "regionalisation" and row.during.lower.year < 2026
    ]
    keys = {organism.pk: key for key, organism in world.organisms.items()}
    for agreement in ministry[::3]:
        target = (
            Target.objects.filter(year__agreement=agreement, indicator__code="V4.04").order_by("year__number").last()
        )
        if target is None:
            continue
        decided_on = date(target.year.during.lower.year - 1, 10, 15)
        with past_moments.at(past_moments.moment(decided_on)):
            revise_target(
                target=target,
                value=target.value + 4,
                seen=target_mark(target.value, {}),
                decided_on=decided_on,
                reason="Hausse convenue avec le ministère après l’arrivée de nouvelles familles.",
                by=world.coordinator(keys[agreement.organism_id]),
            )


def _amend_some(world: World) -> None:
    """Amend every third other agreement of the ministry, which pays more for its last year; draft one more."""
    ministry = [row for row in world.agreements if row.programme.key == "regionalisation"]
    running = [row for row in ministry if row.during.lower.year == 2024][1::3]
    keys = {organism.pk: key for key, organism in world.organisms.items()}
    for agreement in running:
        by = world.coordinator(keys[agreement.organism_id])
        last = agreement.years.latest("number")
        with past_moments.at(past_moments.moment(date(2026, 2, 3))):
            terms = AmendmentInput(last.during.lower, "Indexation de la dernière année, convenue avec le ministère.")
            raised = {Clause(Change.Kind.AMOUNT, str(last.number)): f"{last.amount * Decimal('1.03'):.2f}"}
            draft = draft_amendment(agreement=agreement, terms=terms, after={**clauses_of(agreement), **raised}, by=by)
            if agreement is not running[-1]:
                sign_amendment(amendment=draft, signed_on=date(2026, 2, 3), by=by)
