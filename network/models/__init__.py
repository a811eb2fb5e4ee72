"""Rows of the network: its consolidated reports, its common statement, its barometer, what it decides of portraits."""

from .barometer import BarometerSentence, BarometerThreshold, BarometerVersion
from .consolidated import (
    ConsolidatedDocument,
    ConsolidatedReport,
    ConsolidatedSource,
    ConsolidatedStep,
    ConsolidatedVersion,
    ConsolidatedWords,
)
from .portrait import PortraitComparison
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
    "PortraitComparison",
    "StatementVersion",
]
