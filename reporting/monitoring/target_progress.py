"""Where an agreement stands against its targets: year n of N, what is done, what is left, and at what pace."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from agreements.agreement.listing import indicator_words
from agreements.agreement.partners import reads_as_partner
from agreements.models import Agreement, AgreementYear, Target
from organisms.models import User
from reporting.engine.form_spec import read_form_spec
from reporting.models import Report, Version
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import BLANK, decimal_or_none, format_number, round_number, round_up
from roriq_portal.formats.rates import format_rate, percentage_of
from services.counting.activity_totals import PARTNER_POPULATIONS, Scope, counts, named_partners

LEAST_DAYS = 30
SHORT_OF = Decimal("0.85")
MONTH = Decimal("30.4375")


@dataclass(frozen=True)
class Elapsed:
    """The days of a year of an agreement: how many it has, and how many have passed on the day."""

    days: int
    passed: int

    @property
    def share(self) -> int:
        """In per cent, on the scale of the bar."""
        return int(round_number(percentage_of(self.passed, self.days)))

    @property
    def share_text(self) -> str:
        return format_rate(self.passed, self.days)


@dataclass(frozen=True)
class Mark:
    """One target of the year. `done` None: no source has it; `forecast` None: too early, over, not additive."""

    code: str
    words: str
    unit: str
    target: Decimal
    done: Decimal | None
    elapsed: Elapsed
    forecast: Decimal | None

    @property
    def share(self) -> Fraction | None:
        """What is done of the target, in per cent."""
        return percentage_of(self.done, self.target) if self.done is not None and self.target else None

    @property
    def share_text(self) -> str:
        return BLANK if self.share is None else format_rate(self.share, 100, thresholds=[SHORT_OF * 100])

    @property
    def is_short(self) -> bool:
        """Whether the year ends, at this pace, below 85 % of the target."""
        end = self.done if self.elapsed.passed == self.elapsed.days else self.forecast
        return end is not None and end < self.target * SHORT_OF

    @property
    def catch_up(self) -> str:
        """« Il en faut 14 par mois d’ici la fin, 9 jusqu’ici. »; empty without a rate, or when this one is enough."""
        if self.done is None or self.forecast is None or self.forecast >= self.target:
            return ""
        left, gone = self.elapsed.days - self.elapsed.passed, self.elapsed.passed
        needed = round_up((self.target - self.done) * MONTH / left, 1)
        so_far = round_number(self.done * MONTH / gone, 1)
        return f"Il en faut {format_number(needed)} par mois d’ici la fin, {format_number(so_far)} jusqu’ici."

    @property
    def bar(self) -> str:
        """The share done on a scale of 150, a string so that no page localises it; empty: no bar."""
        return "" if self.share is None else f"{round_number(min(self.share, Fraction(150)))}"

    @property
    def done_text(self) -> str:
        return BLANK if self.done is None else format_number(self.done)

    @property
    def forecast_text(self) -> str:
        return BLANK if self.forecast is None else format_number(self.forecast)


@dataclass(frozen=True)
class TargetProgressPage:
    """`source`: where the results come from, in words; `report`: the issued one that a reader from outside gets."""

    year: AgreementYear
    count: int
    elapsed: Elapsed
    marks: list[Mark]
    source: str


def elapsed_of(start: date, end: date, day: date) -> Elapsed:
    """Return the days from a day to another, excluded, and those that have passed when `day` is over."""
    return Elapsed((end - start).days, min(max((day + timedelta(days=1) - start).days, 0), (end - start).days))


def forecast(done: Decimal | None, elapsed: Elapsed) -> Decimal | None:
    """Return what the year ends with at the pace so far: what is done ÷ days passed × days of the year, rounded.

    None before 30 days, once the year is over, or when nothing says what is done. A plain rule, seasons left aside.
    """
    if done is None or not LEAST_DAYS <= elapsed.passed < elapsed.days:
        return None
    return round_number(done * elapsed.days / elapsed.passed)


def build_target_progress(
    user: User, agreement: Agreement, year: AgreementYear, count: int, *, day: date, inside: bool
) -> TargetProgressPage:
    """Return the page of a year. From inside the results are those of the records today; else those last issued."""
    elapsed = counted = elapsed_of(year.during.lower, year.during.upper, day)
    targets = list(Target.objects.filter(year=year).select_related("indicator").order_by("indicator__order"))
    words = indicator_words([target.indicator_id for target in targets])
    if inside:
        done = _recorded(agreement, year, [target.indicator.code for target in targets])
        source = "Résultats\u00a0: les activités imputées à l’entente, aujourd’hui."
    else:
        done, source, last_day = _issued_figures(user, agreement, year)
        # What a report tells stops on its last day: the time that passed since is not held against it
        counted = elapsed_of(year.during.lower, year.during.upper, last_day or day)
    marks = [_mark(target, words, done, counted, inside) for target in targets]
    return TargetProgressPage(year, count, elapsed, marks, source)


def _mark(target: Target, words: dict[int, str], done: dict[str, Decimal], elapsed: Elapsed, inside: bool) -> Mark:
    code = target.indicator.code
    value = done.get(code)
    ahead = forecast(value, elapsed) if inside and code not in PARTNER_POPULATIONS else None
    name = words.get(target.indicator_id, code)
    return Mark(code, name, target.indicator.unit, target.value, value, elapsed, ahead)


def _recorded(agreement: Agreement, year: AgreementYear, codes: list[str]) -> dict[str, Decimal]:
    """What records say of each code; those that only a declaration can say are absent."""
    scope = Scope(agreement.organism_id, year.during.lower, year.during.upper - timedelta(days=1), agreement.pk)
    named = [code for code in codes if code in PARTNER_POPULATIONS]
    partners = named_partners(scope)
    done = {code: result.value for code, result in counts(scope, codes).items()}
    return done | {code: Decimal(partners.of([code]).value) for code in named if partners.of([code]).value}


@dataclass(frozen=True)
class Issued:
    """What a report said when it was issued: by indicator code, (target, result)."""

    agreement_id: int
    start: date
    last_day: date
    is_final: bool
    results: dict[str, tuple[Decimal | None, Decimal | None]]


def issued_results(user: User, agreement_ids: Iterable[int]) -> list[Issued]:
    """Return what the newest version of each report one may read said, latest period last. One query."""
    reports = Report.objects.visible_to(user).for_funders().issued().order_by()
    rows = Version.objects.filter(
        report__in=reports.values("pk"), report__deliverable__requirement__agreement__in=list(agreement_ids)
    )
    newest = rows.order_by("report_id", "-number").distinct("report_id")
    linked = newest.select_related("report__template_version", "report__deliverable__requirement")
    return sorted((_issued(version) for version in linked), key=lambda issued: (issued.last_day, issued.is_final))


def _issued(version: Version) -> Issued:
    report = version.report
    return Issued(
        agreement_id=report.requirement.agreement_id,
        start=report.period.lower,
        last_day=report.last_day,
        is_final=report.requirement.kind == "final",
        results=_results(version),
    )


def _results(version: Version) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """By code, for the lines of a single indicator: a line that adds several up is the result of none."""
    lines = read_form_spec(version.report.template_version).by_key
    by_code: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    for section in json.loads(version.content)["sections"]:
        for figure in section["figures"]:
            line = lines.get(figure["line_key"])
            if line and len(line.terms) == 1 and not line.terms[0].categories:
                target = decimal_or_none(figure["target"]["number"]) if figure["target"] else None
                by_code.setdefault(line.terms[0].code, (target, decimal_or_none(figure["value"]["number"])))
    return by_code


def _issued_figures(
    user: User, agreement: Agreement, year: AgreementYear
) -> tuple[dict[str, Decimal], str, date | None]:
    if reads_as_partner(user, agreement):
        return {}, "Ce que disent les rapports se lit chez l’organisme responsable et chez ses bailleurs.", None
    every = issued_results(user, [agreement.pk])
    issued = [row for row in every if year.during.lower <= row.start < year.during.upper]
    if not issued:
        return {}, "Aucun rapport transmis pour cette année\u00a0: les résultats viendront avec lui.", None
    last = issued[-1]
    results = {code: result for code, (_, result) in last.results.items() if result is not None}
    return (
        results,
        f"Résultats\u00a0: le dernier rapport transmis, jusqu’au {format_day(last.last_day)}.",
        last.last_day,
    )
