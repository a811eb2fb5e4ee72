"""Progress of an organism or a region on the targets of current agreements: added where they can be."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, Sum

from agreements.agreement.listing import indicator_words
from agreements.models import AgreementYear, Target
from organisms.models import Indicator
from reporting.monitoring.target_progress import Elapsed, Mark, elapsed_of, forecast
from roriq_portal.formats.days import format_period
from services.counting.amounts import add_up, amount_of, can_be_added
from services.counting.masking import HIDDEN, is_small
from services.models import Activity, Charge, Count

Days = tuple[date, date]


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
    """A mark over several agreements; `hidden`: a result of 1 to 4 that does not leave its organism."""

    hidden: bool = False

    @property
    def done_text(self) -> str:
        return HIDDEN if self.hidden else super().done_text


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


def shared_target_progress(whose: Whose, day: date) -> SharedPage:
    """Return the years of agreements that hold a day, grouped by their days, the most agreements first."""
    rows = AgreementYear.objects.filter(whose.at("agreement__"), during__contains=day)
    years = list(rows.select_related("agreement__programme").order_by("agreement__reference"))
    targets = list(Target.objects.filter(year__in=years).select_related("indicator").order_by("indicator__order"))
    by_days: dict[Days, list[AgreementYear]] = defaultdict(list)
    for year in years:
        by_days[year.during.lower, year.during.upper].append(year)
    done = {days: _counted(whose, days, of_days) for days, of_days in by_days.items()}
    words = indicator_words([target.indicator_id for target in targets])
    groups = [
        _group(whose, days, same_days, _of(targets, same_days), done[days], words, day)
        for days, same_days in by_days.items()
    ]
    return SharedPage(whose.name, sorted(groups, key=lambda group: -len(group.years)), whose.region_id is not None)


def _of(targets: Iterable[Target], years: Iterable[AgreementYear]) -> list[Target]:
    keys = {year.pk for year in years}
    return [target for target in targets if target.year_id in keys]


def _counted(whose: Whose, days: Days, years: list[AgreementYear]) -> dict[str, Decimal]:
    """Count each activity of these organisms once, whatever the number of these agreements it is charged to."""
    charged = Charge.objects.filter(activity=OuterRef("pk"), agreement__in=[year.agreement_id for year in years])
    rows = Activity.objects.live().filter(whose.at(""), Exists(charged), day__gte=days[0], day__lt=days[1]).order_by()
    counts = Count.objects.filter(activity__in=rows).order_by()
    return dict(counts.values_list("indicator__code").annotate(sum=Sum("value")))


def _group(whose, days: Days, years, targets: list[Target], done: dict[str, Decimal], words, day: date) -> YearGroup:
    elapsed = elapsed_of(*days, day)
    by_indicator: dict[Indicator, list[Target]] = defaultdict(list)
    for target in targets:
        by_indicator[target.indicator].append(target)
    summed = {indicator: rows for indicator, rows in by_indicator.items() if len(rows) == 1 or can_be_added(indicator)}
    marks = [_mark(whose, indicator, rows, done, words, elapsed) for indicator, rows in summed.items()]
    alone = [
        f"{indicator.code} {words.get(indicator.pk, indicator.code)}"
        for indicator in by_indicator
        if indicator not in summed
    ]
    last = date.fromordinal(days[1].toordinal() - 1)
    return YearGroup(format_period(days[0], last), elapsed, years, marks, alone)


def _mark(whose: Whose, indicator: Indicator, targets: list[Target], done, words, elapsed: Elapsed) -> SharedMark:
    added = add_up(amount_of(indicator, target.value) for target in targets)
    total = added.value if added else Decimal(0)
    value = done.get(indicator.code)
    hidden = whose.region_id is not None and value is not None and is_small(value)
    shown = None if hidden else value
    name = words.get(indicator.pk, indicator.code)
    return SharedMark(indicator.code, name, indicator.unit, total, shown, elapsed, forecast(shown, elapsed), hidden)
