"""How the report just before is named: « le mois dernier », « le trimestre dernier », « septembre 2025 »."""

from django.db.backends.postgresql.psycopg_any import DateRange

from reporting.lines.before.previous_period import Past
from roriq_portal.formats.phrases import of_period

LAST = {1: "que le mois dernier", 3: "que le trimestre dernier", 12: "que l’année dernière"}
LAST_PERIOD = "qu’à la période précédente"


def same_answers_words(past: Past, period: DateRange) -> str:
    """Return « Mêmes réponses que le mois dernier »; empty when nothing was filed before.

    What was filed for other days than the ones just before, or as many, is named by its own days.
    """
    if past.days is None:
        return ""
    months = _whole_months(period)
    if past.days.upper != period.lower or months != _whole_months(past.days):
        return f"Mêmes réponses que celles {of_period(past.words)}"
    return f"Mêmes réponses {LAST.get(months, LAST_PERIOD)}"


def _whole_months(days: DateRange) -> int:
    """Return how many months these days are; 0 when they begin or end within one."""
    if (days.lower.day, days.upper.day) != (1, 1):
        return 0
    return (days.upper.year - days.lower.year) * 12 + days.upper.month - days.lower.month
