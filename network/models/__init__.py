"""Rows of the network: its consolidated reports, and its common statement."""

from .consolidated import (
    ConsolidatedDocument,
    ConsolidatedReport,
    ConsolidatedSource,
    ConsolidatedStep,
    ConsolidatedVersion,
    ConsolidatedWords,
)
from .statement import Adoption, StatementVersion

__all__ = [
    "Adoption",
    "ConsolidatedDocument",
    "ConsolidatedReport",
    "ConsolidatedSource",
    "ConsolidatedStep",
    "ConsolidatedVersion",
    "ConsolidatedWords",
    "StatementVersion",
]
