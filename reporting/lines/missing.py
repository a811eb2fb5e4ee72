"""What is missing in a report or does not hold, one sentence each, and how many there are of both kinds."""

from dataclasses import dataclass

from roriq_portal.formats.phrases import counted


@dataclass(frozen=True)
class Missing:
    """One thing that is not right: `error` stops the filing, `warning` does not. `words` is a whole sentence.

    `is_wrong`: something is answered and does not hold; otherwise nothing is answered yet. `is_mended_elsewhere`: the
    follow-ups of households, and not the line itself, are where it is put right.
    """

    section: str
    line_key: str
    words: str
    level: str = "error"
    band_key: str = ""
    is_wrong: bool = False
    is_mended_elsewhere: bool = False

    @property
    def stops(self) -> bool:
        return self.level == "error"


def faults_words(stops: list[Missing]) -> str:
    """Return « Il manque 2 réponses. 1 réponse à revoir. »: what is empty and what does not hold, counted apart."""
    wrong = len({(item.line_key, item.band_key) for item in stops if item.is_wrong})
    empty = sum(1 for item in stops if not item.is_wrong)
    lacking = f"Il manque {empty} réponses." if empty > 1 else "Il manque une réponse." if empty else ""
    return " ".join(filter(None, (lacking, f"{counted(wrong, 'réponse')} à revoir." if wrong else "")))


def remarks_words(waiting: int) -> str:
    """Return « 2 commentaires à répondre. », or nothing."""
    return f"{waiting} commentaires à répondre." if waiting > 1 else "Un commentaire à répondre." if waiting else ""
