"""Lines of a report, assembled for pages and papers: records, declarations, answers and last year of each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from reporting.engine.bands import own_category, unbroken
from reporting.engine.evaluate import evaluate_report
from reporting.engine.figures import Ask, Figure
from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import BandSpec, FormSpec, LineSpec
from reporting.engine.line_sums import Stated, order_of_sums, sum_of_lines
from reporting.engine.repetition import repeated_parts
from reporting.engine.report_context import ReportContext, context_of
from reporting.lines.asked_lines import lines_asked_about
from reporting.lines.before.filed_before import FiledBefore, read_filed_before
from reporting.lines.before.previous_period import Past, read_past
from reporting.lines.checks import check_lines
from reporting.lines.line_parts import whole_of_parts
from reporting.lines.presenters import AxisView, BandView, LineView, Missing, PastBox, SectionView
from reporting.lines.proposals.figures import Proposal, proposals_for
from reporting.lines.proposals.texts import SourceText, source_texts
from reporting.lines.rules import missing
from reporting.lines.targets import TargetView, targets_of
from reporting.models import Answer, Attachment, Comment, Line, Report, Version
from reporting.models.version import open_questions
from roriq_portal.formats.numbers import format_number
from services.counting.declarations import comparable, contradictions
from services.models import Declaration
from services.models.declaration import AnswerState


@dataclass(frozen=True)
class ReportData:
    """Everything one report needs to be laid out, read at once."""

    report: Report
    form_spec: FormSpec
    context: ReportContext
    figures: dict[str, Figure | Ask]
    answers: dict[tuple[str, str], Answer]
    comments: list[Comment]
    files: list[Attachment]
    past: Past
    filed: FiledBefore
    targets: dict[str, TargetView]
    repeated: dict[str, tuple[BandSpec, ...]]
    declared_in: dict[int | None, Answer]
    comparable: list[Declaration]
    filed_at: datetime | None
    proposals: dict[str, Proposal]
    sources: dict[str, list[SourceText]]
    asked_about: frozenset[str] | None

    def is_open(self, line_key: str) -> bool:
        """Whether the line may be written.

        A returned report reopens the lines remarked since its last filing only, questions of a funder those they name.
        """
        if not self.report.is_open or self.report.excused_at:
            return False
        if self.report.state == Report.State.ASKED:
            return self.asked_about is None or line_key in self.asked_about
        if self.report.state != Report.State.RETURNED:
            return True
        return any(c.line_key in ("", line_key) for c in self.comments if c.reopens(self.filed_at))

    @property
    def general_comments(self) -> list[Comment]:
        """The remarks on the whole report, and those on lines that its form does not have any more."""
        return [comment for comment in self.comments if comment.line_key not in self.form_spec.by_key]


def build_sections(report: Report, section: str | None = None) -> list[SectionView]:
    """Return the sections of a report, each line with its figure, answer, past, target, bands, comments, problems.

    The number of queries hangs on the form, never on the records or answers. `section`: that one only.
    """
    return sections_of(read_report_data(report), section)


def sections_of(data: ReportData, section: str | None = None) -> list[SectionView]:
    """Return the sections of a report that was read, or that one only; asks the database nothing."""
    lines = {line.key: view_line(data, line) for line in data.form_spec.lines}
    offered = [lines[line.key] for line in data.form_spec.lines if is_offered(data, line.section)]
    period = data.report.period
    problems = check_lines(offered, data.form_spec.rules, (period.upper - period.lower).days, data.filed)
    problems += _contradicted(offered, data.comparable)
    keys = [key for key in data.form_spec.sections() if section in (None, key)]
    return [_section(data, key, lines, problems) for key in keys]


def read_report_data(report: Report, *, proposes: bool = True) -> ReportData:
    """Return everything that the lines of a report are laid out from; without proposals for who answers nothing."""
    form_spec = read_form_spec(report.template_version)
    context = context_of(report)
    repeated = repeated_parts(context, form_spec.lines)
    declared = [line for line in form_spec.lines if line.source == Line.Source.DECLARED]
    windows = {context.days(line) for line in declared} | {report.period}
    widest = DateRange(min(days.lower for days in windows), report.period.upper)
    answers = report.answers.select_related("saved_by")
    data = ReportData(
        report=report,
        form_spec=form_spec,
        context=context,
        figures=evaluate_report(report, form_spec, context, repeated),
        answers={(answer.line_key, answer.band_key): answer for answer in answers},
        comments=list(report.comments.select_related("opened_by", "resolved_by")),
        files=list(report.attachments.filter(removed_at__isnull=True).select_related("added_by")),
        past=read_past(report),
        filed=read_filed_before(context, form_spec),
        targets=targets_of(context, form_spec),
        repeated=repeated,
        declared_in=_declared_in(report, windows),
        comparable=comparable(report.organism_id, widest, {code for line in declared for code in line.codes}),
        filed_at=_filed_at(report),
        proposals=proposals_for(report, form_spec) if proposes else {},
        sources=source_texts(report, form_spec),
        asked_about=lines_asked_about(open_questions(report)),
    )
    return _with_line_sums(data)


def if_answered(data: ReportData, answers: Iterable[Answer]) -> ReportData:
    """Return a report as it would stand with these answers, which are not written; asks the database nothing."""
    given = {(answer.line_key, answer.band_key): answer for answer in answers}
    return _with_line_sums(replace(data, answers={**data.answers, **given}))


def _with_line_sums(data: ReportData) -> ReportData:
    """Add the figures of the lines computed from others, each after those that it reads, as they stand now."""
    since = data.context.year_days().lower
    for line in order_of_sums(data.form_spec):
        read = {key: data.form_spec.by_key[key] for key in (term.line_key for term in line.line_terms)}
        views = [view_line(data, other) for other in read.values()]
        now = {view.key: _stated(view) for view in views}
        before = {key: data.context.days(other).lower for key, other in read.items()}
        filed = {key: data.filed.sum_of(key, since, before[key]) for key in read}
        data = replace(data, figures={**data.figures, line.key: sum_of_lines(line, data.form_spec, now, filed)})
    return data


def _stated(line: LineView) -> Stated:
    """What a line says to those computed from it: nothing while one of its parts is still a question."""
    if line.parts and not line.is_answered:
        return Stated(AnswerState.BLANK)
    return Stated(line.state, line.value, line.left_out)


def _filed_at(report: Report) -> datetime | None:
    """The moment of a returned report's newest version, on which what its remarks reopen depends; None for others."""
    if report.state != Report.State.RETURNED:
        return None
    return Version.objects.filter(report=report).order_by("-number").values_list("as_of", flat=True).first()


