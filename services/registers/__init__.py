"""Registers: activity registers as organisms keep them, read and judged without a database."""

from services.registers.columns import BREAKDOWNS, FIELDS, LABELS, Columns, recognise
from services.registers.facts import Fact, Fault, Level, Preview, Reason
from services.registers.files import MAX_BYTES, read_register
from services.registers.identity import Difference, Known, diff_identities
from services.registers.rows import references, validate
from services.registers.sheets import Sheet, UnreadableRegister
from services.registers.spelling import fold
from services.registers.vocabulary import AgreementTerm, CountRule, Place, Recipe, Vocabulary

__all__ = [
    "BREAKDOWNS", "FIELDS", "LABELS", "MAX_BYTES",
    "AgreementTerm", "Columns", "CountRule", "Difference", "Fact", "Fault", "Known", "Level",
    "Place", "Preview", "Reason", "Recipe", "Sheet", "UnreadableRegister", "Vocabulary",
    "diff_identities", "fold", "read_register", "recognise", "references", "validate",
]  # fmt: skip
