"""What the page of a section shows of each line: words, last year, box, four answers, refusals; typed text wins over saved text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse

from reporting.filling.autosave import SaveState, told_conflict, warnings_in
from reporting.filling.page.breakdowns import Axis, AxisGroup, Cell
from reporting.filling.page.notes import closed_notes, money_notes, notes_of, trail_of
from reporting.filling.posted import Reading, asked_bands, box_name, has_box, is_fixed
from reporting.filling.repeat_previous import last_year
from reporting.filling.typed_values import KIND_OF_STATE, KIND_WORDS, shown_number
from reporting.lines.presenters import AxisView, BandView, LineView, SectionView
from reporting.models import Line, Report
from roriq_portal.formats.numbers import BLANK, format_number

KINDS = [
    ("nombre", "123", "Nombre"),
    ("zero", "0", "0 confirmé"),
    ("so", "s.\u00a0o.", "sans objet"),
    ("nd", "n.\u00a0d.", "non disponible"),
]
ROWS_MOST = 18


@dataclass(frozen=True)
class Question:
    """One line as the page asks or shows it. `notes` are whole sentences under its name."""

    key: str
    name: str
    number: str
    words: str
    hint: str
    unit: str
    notes: list[str] = field(default_factory=list)
    past: str = ""
    past_text: str = ""
    shown: str = BLANK
    value: str = ""
    kind: str = ""
    placeholder: str = ""
    denominator: str = ""
    denominator_error: str = ""
    repeats: bool = False
    inputmode: str = "numeric"
    is_open: bool = False
    is_heading: bool = False
    is_fixed: bool = False
    is_computed: bool = False
    is_override: bool = False
    is_ratio: bool = False
    lower_bound: int | None = None
    typed_reason: str = ""
    error: str = ""
    reason_error: str = ""
    trail_url: str = ""
    trail_words: str = ""
    max_chars: int = 0
    length: int = 0
    rows: int = 6
    is_optional: bool = False
    autosave_url: str = ""
    state: SaveState | None = None

    @property
    def described_by(self) -> str:
        return f"{self.name}-p {self.name}-u" + (f" {self.name}-e" if self.error else "")


@dataclass(frozen=True)
class Questions:
    """A section laid out in its three parts, with the words that stand in the margin of each."""

    numbers: list[Question]
    axes: list[Axis]
    texts: list[Question]
    is_money: bool
    has_boxes: bool

    @property
    def title(self) -> str:
        return "Les sommes" if self.is_money else "Les chiffres"

    @property
    def lead(self) -> str:
        return (
            "Ceux qui se calculent sont déjà inscrits. Les personnes distinctes se déclarent\u00a0: "
            "elles ne s’additionnent pas d’un mois à l’autre."
        )

    @property
    def axis_groups(self) -> list[AxisGroup]:
        groups = []
        for words, found in groupby(self.axes, key=lambda axis: axis.line_words):
            axes = list(found)
            folded = not self.is_money and not any(axis.is_begun for axis in axes)
            groups.append(AxisGroup(words, axes, folded))
        return groups

    @property
    def axes_title(self) -> str:
        return "Les sommes" if self.is_money else "La ventilation"

    @property
    def axes_lead(self) -> str:
        if self.is_money:
            return "Une somme par ligne. On peut aussi écrire 0, so ou nd."
        return "Une répartition à la fois, jamais deux croisées. Elle peut être partielle\u00a0: le reste devient «\u00a0non ventilé\u00a0»."

    @property
    def texts_title(self) -> str:
        return "Le récit"

    @property
    def texts_lead(self) -> str:
        return "Il s’enregistre pendant que vous écrivez." if any(text.is_open for text in self.texts) else ""


def lay_out(
    report: Report, section: SectionView, reading: Reading, data: Mapping[str, str] | None, *, may_write: bool
) -> Questions:
    """Return what the page of a section shows. `data`: what was just typed, when the page comes back."""
    told = _Told(report, reading, data, may_write, {} if data is not None else _standing(section))
    lines = [line for line in section.lines if line.kind != Line.Kind.FILE]
    texts = [told.text(line) for line in lines if line.kind == Line.Kind.TEXT]
    numbers = [told.number(line) for line in lines if has_box(line) or line.kind == Line.Kind.HEADING]
    axes = [axis for line in lines for axis in told.axes(line)]
    is_money = bool(axes) and all(line.kind != Line.Kind.FIGURE for line in lines)
    has_boxes = may_write and any(line.is_open for line in lines)
    return Questions(numbers if any(not q.is_heading for q in numbers) else [], axes, texts, is_money, has_boxes)


@dataclass(frozen=True)
class _Told:
    report: Report
    reading: Reading
    data: Mapping[str, str] | None
    may_write: bool
    standing: dict[tuple[str, str], str]

    def error(self, line: LineView, band_key: str = "") -> str:
        """What was just refused, else what is saved and does not hold."""
        name = box_name(line.key, band_key)
        return self.reading.errors.get(name, "") or self.standing.get((line.key, band_key), "")

    def saving(self, line: LineView, place: str) -> dict:
        """Where the line saves itself while it is typed, and the state that stands beside it."""
        found = [entry for entry in self.reading.conflicts if entry.line.key == line.key]
        conflict = told_conflict(line, found) if line.kind == Line.Kind.TEXT and found else None
        is_text = line.kind == Line.Kind.TEXT and line.narrative and not conflict
        saved_at = line.answer.saved_at if line.answer and is_text else None
        warnings = warnings_in(self.typed(box_name(line.key), line.narrative)) if line.kind == Line.Kind.TEXT else []
        return {
            "autosave_url": reverse("reporting:answer-autosave", args=[self.report.pk, line.key]),
            "state": SaveState(f"{place}-etat", saved_at=saved_at, conflict=conflict, warnings=tuple(warnings)),
        }

    def typed(self, name: str, saved: str) -> str:
        return self.data.get(name, saved) if self.data is not None else saved

    def text(self, line: LineView) -> Question:
        name = box_name(line.key)
        value = self.typed(name, line.narrative)
        return Question(
            **_named(line),
            notes=closed_notes(self.report, line, self.may_write),
            past_text=line.past.narrative if line.past else "",
            value=value,
            is_open=line.is_open and self.may_write,
            error=self.error(line),
            max_chars=line.line.max_chars or 0,
            length=len(value),
            rows=min(ROWS_MOST, max(6, len(value) // 80 + value.count("\n") + 1)),
            **self.saving(line, name),
        )

    def number(self, line: LineView) -> Question:
        if line.kind == Line.Kind.HEADING:
            return Question(**_named(line), is_heading=True)
        name = box_name(line.key)
        fixed = is_fixed(line)
        kind = self.typed(f"{name}-sorte", "" if fixed else KIND_OF_STATE.get(line.state, ""))
        saved = shown_number(line.value) if line.state == "value" and (not fixed or line.is_overridden) else ""
        return Question(
            **_named(line),
            notes=[*notes_of(line), *closed_notes(self.report, line, self.may_write)],
            past=line.past.text if line.past else "",
            shown=line.text,
            value=self.typed(name, saved),
            kind=kind,
            placeholder=KIND_WORDS.get(kind, ""),
            denominator=self.typed(f"{name}-den", shown_number(line.denominator)),
            denominator_error=self.reading.errors.get(f"{name}-den", ""),
            repeats=self.may_write and bool(last_year(line)),
            inputmode="decimal" if line.line.decimals else "numeric",
            is_open=line.is_open and self.may_write,
            is_fixed=fixed and not line.is_overridden,
            is_computed=fixed and line.figure.trail.source != "households",
            is_override=line.is_overridden,
            is_ratio=line.kind == Line.Kind.RATIO,
            lower_bound=line.ask.lower_bound if line.ask else None,
            typed_reason=self.typed(f"{name}-motif", line.override_reason),
            error=self.error(line),
            reason_error=self.reading.errors.get(f"{name}-motif", ""),
            **trail_of(self.report, line),
            **self.saving(line, name),
        )

    def axes(self, line: LineView) -> list[Axis]:
        asked = {band.key for band in asked_bands(line)}
        parts = [band for band in line.bands if not band.dimension]
        axes = [self._axis(line, axis.key, axis.words, axis.bands, asked, axis) for axis in line.axes]
        if parts:
            axes.insert(
                0, self._axis(line, "parts", "Entente" if line.line.per_agreement else "Poste", parts, asked, None)
            )
        return axes

    def _axis(
        self, line: LineView, key: str, head: str, bands: list[BandView], asked: set[str], axis: AxisView | None
    ) -> Axis:
        cells = [self._cell(line, band) for band in bands]
        money = axis is None
        caption = f"{line.words}, par {head[:1].lower()}{head[1:]}" if axis else line.words
        over = axis is not None and line.value is not None and axis.total > line.value
        name = f"axe-{line.key}-{key}"
        return Axis(
            name=name,
            caption=f"{line.number} {caption}".strip(),
            head=head,
            cells=cells,
            is_fixed=not (line.is_open and self.may_write and any(band.key in asked for band in bands)),
            has_rest=not money,
            unbroken="" if money or axis.unbroken is None else format_number(axis.unbroken),
            past_unbroken="" if money or axis.past_unbroken is None else format_number(axis.past_unbroken),
            total=line.text if line.text != BLANK else "",
            total_number="" if money or line.value is None else shown_number(line.value),
            past_total=line.past.text if line.past else "",
            error=_over_words(axis, line) if over else "",
            inputmode="decimal" if money and line.line.decimals else "numeric",
            is_optional=money and not line.line.required,
            notes=[*money_notes(line), *closed_notes(self.report, line, self.may_write)] if money else [],
            **self.saving(line, name),
            line_words=f"{line.number} {line.words}".strip(),
            repeats=line.key if money and self.may_write and last_year(line) else "",
        )

    def _cell(self, line: LineView, band: BandView) -> Cell:
        name = box_name(line.key, band.key)
        saved = {"na": "so", "nd": "nd", "zero": "0"}.get(band.state, shown_number(band.value))
        error = self.error(line, band.key)
        reason = self.typed(f"{name}-motif", band.override_reason)
        why = self.reading.errors.get(f"{name}-motif", "")
        asks = band.is_overridden or bool(reason or why)
        return Cell(name, band.words, self.typed(name, saved), band.text, band.past, error, asks, reason, why)


def _named(line: LineView) -> dict:
    return {
        "key": line.key,
        "name": box_name(line.key),
        "number": line.number,
        "words": line.words,
        "hint": line.line.hint,
        "unit": line.unit,
        "is_optional": not line.line.required,
    }


def _standing(section: SectionView) -> dict[tuple[str, str], str]:
    """Return box → sentence of what is saved and does not hold, for the page that nothing was just typed in."""
    return {(item.line_key, item.band_key): item.words for item in section.errors if item.is_wrong}


def _over_words(axis: AxisView, line: LineView) -> str:
    return f"La ventilation compte {format_number(axis.total)}, le total en compte {line.text}."