def is_offered(data: ReportData, section: str) -> bool:
    """A funder asks its whole form; the network, the components the organism does."""
    component = data.form_spec.component_of(section)
    return data.report.kind == Report.Kind.FUNDER or component is None or component in data.report.components


def _declared_in(report: Report, windows: set[DateRange]) -> dict[int | None, Answer]:
    """By declaration of days that its lines count, the answer of the other report where it was first written down."""
    rows = Answer.objects.filter(declaration__organism=report.organism_id, declaration__period__in=windows)
    rows = rows.filter(declaration__replaced_by__isnull=True, band_key="").exclude(report=report)
    rows = rows.select_related("report__template_version__template").order_by("-saved_at")
    return {answer.declaration_id: answer for answer in rows}


def view_line(data: ReportData, line: LineSpec) -> LineView:
    """Return one line as it stands now: a declaration first, then what was answered, then what records say."""
    computed = data.figures.get(line.key)
    figure = computed if isinstance(computed, Figure) else None
    answer = data.answers.get((line.key, ""))
    bands = _bands(data, line, figure)
    state, value, denominator = _settled(figure, answer)
    elsewhere = data.declared_in.get(figure.origin.declaration_id) if figure else None
    if any(not band.dimension for band in bands):
        state, value = whole_of_parts(line, bands, figure)
    return LineView(
        line=line,
        days=data.context.days(line),
        figure=figure,
        ask=computed if isinstance(computed, Ask) else None,
        answer=answer,
        state=state,
        value=value,
        denominator=denominator,
        narrative=answer.text if answer and line.kind == Line.Kind.TEXT else "",
        declared_in=str(elsewhere.report) if elsewhere else "",
        past=data.past.of(line),
        target=data.targets.get(line.key),
        bands=bands,
        axes=_axes(data, line, figure, bands, value),
        files=[file for file in data.files if file.line_key == line.key],
        comments=[comment for comment in data.comments if comment.line_key == line.key],
        is_open=data.is_open(line.key),
        proposal=data.proposals.get(line.key),
        carried_from=_carried_from(answer, elsewhere, (state, value, denominator)),
        sources=data.sources.get(line.key, []),
    )


