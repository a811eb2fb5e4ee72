"""A filled workbook beside its report as it stands: what it changes, what it may not, what was typed meanwhile."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from reporting.filling.actions.answer_checks import closed_words, refused_boxes, refused_breakdowns
from reporting.filling.offline.boxes import OfflineBox, boxes_of
from reporting.filling.offline.filled_cells import CellRefused, Filled, is_emptied, read_filled, touched_columns
from reporting.filling.offline.reading import BookRow, OfflineBook
from reporting.filling.offline.rows import NUMBER, OVER, TEXT
from reporting.filling.posted import Entry, Reading, read_lines
from reporting.filling.saving import input_of
from reporting.lines.assembly import ReportData, sections_of
from reporting.models import Line, Report
from roriq_portal.files.table_reader import UnreadableFile
from roriq_portal.formats.phrases import counted

STRAY = "Cette ligne n’est pas du formulaire\u00a0: ce qui y est écrit n’est pas lu."
MOVED = (
    "Cette ligne n’est plus celle que le portail a écrite\u00a0: sa question et son repère ne vont plus ensemble. Elle "
    "n’est pas lue."
)
REPEATED = "Cette ligne se trouve déjà ailleurs dans le classeur\u00a0: aucune des deux n’est lue."
GONE = "Ce rapport n’a plus cette ligne."
SHOWN_MOST, SHOWN_BEFORE = 400, 60


@dataclass(frozen=True)
class Fault:
    """What cannot be taken: where it stands in the workbook, and why, in words."""

    place: str
    words: str

    @property
    def sentence(self) -> str:
        return f"{self.place}\u00a0: {self.words}"


@dataclass(frozen=True)
class Change:
    """One box that the workbook changes. `before`: when it was made; `now`: what stands, typed meanwhile by `by`."""

    filled: Filled
    entry: Entry

    @property
    def name(self) -> str:
        return self.filled.box.name

    @property
    def label(self) -> str:
        return self.filled.box.label

    @property
    def place(self) -> str:
        return self.filled.row.place()

    @property
    def before(self) -> str:
        return self._excerpt(self.filled.made.written.words)

    @property
    def in_file(self) -> str:
        return self._excerpt(self.filled.written.words)

    @property
    def now(self) -> str:
        return self._excerpt(self.filled.box.written.words)

    def _excerpt(self, words: str) -> str:
        """Of a long text, what stands around the first sign that differs: its page holds the whole."""
        texts = [self.filled.made.written.words, self.filled.written.words, self.filled.box.written.words]
        is_long = any(len(text) > SHOWN_MOST for text in texts)
        start = max(0, _first_difference(texts) - SHOWN_BEFORE) if is_long else 0
        shown = words[start : start + SHOWN_MOST]
        return f"{'…' if start else ''}{shown}{'…' if start + SHOWN_MOST < len(words) else ''}"

    @property
    def is_contested(self) -> bool:
        """Whether somebody answered in the portal since the workbook was made."""
        return self.filled.box.written != self.filled.made.written

    @property
    def by(self) -> str:
        """Who saved what stands; empty when it is not known, as of an answer that was erased."""
        answer = self.filled.box.answer
        return answer.saved_by.name if answer and answer.saved_by else ""

    @property
    def at(self) -> datetime | None:
        answer = self.filled.box.answer
        return answer.saved_at if answer else None

    @property
    def seen(self) -> tuple:
        return (self.name, self.filled.written, self.filled.box.written, self.filled.box.revision)


@dataclass
class Comparison:
    """`changes` may be taken, those that are contested by choice; `faults` may not; `remarks` on the whole file."""

    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def contested(self) -> list[Change]:
        return [change for change in self.changes if change.is_contested]

    @property
    def plain(self) -> list[Change]:
        return [change for change in self.changes if not change.is_contested]

    @property
    def mark(self) -> str:
        """A digest of all that its page shows to be taken: another answer meanwhile gives another one."""
        return hashlib.sha256(repr([change.seen for change in self.changes]).encode()).hexdigest()[:32]


def refuse_foreign(book: OfflineBook, report: Report) -> None:
    """Refuse (UnreadableFile) the workbook of another organism, report or form, by its name."""
    said = book.identity
    if said.organism_id != str(report.organism_id):
        raise UnreadableFile(
            f"Ce classeur est celui d’un autre organisme, {said.organism}\u00a0: «\u00a0{said.title}\u00a0». "
            "Rien n’en est lu."
        )
    if said.report_id != str(report.pk):
        raise UnreadableFile(
            f"Ce classeur est celui d’un autre rapport, «\u00a0{said.title}\u00a0». "
            "Téléversez-le à la page de ce rapport."
        )
    if said.version_id != str(report.template_version_id):
        raise UnreadableFile(
            f"Ce classeur suit une autre version du formulaire de «\u00a0{said.title}\u00a0». "
            "Téléchargez-en un neuf et recopiez-y vos réponses."
        )


def compare(data: ReportData, book: OfflineBook) -> Comparison:
    """Return what a workbook changes in its report. Asks the database nothing; raises UnreadableFile as refuse_foreign.

    What the page would refuse is a fault, and the rest stands without it.
    """
    refuse_foreign(book, data.report)
    boxes = {box.mark: box for section in sections_of(data) if section.is_offered for box in boxes_of(section)}
    comparison = Comparison(remarks=list(book.remarks))
    filled = _filled(data.report, boxes, book, comparison)
    entries = _entries(filled)
    changes = [Change(each, entries[each.box.name]) for each in filled if each.box.name in entries]
    accepted, faults = judge(data, changes)
    comparison.changes, comparison.faults = accepted, [*comparison.faults, *faults]
    emptied = sum(1 for row in book.rows if row.mark in boxes and is_emptied(book.made[row.mark], row))
    if emptied:
        comparison.remarks.append(_emptied_words(emptied))
    return comparison


def _emptied_words(count: int) -> str:
    verb = "n’efface" if count == 1 else "n’effacent"
    cells = counted(count, "cellule vidée", "cellules vidées")
    return f"{cells} {verb} rien\u00a0: pour effacer une réponse, choisissez «\u00a0effacer\u00a0» à côté."


def _filled(report: Report, boxes: dict[str, OfflineBox], book: OfflineBook, comparison: Comparison) -> list[Filled]:
    times: dict[str, int] = {}
    for row in book.rows:
        times[row.mark] = times.get(row.mark, 0) + 1
    filled = []
    for row in book.rows:
        try:
            each = _filled_row(report, boxes.get(row.mark), book, row, times[row.mark])
        except CellRefused as refusal:
            comparison.faults.append(Fault(row.place(refusal.column), str(refusal)))
            continue
        filled += [each] if each else []
    comparison.faults += [Fault(row.place(), STRAY) for row in book.strays]
    return filled


def _filled_row(report: Report, box: OfflineBox | None, book: OfflineBook, row: BookRow, times: int) -> Filled | None:
    made = book.made[row.mark]
    if times > 1:
        raise CellRefused("", REPEATED)
    if row.question != made.question:
        raise CellRefused("", MOVED)
    if box is None:
        if touched_columns(made, row):
            raise CellRefused("", GONE)
        return None
    each = read_filled(box, made, row)
    if each and not box.line.is_open:
        raise CellRefused("", closed_words(report))
    if each and box.is_computed:
        raise CellRefused(NUMBER, "Le portail calcule ce nombre depuis que le classeur est fait. Il n’est pas lu.")
    return each


def _entries(filled: Iterable[Filled]) -> dict[str, Entry]:
    """Read the rows as their pages would: what says what stands already is no change."""
    fields: dict[str, str] = {}
    lines = {}
    for each in filled:
        fields |= each.fields
        lines[each.box.line.key] = each.box.line
    return {entry.name: entry for entry in read_lines(lines.values(), fields).entries}


def judge(data: ReportData, changes: Collection[Change]) -> tuple[list[Change], list[Fault]]:
    """Return what the rules of the page let through, and what they refuse: a box, or a breakdown as a whole."""
    left, faults = list(changes), []
    while left:
        inputs = [input_of(change.entry, Reading()).tidied() for change in left]
        by_box = refused_boxes(data, inputs)
        refused = by_box or refused_breakdowns(data, inputs)
        if not refused:
            break
        lines = set() if by_box else {line_key for line_key, _ in refused}
        gone = [change for change in left if change.entry.box in refused or change.entry.line.key in lines]
        faults += [_fault(change, refused) for change in gone]
        left = [change for change in left if change not in gone]
    return left, faults


def _fault(change: Change, refused: dict) -> Fault:
    """Of a breakdown that passes its total, each part says what is wrong with the whole."""
    of_line = next((refusal for box, refusal in refused.items() if box[0] == change.entry.line.key))
    refusal = refused.get(change.entry.box, of_line)
    column = OVER if refusal.part == "denominator" else NUMBER
    return Fault(change.filled.row.place(TEXT if change.entry.line.kind == Line.Kind.TEXT else column), refusal.words)


def with_current_revision(change: Change) -> Entry:
    """Return the entry to write over what its page showed."""
    return replace(change.entry, seen_revision=change.filled.box.revision)


def _first_difference(texts: list[str]) -> int:
    """Return the rank of the first sign that is not the same in all; the length of the shortest when none is."""
    signs = enumerate(zip(*texts, strict=False))
    return next((rank for rank, each in signs if len(set(each)) > 1), min(map(len, texts)))
