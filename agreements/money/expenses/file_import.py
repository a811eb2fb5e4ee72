"""A file of expenses on its way in: judged row by row, shown, then written whole or not at all; never twice."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from agreements.agreement.terms.writing import AgreementRefused
from agreements.currency import NOTHING
from agreements.models import Agreement, AgreementYear, BudgetLine, Expense, ExpenseBatch
from agreements.money.expenses.file_reader import COLUMNS, RawRow, read_amount, read_expense_day, read_expense_file
from agreements.money.expenses.line_words import KnownLines
from organisms.models import User
from organisms.names import KnownNames
from roriq_portal.files.tables.told_from_words import BOTH, is_month_first, says_total
from roriq_portal.formats.days import format_day
from roriq_portal.formats.typed import Unread
from roriq_portal.logs import log_action

LONGEST_NOTE = 300
EXAMPLES = {"day": "Écrivez la date ainsi\xa0: 2026-05-19.", "amount": "Écrivez un montant comme 1204,50."}
MONTH_FIRST_WORDS = "D’autres dates de ce fichier ne se lisent que mois/jour/année. Écrivez ainsi\u00a0: 2026-05-19."
Read = TypeVar("Read")
Key = tuple[int, date, Decimal, str]


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: the row and column as the file shows them, what it holds, what to do."""

    row: int
    column: str
    typed: str
    words: str


@dataclass(frozen=True)
class Judged:
    """One row that holds: the expense it makes. `is_known`: an import wrote it already."""

    number: int
    line: BudgetLine
    day: date
    amount: Decimal
    note: str
    is_known: bool = False

    @property
    def key(self) -> Key:
        return self.line.pk, self.day, self.amount, self.note


@dataclass(frozen=True)
class Examination:
    """Rows to write and faults, with the rows that have them; `totals`: rows that add others up, left aside.

    unknown_lines: names that no line of the budget has, with their number of rows; line_names: those it has.
    """

    rows: list[Judged]
    faults: list[Fault]
    faulty: list[RawRow] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    unknown_lines: dict[str, int] = field(default_factory=dict)
    line_names: list[str] = field(default_factory=list)

    @property
    def new(self) -> list[Judged]:
        return [row for row in self.rows if not row.is_known]

    @property
    def known(self) -> int:
        return len(self.rows) - len(self.new)

    @property
    def total(self) -> Decimal:
        return sum((row.amount for row in self.new), NOTHING)


@log_action
@transaction.atomic
def keep_file(*, agreement: Agreement, name: str, data: bytes, by: User) -> ExpenseBatch:
    """Keep the rows of a file for its preview. The same bytes come back as the batch that waits.

    Raises UnreadableFile, a sentence, for what is no table of expenses; AgreementRefused for a file already written.
    """
    read = read_expense_file(data)
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    sha256 = hashlib.sha256(data).hexdigest()
    standing = ExpenseBatch.objects.filter(agreement=agreement, sha256=sha256).first()
    if standing and standing.written_at:
        day = format_day(standing.written_at)
        raise AgreementRefused(f"Ce fichier est déjà importé, le {day}\u00a0: rien n’est inscrit deux fois.")
    if standing:
        return standing
    cells = [asdict(row) for row in read.rows]
    return ExpenseBatch.objects.create(
        agreement=agreement, name=name[:120], sha256=sha256, cells=cells, remarks=read.remarks, created_by=by
    )


def examine(batch: ExpenseBatch) -> Examination:
    """Judge the rows that wait against the agreement's budget as it stands now."""
    check, lines = _BatchCheck(batch.agreement), KnownLines(batch.agreement)
    typed = [RawRow(**cells) for cells in batch.cells]
    totals = [row for row in typed if not row.day and says_total(row.line)]
    expenses = [row for row in typed if row not in totals]
    other_way = _written_month_first(expenses)
    rows, faults, faulty = [], [], []
    for raw in expenses:
        row, wrong = check.judge(lines.renamed(raw))
        if raw in other_way:
            row, wrong = None, [_fault(raw, "day", MONTH_FIRST_WORDS), *wrong]
        faults += wrong
        rows += [row] if row else []
        faulty += [] if row else [raw]
    unknown = lines.unknown(expenses)
    return Examination(rows, faults, faulty, [row.number for row in totals], unknown, lines.names)


