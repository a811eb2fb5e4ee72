"""Answers: one box or many, all checked, then all written. A declaration serves every report that asks for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from organisms.models import User
from reporting.engine.figures import Figure
from reporting.engine.form.spec import LineSpec
from reporting.filling.actions.answer_checks import AnswerInput, Refusal, check_answers
from reporting.filling.actions.declared_figures import Declaring
from reporting.lines.assembly import ReportData, read_report_data
from reporting.models import Answer, Line, Report
from reporting.workflow.transitions import ActionRefused
from roriq_portal.edits.stale_revision import StaleRevision
from roriq_portal.logs import log_action
from services.models import Declaration
from services.models.declaration import AnswerState

FORM_MOVED = (
    "Le gabarit du rapport vient de changer : cette réponse n’y entre pas ainsi. Copiez-la, puis rechargez la page."
)


class AnswerRefused(ActionRefused):
    """`refusals`: (line key, band key) → the sentence to print beside that box, and the field that it concerns."""

    def __init__(self, refusals: dict[tuple[str, str], Refusal]):
        super().__init__(" ".join(dict.fromkeys(refusal.words for refusal in refusals.values())))
        self.refusals = refusals


class StaleAnswer(StaleRevision):
    """Somebody answered meanwhile: `box` is where, `current` the answer saved now (None: it was erased)."""

    words = "Quelqu’un a répondu ici pendant que vous écriviez. Comparez les deux réponses."

    def __init__(self, box: tuple[str, str], current: Answer | None):
        super().__init__(current)
        self.box = box


@dataclass(frozen=True)
class Writing:
    """One answer about to be written, beside its line's figure."""

    given: AnswerInput
    line: LineSpec
    computed: Decimal | int | None
    computed_over: Decimal | None
    declaration: Declaration | None

    @property
    def says_what_records_say(self) -> bool:
        if self.computed is None:
            return False
        return (self.given.value, self.given.denominator) == (self.computed, self.computed_over)


@log_action
def save_answer(*, report: Report, line: LineSpec | Line, by: User, band_key: str = "", **given) -> Answer | None:
    """Save one box; return its Answer, or None when nothing of it is left to keep (a computed figure put back).

    `given`: state, value, denominator, text, override_reason, seen_revision, saved_from.
    Raises AnswerRefused or StaleAnswer.
    """
    return save_answers(report=report, answers=[AnswerInput(line, band_key, **given)], by=by)[0]


@log_action
def save_answers(
    *, report: Report, answers: Iterable[AnswerInput], by: User, data: ReportData | None = None
) -> list[Answer | None]:
    """Save several boxes together, or none: AnswerRefused names every box at fault, StaleAnswer the first that changed.

    A declared figure becomes, or changes, the declaration of its population. The report's own row is never written:
    T3 refuses what arrives after the filing. `data`: the report, where the caller has just read it.
    """
    inputs = [given.tidied() for given in answers]
    data = data or read_report_data(report, proposes=False)
    refusals = check_answers(data, inputs)
    if refusals:
        raise AnswerRefused(refusals)
    try:
        with transaction.atomic():
            return _write_all(data, inputs, by)
    except IntegrityError as refused:
        raise _explained(refused, report, inputs) from refused


def _write_all(data: ReportData, inputs: list[AnswerInput], by: User) -> list[Answer | None]:
    keys = {given.line_key for given in inputs}
    rows = Answer.objects.select_for_update().filter(report=data.report, line_key__in=keys)
    current = {(row.line_key, row.band_key): row for row in rows}
    for given in inputs:
        _check_revision(given, current.get(given.box))
    declaring = Declaring.of(data, inputs, current, by)
    declared = declaring.declare_all()
    written = []
    for given in inputs:
        declaring.confirm_unrecorded(given)
        writing = _writing(data, given, declared[given.line_key])
        written.append(_write(data.report, writing, current.get(given.box), by))
    Answer.objects.bulk_create(answer for answer in filter(None, written) if answer.pk is None)
    _check_form(data, inputs)
    return written


def _check_form(data: ReportData, inputs: list[AnswerInput]) -> None:
    """Refuse what was read by the rules of a form that the report left meanwhile; what was written holds it there."""
    report = data.report
    if not Report.objects.filter(pk=report.pk, template_version=report.template_version_id).exists():
        raise AnswerRefused({given.box: Refusal(FORM_MOVED) for given in inputs})


def _check_revision(given: AnswerInput, current: Answer | None) -> None:
    seen = given.seen_revision
    if seen is None or seen == (current.revision if current else 0):
        return
    if current is None or not (_is_same_page(given, current) or _says_the_same(given, current)):
        raise StaleAnswer(given.box, current)


def _is_same_page(given: AnswerInput, current: Answer) -> bool:
    return bool(given.saved_from) and given.saved_from == current.saved_from


def _says_the_same(given: AnswerInput, current: Answer) -> bool:
    said = ("state", "value", "denominator", "text", "override_reason")
    return all(getattr(given, name) == getattr(current, name) for name in said)


def _writing(data: ReportData, given: AnswerInput, declaration: Declaration | None) -> Writing:
    evaluated = data.figures.get(given.line_key)
    figure = evaluated if isinstance(evaluated, Figure) and not evaluated.is_declared else None
    computed = None
    if figure:
        computed = figure.bands.get(given.band_key) if given.band_key else figure.value
    over = figure.denominator if figure and not given.band_key else None
    return Writing(given, data.form_spec.by_key[given.line_key], computed, over, declaration)


def _write(report: Report, writing: Writing, current: Answer | None, by: User) -> Answer | None:
    """Write what is said now over what was said, and return it; an answer where none stood waits to be inserted."""
    given = writing.given
    state = AnswerState.BLANK if writing.says_what_records_say else given.state
    blank = state == AnswerState.BLANK
    fields = {
        "state": state,
        "value": None if blank else given.value,
        "denominator": None if blank else given.denominator,
        "text": given.text,
        "computed_value": None if blank else writing.computed,
        "override_reason": "" if blank or writing.computed is None else given.override_reason,
        "declaration": None if blank or given.band_key else writing.declaration,
        "carried_from": "" if blank and not given.text else given.carried_from,
    }
    if blank and not given.text:
        if current:
            current.delete()
        return None
    if current and all(getattr(current, name) == value for name, value in fields.items()):
        return current
    answer = current or Answer(report=report, line_key=given.line_key, band_key=given.band_key, revision=0)
    for name, value in fields.items():
        setattr(answer, name, value)
    answer.revision += 1
    answer.saved_at, answer.saved_by, answer.saved_from = timezone.now(), by, given.saved_from
    if current:
        answer.save()
    return answer


def _explained(refused: IntegrityError, report: Report, inputs: list[AnswerInput]) -> Exception:
    """Return the refusal that explains a conflict in the database: two people in one box, or a report just filed."""
    if "answered_once" in str(refused) or "declared_once" in str(refused):
        line_key, band_key = inputs[0].box
        current = report.answers.filter(line_key=line_key, band_key=band_key).first()
        return StaleAnswer((line_key, band_key), current)
    if "is not of the form" in str(refused):
        return AnswerRefused({given.box: Refusal(FORM_MOVED) for given in inputs})
    if "is not open" in str(refused):
        sentence = "Le rapport vient d’être déposé\u00a0: cette réponse n’y entre plus. Gardez votre texte."
        return AnswerRefused({given.box: Refusal(sentence) for given in inputs})
    return refused
