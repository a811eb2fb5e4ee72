"""Who funds what."""

from .agreement import Agreement, AgreementFunder, AgreementYear, Target
from .amendment import Amendment, Change
from .deliverable import Deliverable, Extension, Requirement
from .funder import Funder, FunderName, FunderOffice, FunderSeat, Priority, Programme, Stream
from .money import BudgetLine, Instalment, MoneyRules, Payment
from .spending import Contribution, Expense, ExpenseBatch, Transfer

__all__ = [
    "Agreement",
    "AgreementFunder",
    "AgreementYear",
    "Amendment",
    "BudgetLine",
    "Change",
    "Contribution",
    "Deliverable",
    "Expense",
    "ExpenseBatch",
    "Extension",
    "Funder",
    "FunderName",
    "FunderOffice",
    "FunderSeat",
    "Instalment",
    "MoneyRules",
    "Payment",
    "Priority",
    "Programme",
    "Requirement",
    "Stream",
    "Target",
    "Transfer",
]