def _written_month_first(rows: list[RawRow]) -> list[RawRow]:
    """The rows whose day can be read both ways, in a column that can only be read month first."""
    is_proved = is_month_first({row.day_order for row in rows})
    return [row for row in rows if row.day_order == BOTH] if is_proved else []


@log_action
@transaction.atomic
def write_batch(*, batch: ExpenseBatch, by: User, leave_faulty: bool = False) -> ExpenseBatch:
    """Write the rows that no import wrote before; a second time writes nothing.

    Refused (AgreementRefused) while one row is at fault, unless the user chose to write the others: `leave_faulty`
    keeps the rows at fault with the file, to be handed back.
    """
    Agreement.objects.select_for_update().get(pk=batch.agreement_id)
    batch = ExpenseBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.written_at:
        return batch
    examination = examine(batch)
    if examination.faults and not leave_faulty:
        raise AgreementRefused("Une ligne au moins est à corriger dans le fichier\u00a0: rien n’est inscrit.")
    Expense.objects.bulk_create(
        Expense(line=row.line, day=row.day, amount=row.amount, note=row.note, batch=batch, created_by=by)
        for row in examination.new
    )
    batch.written_at, batch.written = timezone.now(), len(examination.new)
    batch.cells = [asdict(row) for row in examination.faulty]
    batch.save()
    return batch


class _BatchCheck:
    """The budget of one agreement and what imports wrote in it, read once."""

    def __init__(self, agreement: Agreement):
        self.years = list(agreement.years.order_by("number"))
        lines = BudgetLine.objects.filter(year__agreement=agreement).select_related("year").order_by("order", "pk")
        self.lines = list(lines)
        self.named = {
            year.pk: KnownNames((line.name, line) for line in self.lines if line.year_id == year.pk)
            for year in self.years
        }
        written = Expense.objects.filter(line__year__agreement=agreement, batch__isnull=False)
        self.written = Counter(written.values_list("line", "day", "amount", "note"))

    def judge(self, raw: RawRow) -> tuple[Judged | None, list[Fault]]:
        faults: list[Fault] = []
        day = _read(raw, "day", read_expense_day, faults)
        amount = _read(raw, "amount", read_amount, faults)
        if len(raw.note) > LONGEST_NOTE:
            faults.append(_fault(raw, "note", f"Cette note dépasse {LONGEST_NOTE} signes."))
        line, words = self.line_of(raw.line, day) if day else (None, "")
        if words:
            faults.append(_fault(raw, "line" if day and self.year_of(day) else "day", words))
        if faults or line is None or day is None or amount is None:
            return None, faults
        return self._known(Judged(raw.number, line, day, amount, raw.note)), []

    def year_of(self, day: date) -> AgreementYear | None:
        return next((year for year in self.years if year.during.lower <= day < year.during.upper), None)

    def line_of(self, name: str, day: date) -> tuple[BudgetLine | None, str]:
        """Return the line of that name in the year of that day, or what is wrong."""
        year = self.year_of(day)
        if year is None:
            return None, "Cette date est hors de l’entente."
        line = self.named[year.pk].get(name)
        if line:
            return line, ""
        own = [row.name for row in self.lines if row.year_id == year.pk]
        known = f"ses postes sont {', '.join(own)}" if own else "il n’a encore aucun poste"
        return None, f"L’an {year.number} n’a pas ce poste\u00a0; {known}."

    def _known(self, row: Judged) -> Judged:
        """Two equal rows of a file are two expenses: each written one answers for one only."""
        if not self.written[row.key]:
            return row
        self.written[row.key] -= 1
        return Judged(row.number, row.line, row.day, row.amount, row.note, is_known=True)


def _read(raw: RawRow, name: str, reader: Callable[[str], Read], faults: list[Fault]) -> Read | None:
    try:
        return reader(getattr(raw, name))
    except Unread as unread:
        faults.append(_fault(raw, name, EXAMPLES[name] if unread.code == "invalid" else str(unread)))
        return None


def _fault(raw: RawRow, name: str, words: str) -> Fault:
    return Fault(raw.number, COLUMNS[name], getattr(raw, name) or "vide", words)
