"""Who funds what."""

from .agreement import Agreement, AgreementFunder, AgreementYear, Target
from .amendment import Amendment, Change
from .budget import BudgetLine, Instalment, MoneyRules, Payment
from .deliverable import Deliverable, Extension
from .funder import (
    Funder,
    FunderName,
    FunderOffice,
    FunderSeat,
    FunderSuccession,
    Priority,
    Programme,
    Stream,
)
from .party import AgreementDocument, AgreementPartner
from .period_target import PeriodTarget
from .programme import DefaultRequirement, ProgrammeName
from .requirement import Requirement
from .spending import Contribution, Expense, ExpenseBatch, LineWords, Transfer

__all__ = [
    "Agreement",
    "AgreementDocument",
    "AgreementFunder",
    "AgreementPartner",
    "AgreementYear",
    "Amendment",
    "BudgetLine",
    "Change",
    "Contribution",
    "DefaultRequirement",
    "Deliverable",
    "Expense",
    "ExpenseBatch",
    "Extension",
    "Funder",
    "FunderName",
    "FunderOffice",
    "FunderSeat",
    "FunderSuccession",
    "Instalment",
    "LineWords",
    "MoneyRules",
    "Payment",
    "PeriodTarget",
    "Priority",
    "Programme",
    "ProgrammeName",
    "Requirement",
    "Stream",
    "Target",
    "Transfer",
]
