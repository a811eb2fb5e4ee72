"""The refusals of answers, found before anything is written. Reads the report’s data without a query."""

from dataclasses import dataclass, replace
from decimal import Decimal

from reporting.engine.form.spec import LineSpec
from reporting.lines.answer_format import format_box
from reporting.lines.assembly import ReportData, view_line
from reporting.lines.presenters import LineView
from reporting.models import Line, Report
from roriq_portal.formats.numbers import format_number
from services.models.declaration import AnswerState

MOST = Decimal(999_999_999)
MOST_REASON = 300
MOST_NOTE = 2000
SAYS = {
    "agreements": "l’argent de l’entente donne",
    "households": "vos ménages donnent",
    "lines": "les autres lignes donnent",
    "positions": "vos postes donnent",
}
WHOLE = "Inscrivez un nombre entier, sans décimale."
NUMBERED = (AnswerState.VALUE, AnswerState.ZERO)


@dataclass(frozen=True)
class Refusal:
    """`part`: the field of the box it speaks of, value, denominator or override_reason."""

    words: str
    part: str = "value"


@dataclass(frozen=True)
class AnswerInput:
    """What a person gave for one box. `seen_revision`: the revision that the page showed (0: no answer yet, None: any).

    `saved_from` names that page: an answer that it saved meanwhile is no conflict. `carried_from`: the period whose
    answer this is, taken as it was.
    """

    line: LineSpec | Line
    band_key: str = ""
    state: str = AnswerState.BLANK
    value: Decimal | None = None
    denominator: Decimal | None = None
    text: str = ""
    override_reason: str = ""
    seen_revision: int | None = None
    saved_from: str = ""
    carried_from: str = ""

    @property
    def line_key(self) -> str:
        return self.line.key

    @property
    def box(self) -> tuple[str, str]:
        return self.line_key, self.band_key

    def tidied(self) -> "AnswerInput":
        """Return it with 0 said as zero, and no number beside an answer that has none."""
        given = replace(self, text=self.text.strip(), override_reason=self.override_reason.strip())
        if given.state == AnswerState.ZERO or (given.state == AnswerState.VALUE and given.value == 0):
            return replace(given, state=AnswerState.ZERO, value=Decimal(0))
        if given.state == AnswerState.VALUE:
            return replace(given, value=None if given.value is None else Decimal(given.value))
        return replace(given, value=None, denominator=None)


def check_answers(data: ReportData, inputs: list[AnswerInput]) -> dict[tuple[str, str], Refusal]:
    """Return (line key, band key) → what refuses it, every box at fault; empty when all may be written."""
    return refused_boxes(data, inputs) or refused_breakdowns(data, inputs)


def refused_boxes(data: ReportData, inputs: list[AnswerInput]) -> dict[tuple[str, str], Refusal]:
    """Return what refuses each box by itself."""
    return {given.box: refusal for given in inputs if (refusal := _refusal(data, given))}


def refused_breakdowns(data: ReportData, inputs: list[AnswerInput]) -> dict[tuple[str, str], Refusal]:
    """Return what refuses boxes together: parts that pass their total."""
    refusals: dict[tuple[str, str], Refusal] = {}
    for key in dict.fromkeys(given.line_key for given in inputs):
        refusals |= _breakdown_refusals(view_line(data, data.form_spec.by_key[key]), inputs)
    return refusals


def _refusal(data: ReportData, given: AnswerInput) -> Refusal | None:
    line = data.form_spec.by_key.get(given.line_key)
    if line is None or line.kind == Line.Kind.HEADING:
        return Refusal("Ce rapport n’a pas cette ligne.")
    view = view_line(data, line)
    if given.band_key and given.band_key not in {band.key for band in view.bands}:
        return Refusal("Ce rapport n’a pas cette ligne.")
    if not view.is_open:
        return Refusal(closed_words(data.report))
    if line.kind in (Line.Kind.TEXT, Line.Kind.FILE):
        return _text_refusal(view, given)
    return _number_refusal(view, given)


def closed_words(report: Report) -> str:
    """Return why a line of this report may not be written now."""
    if report.state == Report.State.RETURNED:
        return "Seules les lignes commentées sont ouvertes."
    if report.state == Report.State.ASKED and not report.excused_at:
        return "Seules les lignes sur lesquelles porte la question du bailleur sont ouvertes."
    if report.excused_at:
        return "Le réseau a dispensé l’organisme de ce rapport."
    return "Ce rapport est déposé\u00a0: ses réponses ne changent plus."


