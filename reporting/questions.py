"""What the page of a section shows of each line: words, last year, box, four answers, refusals; typed text wins over saved text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.urls import reverse

from reporting.axes import Axis, AxisGroup, Cell
from reporting.entries import Reading, asked_bands, box_name, decimals_of, has_box, is_fixed
from reporting.lineviews import AxisView, BandView, LineView, SectionView
from reporting.models import Line, Report
from reporting.numerals import BLANK, say_number
from reporting.typed import KIND_OF_STATE, KIND_WORDS, shown_number
from services.registers.spelling import personal_data_in

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
    revision: int = 0
    saved_at: datetime | None = None
    autosave_url: str = ""
    autosave_error: str = ""
    warnings: list[str] = field(default_factory=list)

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
        return "Il s’enregistre pendant que vous écrivez."


def lay_out(
    report: Report, section: SectionView, reading: Reading, data: Mapping[str, str] | None, *, may_write: bool
) -> Questions:
    """Return what the page of a section shows. `data`: what was just typed, when the page comes back."""
    told = _Told(report, reading, data, may_write)
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

    def typed(self, name: str, saved: str) -> str:
        return self.data.get(name, saved) if self.data is not None else saved

    def text(self, line: LineView) -> Question:
        name = box_name(line.key)
        value = self.typed(name, line.narrative)
        return Question(
            **_named(line),
            past_text=line.past.narrative if line.past else "",
            value=value,
            is_open=line.is_open and self.may_write,
            error=self.reading.errors.get(name, ""),
            max_chars=line.line.max_chars or 0,
            length=len(value),
            rows=min(ROWS_MOST, max(6, len(value) // 80 + value.count("\n") + 1)),
            revision=line.revision,
            saved_at=line.answer.saved_at if line.answer and line.narrative else None,
            autosave_url=reverse("reporting:answer-autosave", args=[self.report.pk, line.key]),
            warnings=warnings_in(value),
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
            notes=_notes(line),
            past=line.past.text if line.past else "",
            shown=line.text,
            value=self.typed(name, saved),
            kind=kind,
            placeholder=KIND_WORDS.get(kind, ""),
            denominator=self.typed(f"{name}-den", shown_number(line.denominator)),
            inputmode="decimal" if decimals_of(line) else "numeric",
            is_open=line.is_open and self.may_write,
            is_fixed=fixed and not line.is_overridden,
            is_computed=fixed,
            is_override=line.is_overridden,
            is_ratio=line.kind == Line.Kind.RATIO,
            lower_bound=line.ask.lower_bound if line.ask else None,
            typed_reason=self.typed(f"{name}-motif", line.override_reason),
            error=self.reading.errors.get(name, ""),
            reason_error=self.reading.errors.get(f"{name}-motif", ""),
            revision=line.revision,
            **_trail(self.report, line),
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
        return Axis(
            name=f"axe-{line.key}-{key}",
            caption=f"{line.number} {caption}".strip(),
            head=head,
            cells=cells,
            is_fixed=not (line.is_open and self.may_write and any(band.key in asked for band in bands)),
            has_rest=not money,
            unbroken="" if money or axis.unbroken is None else say_number(axis.unbroken),
            total=line.text if line.text != BLANK else "",
            total_number="" if money or line.value is None else shown_number(line.value),
            past_total=line.past.text if line.past else "",
            error=_over_words(axis, line) if over else "",
            inputmode="decimal" if decimals_of(line) else "numeric",
            line_words=f"{line.number} {line.words}".strip(),
        )

    def _cell(self, line: LineView, band: BandView) -> Cell:
        name = box_name(line.key, band.key)
        saved = {"na": "so", "nd": "nd", "zero": "0"}.get(band.state, shown_number(band.value))
        error = self.reading.errors.get(name, "")
        return Cell(name, band.words, self.typed(name, saved), band.text, band.past, error)


def warnings_in(text: str) -> list[str]:
    """Return a warning when a text seems to name or reach a person; it refuses nothing."""
    found = personal_data_in(text)
    return (
        [f"Ce texte semble contenir {found}\u00a0: retirez ce qui désigne une personne accompagnée."] if found else []
    )


def _named(line: LineView) -> dict:
    return {
        "key": line.key,
        "name": box_name(line.key),
        "number": line.number,
        "words": line.words,
        "hint": line.line.hint,
        "unit": line.unit,
    }


def _notes(line: LineView) -> list[str]:
    notes = []
    if line.target:
        notes.append(f"Cible\u00a0: {line.target.text}{f', {line.target.was}' if line.target.was else ''}.")
    if line.is_overridden:
        notes.append(f"Calculé\u00a0: {line.computed_words}. Motif de la correction\u00a0: {line.override_reason}")
    if line.declared_in:
        notes.append(f"Déjà déclaré dans {line.declared_in}\u00a0: le changer ici le change partout.")
    if line.open_comments:
        notes.append("Un commentaire attend votre réponse, en haut de la page.")
    return notes


def _trail(report: Report, line: LineView) -> dict:
    """Return the link to the records behind a figure; a declaration has none, a lower bound has some."""
    behind = is_fixed(line) or (line.ask is not None and line.ask.lower_bound)
    if not behind:
        return {}
    return {
        "trail_url": reverse("reporting:report-records", args=[report.pk, line.key]),
        "trail_words": "Voir les activités",
    }


def _over_words(axis: AxisView, line: LineView) -> str:
    return f"La ventilation compte {say_number(axis.total)}, le total en compte {line.text}."
