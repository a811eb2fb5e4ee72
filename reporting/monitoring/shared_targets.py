"""Progress of an organism or a region on the targets of current agreements: added where they can be."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import Exists, F, OuterRef, Q, Sum
from django.urls import reverse

from agreements.agreement.listing import indicator_words
from agreements.models import AgreementPartner, AgreementYear, Target
from organisms.models import Indicator, User
from reporting.monitoring.pace import Elapsed, Mark, elapsed_of
from reporting.monitoring.reported.marks import due_of
from reporting.monitoring.target_progress import DeclaredIn, declared_in, targets_with_periods
from roriq_portal.formats.days import format_period
from services.counting.achievement import measure_of
from services.counting.amounts import add_up, amount_of, can_be_added
from services.counting.answer_format import format_answer
from services.counting.declarations import declared_by_agreement
from services.counting.masking import is_small
from services.counting.periods import period_of_state_year
from services.masking.audiences import Audience
from services.masking.signs import MASKED
from services.models import Declaration
from services.results.masked_totals import NOTHING_MASKED, MaskedTotals, read_masked_totals

Days = tuple[date, date]
# What was charged to the agreement of a year
DONE = "agreement__charges__activity"


@dataclass(frozen=True)
class Whose:
    """One organism, or all those of a region: then small results are hidden."""

    name: str
    organism_id: int | None = None
    region_id: int | None = None

    def at(self, path: str) -> Q:
        if self.organism_id is not None:
            return Q(**{f"{path}organism": self.organism_id})
        return Q(**{f"{path}organism__region": self.region_id})


@dataclass(frozen=True)
class SharedMark(Mark):
    """A mark over several agreements; `hidden`: a result that does not leave its organisms."""

    hidden: bool = False

    @property
    def done_text(self) -> str:
        return MASKED if self.hidden else super().done_text


@dataclass(frozen=True)
class YearGroup:
    """The agreements whose years are the same days. `alone`: indicators whose targets have no sum, in words."""

    words: str
    elapsed: Elapsed
    years: list[AgreementYear]
    marks: list[SharedMark]
    alone: list[str]


@dataclass(frozen=True)
class SharedPage:
    name: str
    groups: list[YearGroup]
    is_region: bool


@dataclass(frozen=True)
class _Done:
    """What was counted, by code, and the totals that are read beside it."""

    counted: dict[str, Decimal]
    totals: MaskedTotals

    def hides(self, code: str, region_id: int) -> bool:
        """Whether a region's result would tell of few: itself, or what its organisms did beside these agreements."""
        value = self.counted.get(code)
        if value is None:
            return False
        beside = self.totals.of(region_id).get(code)
        is_told = beside is not None and is_small(beside.value - value, Audience.NETWORK)
        return is_small(value, Audience.NETWORK) or is_told or self.totals.hides(code, region_id)


@dataclass(frozen=True)
class _Facts:
    """What is read for all groups. `declared`: of an organism's own agreements only, by (agreement, code)."""

    whose: Whose
    words: dict[int, str]
    declared: dict[tuple[int, str], Declaration]
    places: dict[int, DeclaredIn]


def shared_target_progress(whose: Whose, day: date, user: User | None = None) -> SharedPage:
    """Return the years of agreements that hold a day, grouped by their days, the most agreements first.

    `user`: who reads, whose reports are linked. Of a region, nothing that an organism declared is shown.
    """
    rows = AgreementYear.objects.filter(whose.at("agreement__"), during__contains=day)
    years = list(rows.select_related("agreement__programme").order_by("agreement__reference"))
    targets = targets_with_periods(*years)
    by_days: dict[Days, list[AgreementYear]] = defaultdict(list)
    for year in years:
        by_days[year.during.lower, year.during.upper].append(year)
    done = _counted(years)
    declared = declared_by_agreement(years) if whose.organism_id is not None else {}
    ids = [declaration.pk for declaration in declared.values()]
    words = indicator_words([target.indicator_id for target in targets])
    facts = _Facts(whose, words, declared, declared_in(user, ids) if user else {})
    totals = {days: _totals_of(whose, days) for days in by_days}
    groups = [
        _group(facts, days, same_days, _of(targets, same_days), _Done(done.get(days, {}), totals[days]), day)
        for days, same_days in by_days.items()
    ]
    return SharedPage(whose.name, sorted(groups, key=lambda group: -len(group.years)), whose.region_id is not None)


def _totals_of(whose: Whose, days: Days) -> MaskedTotals:
    """Return what the page of results of a region tells of the same days, beside which a result is read."""
    period = period_of_state_year(days[0].year)
    is_read = whose.region_id is not None and days == (period.start, period.end + timedelta(days=1))
    return read_masked_totals(period) if is_read else NOTHING_MASKED


