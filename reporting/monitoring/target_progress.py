"""Where an agreement stands against its targets: year n of N, what is done, what is left, and at what pace."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from agreements.agreement.listing import indicator_words
from agreements.agreement.partners import reads_as_partner
from agreements.agreement.terms.period_places import period_words
from agreements.models import Agreement, AgreementYear, PeriodTarget, Target
from organisms.models import Indicator, User
from reporting.engine.form.reading import read_form_spec
from reporting.models import Answer, Report
from reporting.monitoring.pace import Elapsed, Mark, elapsed_of
from reporting.monitoring.reported.issued_results import Issued, issued_results
from reporting.monitoring.reported.marks import due_of, issued_mark, records_beside, said_by_code, said_mark
from roriq_portal.formats.days import format_day
from roriq_portal.formats.rates import format_measure
from services.counting.periods import Period
from services.results.facts import read_figures
from services.results.figure_lines import TO_ASK, FigureLine
from services.results.figures import build_target_lines
from services.results.subjects import agreement_subject

RESULTS_OF_TODAY = (
    "Résultats\u00a0: ceux de la page des résultats, aujourd’hui, partenaires de l’entente compris. "
    "Ce qu’un rapport transmis a déclaré compte pour ses jours."
)
GIVEN = Prefetch("periods", PeriodTarget.objects.select_related("deliverable__requirement"))


@dataclass(frozen=True)
class TargetProgressPage:
    """`source`: where the results come from, in words; `report`: the issued one that a reader from outside gets."""

    year: AgreementYear
    count: int
    elapsed: Elapsed
    marks: list[Mark]
    source: str


@dataclass(frozen=True)
class DeclaredIn:
    """The line of a report where a declaration was last written down; `words`: which report, and when it left."""

    address: str
    words: str


def build_target_progress(
    user: User, agreement: Agreement, year: AgreementYear, count: int, *, day: date, inside: bool
) -> TargetProgressPage:
    """Return the page of a year. From inside the results are those that its page of results shows; else those last
    issued.
    """
    elapsed = elapsed_of(year.during.lower, year.during.upper, day)
    if inside:
        marks, source = _result_marks(user, agreement, year, elapsed), RESULTS_OF_TODAY
    else:
        marks, source = _issued_marks(user, agreement, year, day)
    return TargetProgressPage(year, count, elapsed, marks, source)


def _result_marks(user: User, agreement: Agreement, year: AgreementYear, elapsed: Elapsed) -> list[Mark]:
    partner_ids = tuple(agreement.partners.order_by("organism").values_list("organism", flat=True))
    subject = agreement_subject(agreement, partner_ids, user)
    if subject is None:
        return []
    period = Period("", "", year.during.lower, year.during.upper - timedelta(days=1))
    facts = read_figures(subject, period, targets_only=True)
    prefetch_related_objects(facts.targets, GIVEN)
    lines = build_target_lines(subject, period, facts)
    answered = declared_in(user, [line.declaration_id for line in lines if line.declaration_id])
    targets = {target.indicator_id: target for target in facts.targets}
    reports = issued_results(user, [agreement.pk])
    said = said_by_code(reports, year.during, [line.indicator for line in lines])
    beside = records_beside(subject.scope(period), said)
    marks = []
    for line in lines:
        target, rows = targets[line.indicator.pk], said.get(line.indicator.code)
        mark = mark_of(line, target, elapsed, answered.get(line.declaration_id or 0))
        marks.append(said_mark(mark, target, rows, beside, year.during) if rows else mark)
    return marks


def targets_with_periods(*years: AgreementYear) -> list[Target]:
    """Return the targets of these years with those of their periods, in the order of the indicators. Two queries."""
    rows = Target.objects.filter(year__in=years).select_related("indicator", "year").prefetch_related(GIVEN)
    return list(rows.order_by("indicator__order"))


def periods_in_words(target: Target) -> tuple[str, ...]:
    """Return « avril à septembre 2025 : 7 », for each period that has its own target."""
    rows = sorted(target.periods.all(), key=lambda row: (row.deliverable.period.lower, row.deliverable.period.upper))
    return tuple(
        f"{period_words(row.deliverable.period)}\u00a0: {format_measure(row.value, target.indicator.is_ratio)}"
        for row in rows
    )


def mark_of(line: FigureLine, target: Target, elapsed: Elapsed, declared: DeclaredIn | None) -> Mark:
    """Return the mark of a line of results that has a target. `declared`: the report where it was written down."""
    done, indicator = line.amount.measure if line.amount else None, line.indicator
    is_flow = indicator.nature == Indicator.Nature.FLOW
    # What somebody declared is of all the days it was declared for: it has no pace
    grows = is_flow and not (line.is_least or line.declaration_id or indicator.is_distinct)
    return Mark(
        code=indicator.code,
        words=line.words,
        unit="" if indicator.is_ratio else indicator.unit,
        target=line.aim or Decimal(0),
        done=done,
        elapsed=elapsed,
        has_pace=grows,
        due=due_of(target, elapsed),
        periods=periods_in_words(target),
        said="" if line.text == TO_ASK else line.text,
        note=", ".join(words for words in (line.note, declared.words if declared else "") if words),
        link=line.records or (declared.address if declared else ""),
        is_least=line.is_least,
        is_ratio=indicator.is_ratio,
        is_flow=is_flow,
    )


def declared_in(user: User, declaration_ids: list[int]) -> dict[int, DeclaredIn]:
    """Return, by declaration, the line of a report that one may read where it was last written down. One query."""
    if not declaration_ids:
        return {}
    rows = Answer.objects.filter(
        declaration__in=declaration_ids, band_key="", report__in=Report.objects.visible_to(user).order_by().values("pk")
    )
    places = {}
    for answer in rows.select_related("report__template_version__template").order_by("saved_at"):
        line = read_form_spec(answer.report.template_version).by_key.get(answer.line_key)
        if line and answer.declaration_id:
            section = reverse("reporting:report-section", args=[answer.report_id, line.section])
            places[answer.declaration_id] = DeclaredIn(f"{section}#ligne-{line.key}", _report_words(answer.report))
    return places


def _report_words(report: Report) -> str:
    if report.kind == Report.Kind.ANNUAL:
        return f"{report}, {f'déposé le {format_day(report.filed_at)}' if report.filed_at else 'pas encore déposé'}"
    return f"{report}, {f'transmis le {format_day(report.issued_at)}' if report.issued_at else 'pas encore transmis'}"


def _issued_marks(user: User, agreement: Agreement, year: AgreementYear, day: date) -> tuple[list[Mark], str]:
    """What a report says stops on its last day: the time that passed since is not held against it."""
    targets = targets_with_periods(year)
    words = indicator_words([target.indicator_id for target in targets])
    reports, source = _issued_in(user, agreement, year)
    elapsed = elapsed_of(year.during.lower, year.during.upper, reports[-1].last_day if reports else day)
    marks = [(target, _empty_mark(target, words, elapsed)) for target in targets]
    return [issued_mark(mark, target, reports, year.during) for target, mark in marks], source


def _empty_mark(target: Target, words: dict[int, str], elapsed: Elapsed) -> Mark:
    indicator = target.indicator
    return Mark(
        code=indicator.code,
        words=words.get(indicator.pk, indicator.code),
        unit="" if indicator.is_ratio else indicator.unit,
        target=target.value,
        done=None,
        elapsed=elapsed,
        due=due_of(target, elapsed),
        periods=periods_in_words(target),
        is_ratio=indicator.is_ratio,
        is_flow=indicator.nature == Indicator.Nature.FLOW,
    )


def _issued_in(user: User, agreement: Agreement, year: AgreementYear) -> tuple[list[Issued], str]:
    if reads_as_partner(user, agreement):
        return [], "Ce que disent les rapports se lit chez l’organisme responsable et chez ses bailleurs."
    every = issued_results(user, [agreement.pk])
    issued = [row for row in every if year.during.lower <= row.start < year.during.upper]
    if not issued:
        return [], "Aucun rapport transmis pour cette année\u00a0: les résultats viendront avec lui."
    which = (
        "le dernier rapport transmis"
        if len(issued) == 1
        else f"les {len(issued)} rapports transmis, chaque jour une fois"
    )
    return issued, f"Résultats\u00a0: {which}, jusqu’au {format_day(issued[-1].last_day)}."
