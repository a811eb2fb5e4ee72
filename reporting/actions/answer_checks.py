"""What may be written in a box, said before anything is. Reads the desk, asks the database nothing."""

from dataclasses import dataclass, replace
from decimal import Decimal

from reporting.boxes import Desk, view_line
from reporting.lineviews import LineView
from reporting.models import Line, Report
from reporting.numerals import say_answer, say_number
from reporting.outline import LineSpec
from services.models.declaration import AnswerState

MOST = Decimal(999_999_999)
MOST_REASON = 300
MOST_NOTE = 2000
NUMBERED = (AnswerState.VALUE, AnswerState.ZERO)


@dataclass(frozen=True)
class AnswerInput:
    """What a person gave for one box. `seen_revision`: the revision her page showed (0: no answer yet), None: do not look."""

    line: LineSpec | Line
    band_key: str = ""
    state: str = AnswerState.BLANK
    value: Decimal | None = None
    denominator: Decimal | None = None
    text: str = ""
    override_reason: str = ""
    seen_revision: int | None = None

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


def check_answers(desk: Desk, inputs: list[AnswerInput]) -> dict[tuple[str, str], str]:
    """Return (line key, band key) → the sentence that refuses it; empty when all may be written."""
    refusals = {given.box: sentence for given in inputs if (sentence := _refusal(desk, given))}
    if refusals:
        return refusals
    for key in dict.fromkeys(given.line_key for given in inputs):
        refusals |= _breakdown_refusals(view_line(desk, desk.outline.by_key[key]), inputs)
    return refusals


def _refusal(desk: Desk, given: AnswerInput) -> str:
    line = desk.outline.by_key.get(given.line_key)
    if line is None or line.kind == Line.Kind.HEADING:
        return "Ce rapport n’a pas cette ligne."
    view = view_line(desk, line)
    if given.band_key and given.band_key not in {band.key for band in view.bands}:
        return "Ce rapport n’a pas cette ligne."
    if not view.is_open:
        return _closed_words(desk.report)
    if line.kind in (Line.Kind.TEXT, Line.Kind.FILE):
        return _text_refusal(view, given)
    return _number_refusal(view, given)


def _closed_words(report: Report) -> str:
    if report.state == Report.State.RETURNED:
        return "Seules les lignes commentées sont ouvertes."
    if report.excused_at:
        return "Le réseau a dispensé l’organisme de ce rapport."
    return "Ce rapport est déposé\u00a0: ses réponses ne changent plus."


def _text_refusal(view: LineView, given: AnswerInput) -> str:
    most = view.line.max_chars or MOST_NOTE
    if given.state in NUMBERED:
        return "On attend ici un texte, pas un nombre."
    if len(given.text) > most:
        return f"Ce texte compte {say_number(len(given.text))} signes\u00a0; la limite est de {say_number(most)}."
    return ""


def _number_refusal(view: LineView, given: AnswerInput) -> str:
    if len(given.text) > MOST_NOTE or len(given.override_reason) > MOST_REASON:
        return f"Ce texte est trop long\u00a0: au plus {MOST_REASON} signes pour un motif, {MOST_NOTE} pour une note."
    if given.state not in NUMBERED:
        return _override_refusal(view, given)
    if given.value is None:
        return "Inscrivez un nombre, par exemple 128."
    if not 0 <= given.value <= MOST or not 0 < (given.denominator or 1) <= MOST:
        return f"Inscrivez un nombre de 0 à {say_number(MOST)}."
    if given.value != round(given.value, _places(view, given)):
        return "Inscrivez un nombre entier, sans décimale."
    if view.kind == Line.Kind.RATIO and not given.band_key:
        return _ratio_refusal(given) or _override_refusal(view, given)
    return _override_refusal(view, given)


def _places(view: LineView, given: AnswerInput) -> int:
    decimals = view.kind == Line.Kind.MONEY or view.unit.startswith("heure")
    return 2 if decimals and not any(band.key == given.band_key and band.dimension for band in view.bands) else 0


def _ratio_refusal(given: AnswerInput) -> str:
    if given.denominator is None:
        return "Inscrivez aussi sur combien."
    if given.value > given.denominator:
        return f"Au plus {say_number(given.denominator)}\u00a0: c’est le nombre sur lequel on compte."
    return ""


def _override_refusal(view: LineView, given: AnswerInput) -> str:
    """A figure of the records is corrected with a reason; put back, it needs none."""
    figure = view.figure
    if figure is None or figure.is_declared or given.state == AnswerState.BLANK or given.override_reason:
        return ""
    computed = figure.bands.get(given.band_key) if given.band_key else figure.value
    if computed is None or (given.value == computed and given.denominator in (None, figure.denominator)):
        return ""
    words = say_answer(view.kind, AnswerState.VALUE, Decimal(computed), figure.denominator)
    return f"Dites pourquoi vous corrigez ce nombre\u00a0: vos activités donnent {words}."


def _breakdown_refusals(view: LineView, inputs: list[AnswerInput]) -> dict[tuple[str, str], str]:
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
        box = (view.key, touched[0] if touched else "")
        if total is None:
            refusals[box] = "Inscrivez d’abord le total."
            continue
        refusals[box] = f"La ventilation compte {say_number(parts)}, le total en compte {say_number(total)}."
    return refusals