def _carried_from(answer: Answer | None, elsewhere: Answer | None, said: tuple) -> str:
    """Return the period whose answer was taken as it was, here or where it was declared, while the line says it."""
    given = elsewhere if answer is None or (elsewhere and answer.state == AnswerState.BLANK) else answer
    return given.carried_from if given and said == (given.state, given.value, given.denominator) else ""


def _settled(figure: Figure | None, answer: Answer | None) -> tuple[str, Decimal | None, Decimal | None]:
    if answer and answer.state != AnswerState.BLANK and not (figure and figure.is_declared):
        return answer.state, answer.value, answer.denominator
    if figure:
        return figure.state, figure.value, figure.denominator
    return AnswerState.BLANK, None, None


def _bands(data: ReportData, line: LineSpec, figure: Figure | None) -> list[BandView]:
    past = data.past.of(line)
    specs = data.repeated[line.for_each] if line.for_each else line.bands
    return [_band(data, line, spec, figure, past.band(spec.key) if past else "") for spec in specs]


def _band(data: ReportData, line: LineSpec, spec: BandSpec, figure: Figure | None, past: str) -> BandView:
    """A band that is a category of the catalogue lives in the declaration; any other is this report's own answer."""
    computed = figure.bands.get(spec.key) if figure else None
    answer = data.answers.get((line.key, spec.key))
    shared = figure is not None and figure.is_declared and own_category(spec, data.form_spec.categories.values())
    least = figure.least.get(spec.key) if figure else None
    view = BandView(
        spec.key,
        spec.words,
        line.kind,
        spec.dimension,
        computed,
        answer,
        past=past,
        words_en=spec.words_en,
        least=least,
    )
    if answer and answer.state != AnswerState.BLANK and not (computed is not None and shared):
        return replace(view, state=answer.state, value=answer.value)
    if computed is None:
        return view
    return replace(view, state=AnswerState.VALUE if computed else AnswerState.ZERO, value=Decimal(computed))


def _axes(
    data: ReportData, line: LineSpec, figure: Figure | None, bands: list[BandView], total: Decimal | None
) -> list[AxisView]:
    axes, past = [], data.past.of(line)
    for key, words in line.dimensions().items():
        own = [band for band in bands if band.dimension == key]
        values = {band.key: int(band.value) for band in own if band.value is not None}
        rest = unbroken(int(total or 0), values) if values else None
        before = _past_unbroken(past, own)
        axes.append(AxisView(key, words, own, rest, figure is None or key in figure.asked, before))
    return axes


def _past_unbroken(past: PastBox | None, bands: list[BandView]) -> int | None:
    """What no band held the period before; None when nothing was broken down."""
    values = {band.key: int(past.band_values[band.key]) for band in bands if past and band.key in past.band_values}
    return unbroken(int(past.value or 0), values) if past and values else None


def _contradicted(lines: list[LineView], near: list[Declaration]) -> list[Missing]:
    """Warnings where a declared part passes a declared whole, in this report or another."""
    by_id = {
        line.figure.origin.declaration_id: line
        for line in lines
        if line.figure and line.figure.is_declared and line.figure.origin.declaration_id
    }
    warnings = []
    for part, whole in contradictions(by_id, near):
        line = by_id.get(part.pk) or by_id[whole.pk]
        wider = whole.agreement.reference if whole.agreement else "tout l’organisme"
        fewer, more = format_number(whole.value or 0), format_number(part.value or 0)
        words = f"{more} déclarés, alors que {wider} en déclare {fewer} pour une population qui les comprend."
        warnings.append(missing(line, words, "warning"))
    return warnings


def _section(data: ReportData, key: str, lines: dict[str, LineView], problems: list[Missing]) -> SectionView:
    specs = data.form_spec.lines_of(key)
    return SectionView(
        spec=data.form_spec.section_specs[key],
        priority=next((spec.priority for spec in specs if spec.priority), ""),
        is_offered=is_offered(data, key),
        lines=[lines[spec.key] for spec in specs],
        missing=[item for item in problems if item.section == key],
    )
