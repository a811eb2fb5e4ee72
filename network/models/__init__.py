"""Rows of the network: its consolidated reports, its common statement and its barometer."""

from .barometer import BarometerSentence, BarometerThreshold, BarometerVersion
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
    "BarometerSentence",
    "BarometerThreshold",
    "BarometerVersion",
    "ConsolidatedDocument",
    "ConsolidatedReport",
    "ConsolidatedSource",
    "ConsolidatedStep",
    "ConsolidatedVersion",
    "ConsolidatedWords",
    "StatementVersion",
]
