"""Registers: activity registers as organisms keep them, read and judged without a database."""

from services.imports.registers.columns import BREAKDOWNS, FIELDS, LABELS, Columns, is_ambiguous, recognise
from services.imports.registers.day_order import DayOrder, months_before_days, with_months_first
from services.imports.registers.facts import Fact, Fault, Level, Preview, Reason
from services.imports.registers.files import MAX_BYTES, read_register, receive
from services.imports.registers.files.sheet import ReadingChoices, Sheet, SheetSeen, UnreadableRegister
from services.imports.registers.row_identity import Difference, Known, diff_identities
from services.imports.registers.validation import references, validate
from services.imports.registers.vocabulary import AgreementTerm, CountRule, Place, Recipe, Vocabulary
from services.text.spelling import fold

__all__ = [
    "BREAKDOWNS", "FIELDS", "LABELS", "MAX_BYTES",
    "AgreementTerm", "Columns", "CountRule", "DayOrder", "Difference", "Fact", "Fault", "Known", "Level",
    "Place", "Preview", "ReadingChoices", "Reason", "Recipe", "Sheet", "SheetSeen", "UnreadableRegister", "Vocabulary",
    "diff_identities", "fold", "is_ambiguous", "months_before_days", "read_register", "receive", "recognise",
    "references", "validate", "with_months_first",
]  # fmt: skip
