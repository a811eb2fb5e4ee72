"""Why a question had to be answered by hand, in words, and what would have spared it."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from reporting.monitoring.burden.drawing import Piece, stacked


class Reason(StrEnum):
    """One reason for each answer by hand. The first six: the same figure was given under another definition."""

    DAYS = "days"
    BANDS = "bands"
    SCOPE = "scope"
    PLACE = "place"
    PEOPLE = "people"
    UNIT = "unit"
    SEVERAL = "several"
    AGAIN = "again"
    FIRST = "first"
    OWN = "own"
    TEXT = "text"
    FILE = "file"
    CORRECTED = "corrected"
    NO_RECORD = "no_record"


# What one shared definition of the same figure would have spared
SPARED = frozenset(
    {
        Reason.DAYS,
        Reason.BANDS,
        Reason.SCOPE,
        Reason.PLACE,
        Reason.PEOPLE,
        Reason.UNIT,
        Reason.SEVERAL,
        Reason.AGAIN,
    }
)
WORDS: dict[Reason, tuple[str, str, str]] = {
    Reason.DAYS: (
        "D’autres jours",
        "une autre année, un trimestre, un mois",
        "Une année commune, ou des trimestres qui s’additionnent.",
    ),
    Reason.BANDS: (
        "Des tranches qui coupent",
        "âges et catégories d’ailleurs",
        "Les tranches du portail, inscrites dans les fiches.",
    ),
    Reason.SCOPE: ("Une autre portée", "imputé plutôt que tout l’organisme", "Dire les deux en une fois."),
    Reason.PLACE: ("Un autre lieu", "une ville, une MRC, une région", "Le lieu inscrit dans chaque fiche."),
    Reason.PEOPLE: ("D’autres personnes", "une partie seulement", "Une ventilation que tous demandent."),
    Reason.UNIT: ("Une autre unité", "le même indicateur, compté autrement", "Une même unité."),
    Reason.SEVERAL: (
        "Plusieurs de ces raisons à la fois",
        "jours et lieu, portée et tranches…",
        "Une même définition pour tous.",
    ),
    Reason.AGAIN: ("Rien ne l’empêchait", "même définition, répondue de nouveau", "La déclarer une fois."),
    Reason.FIRST: (
        "Il fallait le dire une fois",
        "la première réponse, que d’autres demandent",
        "Rien\u00a0: elle sert.",
    ),
    Reason.OWN: ("Personne d’autre ne le demande", "la question d’un seul gabarit", "Rien\u00a0: c’est sa question."),
    Reason.TEXT: ("Un texte", "faits saillants, histoire, écarts", "Reprendre le texte quand la question est la même."),
    Reason.FILE: ("Une pièce", "états financiers, résolution", "Rien\u00a0: chacun reçoit la sienne."),
    Reason.CORRECTED: (
        "Un chiffre corrigé",
        "la fiche disait autre chose",
        "Corriger la fiche\u00a0: le rapport suit.",
    ),
    Reason.NO_RECORD: ("Aucune fiche ne le disait", "0, s. o. ou un nombre saisi", "Inscrire au fil de l’année."),
}


@dataclass(frozen=True)
class ReasonRow:
    """One line of the table of reasons."""

    reason: Reason
    number: int
    bar: tuple[Piece, ...] = ()

    @property
    def words(self) -> str:
        return WORDS[self.reason][0]

    @property
    def detail(self) -> str:
        return WORDS[self.reason][1]

    @property
    def lever(self) -> str:
        return WORDS[self.reason][2]


def rows_of(counts: Counter[Reason]) -> tuple[ReasonRow, ...]:
    """Return the reasons that were met, the most frequent first."""
    order = list(Reason)
    most = max(counts.values(), default=0)
    met = [ReasonRow(reason, number, stacked([("full", number)], most)) for reason, number in counts.items() if number]
    return tuple(sorted(met, key=lambda row: (-row.number, order.index(row.reason))))


def spared_of(counts: Counter[Reason]) -> int:
    """Return how many answers by hand one shared definition of each figure would have spared."""
    return sum(number for reason, number in counts.items() if reason in SPARED)
