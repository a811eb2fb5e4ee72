"""The four states, in words and marks: never colour alone."""

from dataclasses import dataclass

from roriq_portal.formats.days import format_day
from services.continuum.coverage import Answer, State


@dataclass(frozen=True)
class Mark:
    words: str
    sign: str
    turn: str
    rule: str


MARKS = {
    State.OFFERED: Mark("Offert", "check", "settled", "dans toute la région, payé pour les douze mois qui suivent"),
    State.UNCOVERED: Mark("À découvert", "clock", "yours", "offert partout, mais sans argent après le jour indiqué"),
    State.PARTIAL: Mark("Partiel", "turn-others", "others", "certains services, ou certaines MRC seulement"),
    State.MISSING: Mark("Manque", "alert", "late", "personne ne l’offre ce jour-là"),
}


def under_words(answer: Answer) -> str:
    """Return what is written under the mark: until when, or how many services."""
    if answer.state is State.UNCOVERED:
        return f"après le {format_day(answer.until)}" if answer.until else "sans entente"
    if answer.state is State.PARTIAL:
        return _part_words(answer)
    return ""


def _part_words(answer: Answer) -> str:
    if not answer.among:
        return "certaines MRC"
    return f"{answer.offered} sur {answer.among}" if answer.offered else "services propres"


def answer_words(answer: Answer) -> str:
    """Return one answer as a sentence: « À découvert après le 31 mars 2027 »."""
    return " ".join(filter(None, (MARKS[answer.state].words, under_words(answer))))