def _of(targets: Iterable[Target], years: Iterable[AgreementYear]) -> list[Target]:
    keys = {year.pk for year in years}
    return [target for target in targets if target.year_id in keys]


def _counted(years: list[AgreementYear]) -> dict[Days, dict[str, Decimal]]:
    """Return, by the days of these years, what was done in them for their agreements, by their organisms and partners:
    each activity once, however many agreements of the same days it is charged to. One query.

    Of an indicator, what was done for the agreements that aim at it: what the others count is no part of their targets.
    """
    partners = AgreementPartner.objects.filter(agreement=OuterRef("agreement"), organism=OuterRef(f"{DONE}__organism"))
    own = Q(agreement__organism=F(f"{DONE}__organism")) | Exists(partners)
    inside = Q(pk__in=[year.pk for year in years], during__contains=F(f"{DONE}__day"))
    counts = own & inside & Q(**{f"{DONE}__withdrawn_at__isnull": True})
    indicator = OuterRef(f"{DONE}__counts__indicator")
    aims, other_aims = (
        Target.objects.filter(year=OuterRef("pk"), indicator=row) for row in (indicator, OuterRef(indicator))
    )
    same_days = Q(during=OuterRef("during"), pk__lt=OuterRef("pk"), **{DONE: OuterRef(DONE)})
    others = AgreementYear.objects.filter(counts, same_days, Exists(other_aims))
    rows = AgreementYear.objects.filter(counts, Exists(aims), ~Exists(others)).order_by()
    done: dict[Days, dict[str, Decimal]] = {}
    for during, code, total in rows.values_list("during", f"{DONE}__counts__indicator__code").annotate(
        sum=Sum(f"{DONE}__counts__value")
    ):
        if code:
            done.setdefault((during.lower, during.upper), {})[code] = total
    return done


def _group(
    facts: _Facts, days: Days, years: list[AgreementYear], targets: list[Target], done: _Done, day: date
) -> YearGroup:
    elapsed = elapsed_of(*days, day)
    by_indicator: dict[Indicator, list[Target]] = defaultdict(list)
    for target in targets:
        by_indicator[target.indicator].append(target)
    summed = {indicator: rows for indicator, rows in by_indicator.items() if len(rows) == 1 or can_be_added(indicator)}
    marks = [_mark(facts, indicator, rows, done, elapsed) for indicator, rows in summed.items()]
    alone = [
        f"{indicator.code} {facts.words.get(indicator.pk, indicator.code)}"
        for indicator in by_indicator
        if indicator not in summed
    ]
    last = days[1] - timedelta(days=1)
    return YearGroup(format_period(days[0], last), elapsed, years, marks, alone)


def _mark(facts: _Facts, indicator: Indicator, targets: list[Target], counted: _Done, elapsed: Elapsed) -> SharedMark:
    added = add_up(amount_of(indicator, target.value) for target in targets)
    value, region = counted.counted.get(indicator.code), facts.whose.region_id
    hidden = region is not None and counted.hides(indicator.code, region)
    shown = None if hidden else value
    is_flow = indicator.nature == Indicator.Nature.FLOW
    mark = SharedMark(
        code=indicator.code,
        words=facts.words.get(indicator.pk, indicator.code),
        unit="" if indicator.is_ratio else indicator.unit,
        target=added.value if added else Decimal(0),
        done=shown,
        elapsed=elapsed,
        has_pace=is_flow,
        due=_due(targets, elapsed),
        is_ratio=indicator.is_ratio,
        is_flow=is_flow,
        hidden=hidden,
    )
    if value is not None or len(targets) > 1 or facts.whose.organism_id is None:
        return mark
    return _read_at_its_agreement(facts, mark, targets[0])


def _due(targets: list[Target], elapsed: Elapsed) -> Fraction | None:
    """Return which part of targets that are added is due today; None where none of them gives its periods a target."""
    parts = [(target.value, due_of(target, elapsed)) for target in targets]
    whole = sum((Fraction(value) for value, _ in parts), Fraction(0))
    if not whole or all(due is None for _, due in parts):
        return None
    even = Fraction(elapsed.passed, elapsed.days)
    return sum((Fraction(value) * (even if due is None else due) for value, due in parts), Fraction(0)) / whole


def _read_at_its_agreement(facts: _Facts, mark: SharedMark, target: Target) -> SharedMark:
    """What records do not count, of one agreement: what was declared for its year, else where to read it."""
    agreement_id = target.year.agreement_id
    said = facts.declared.get((agreement_id, target.indicator.code))
    if said is None:
        page = reverse("reporting:agreement-pace", args=[agreement_id])
        return replace(mark, has_pace=False, said="se lit sur l’entente", link=page)
    text = format_answer(said.state, said.value, said.denominator)
    done = measure_of(said.value, said.denominator)
    place = facts.places.get(said.pk)
    return replace(mark, has_pace=False, done=done, said=text, link=place.address if place else "")