def _text_refusal(view: LineView, given: AnswerInput) -> Refusal | None:
    most = view.line.max_chars or MOST_NOTE
    if given.state in NUMBERED:
        return Refusal("On attend ici un texte, pas un nombre.")
    if len(given.text) > most:
        count = format_number(len(given.text))
        return Refusal(f"Ce texte compte {count} signes\u00a0; la limite est de {format_number(most)}.")
    return None


def _number_refusal(view: LineView, given: AnswerInput) -> Refusal | None:
    if len(given.override_reason) > MOST_REASON:
        count = len(given.override_reason)
        return Refusal(f"Ce motif compte {count} signes\u00a0; la limite est de {MOST_REASON}.", "override_reason")
    if len(given.text) > MOST_NOTE:
        return Refusal(f"Cette note est trop longue\u00a0: au plus {format_number(MOST_NOTE)} signes.")
    if given.state not in NUMBERED:
        return _override_refusal(view, given)
    if given.value is None:
        return Refusal("Inscrivez un nombre, par exemple 128.")
    if not 0 <= given.value <= MOST:
        return Refusal(f"Inscrivez un nombre de 0 à {format_number(MOST)}.")
    places = _places(view, given)
    if given.value != round(given.value, places):
        return Refusal(f"Inscrivez au plus {places} décimales." if places else WHOLE)
    if view.kind == Line.Kind.RATIO and not given.band_key:
        return _ratio_refusal(given.value, given.denominator) or _override_refusal(view, given)
    return _override_refusal(view, given)


def _places(view: LineView, given: AnswerInput) -> int:
    """A part of a breakdown counts people: it is whole whatever its line measures."""
    is_counted = any(band.key == given.band_key and band.dimension for band in view.bands)
    return 0 if is_counted else view.line.decimals


def _ratio_refusal(value: Decimal, denominator: Decimal | None) -> Refusal | None:
    if denominator is None:
        return Refusal("Inscrivez aussi sur combien.", "denominator")
    if not 0 < denominator <= MOST:
        return Refusal(f"Inscrivez un nombre de 1 à {format_number(MOST)}.", "denominator")
    if denominator != round(denominator):
        return Refusal(WHOLE, "denominator")
    if value > denominator:
        words = f"{format_number(value)} dépasse {format_number(denominator)}, le nombre sur lequel on compte."
        return Refusal(words, "denominator")
    return None


def _override_refusal(view: LineView, given: AnswerInput) -> Refusal | None:
    """A figure of the records is corrected with a reason; put back, it needs none."""
    figure = view.figure
    if figure is None or figure.is_declared or (given.state == AnswerState.BLANK) != bool(given.override_reason):
        return None
    if given.override_reason:
        return Refusal("Inscrivez le chiffre corrigé, ou effacez le motif.")
    computed = figure.bands.get(given.band_key) if given.band_key else figure.value
    if computed is None or (given.value == computed and given.denominator in (None, figure.denominator)):
        return None
    words = format_box(view.kind, AnswerState.VALUE, Decimal(computed), figure.denominator)
    source = SAYS.get(figure.origin.source, "vos activités donnent")
    return Refusal(f"Dites en une phrase pourquoi vous corrigez ce nombre\u00a0: {source} {words}.", "override_reason")


def _breakdown_refusals(view: LineView, inputs: list[AnswerInput]) -> dict[tuple[str, str], Refusal]:
    """The parts of a dimension never pass their total, the boxes given now counted in."""
    given = {item.band_key: item for item in inputs if item.line_key == view.key}
    total = given[""].value if "" in given and given[""].state != AnswerState.BLANK else view.value
    refusals = {}
    for axis in view.axes:
        values = {band.key: given[band.key].value if band.key in given else band.value for band in axis.bands}
        parts = sum((value for value in values.values() if value is not None), Decimal(0))
        touched = [key for key in values if key in given]
        if parts <= (total or 0) or not (touched or "" in given):
            continue
        # Beside a part that holds something: one that was emptied is at no fault
        faulty = [key for key in touched if values[key]] or [key for key, value in values.items() if value]
        box = (view.key, faulty[0] if touched else "")
        if total is None:
            refusals[box] = Refusal("Inscrivez d’abord le total.")
            continue
        refusals[box] = Refusal(
            f"La ventilation compte {format_number(parts)}, le total en compte {format_number(total)}."
        )
    return refusals
