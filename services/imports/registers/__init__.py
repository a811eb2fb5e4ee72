"""Registers: activity registers as organisms keep them, read and judged without a database."""

from services.imports.registers.columns import BREAKDOWNS, FIELDS, LABELS, Columns, recognise
from services.imports.registers.facts import Fact, Fault, Level, Preview, Reason
from services.imports.registers.files import MAX_BYTES, read_register, receive
from services.imports.registers.files.sheet import Sheet, UnreadableRegister
from services.imports.registers.row_identity import Difference, Known, diff_identities
from services.imports.registers.validation import references, validate
from services.imports.registers.vocabulary import AgreementTerm, CountRule, Place, Recipe, Vocabulary
from services.text.spelling import fold

__all__ = [
    "BREAKDOWNS", "FIELDS", "LABELS", "MAX_BYTES",
    "AgreementTerm", "Columns", "CountRule", "Difference", "Fact", "Fault", "Known", "Level",
    "Place", "Preview", "Reason", "Recipe", "Sheet", "UnreadableRegister", "Vocabulary",
    "diff_identities", "fold", "read_register", "receive", "recognise", "references", "validate",
]  # fmt: skip
