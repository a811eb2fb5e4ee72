"""The eight recommendations of the national conference of November 2014, and how each is measured. No I/O.

Source: « Vers une politique de la régionalisation de l’immigration », RORIQ, 2014.
"""

from dataclasses import dataclass
from enum import Enum

# A difference is said when it reaches as many points; less is stable
POINTS_THAT_COUNT = 2
# What would be said of fewer organisms is said of each of them
FEWEST_ORGANISMS = 5


@dataclass(frozen=True)
class Recommendation:
    """`measure`: what is counted, of what; `source`: the records, and the rule that decides; `noun`: of the whole."""

    number: int
    title: str
    measure: str
    source: str
    noun: str
    is_money: bool = False
    counts_households: bool = False


RECOMMENDATIONS = (
    Recommendation(
        1,
        "Un leadership gouvernemental partagé",
        "Ententes signées par deux bailleurs ou plus",
        "Ententes en cours dans l’année et leurs signatures.",
        "entente",
    ),
    Recommendation(
        2,
        "Une vision claire, un discours commun",
        "Organismes membres qui ont adopté l’énoncé commun en vigueur",
        "Énoncé commun\u00a0: adoptions datées par le conseil de chaque organisme, au dernier jour.",
        "organisme",
    ),
    Recommendation(
        3,
        "L’expertise, l’organisme-pivot",
        "Régions où un mandat de pivot est en cours",
        "Régions\u00a0: mandats datés, au dernier jour.",
        "région",
    ),
    Recommendation(
        4,
        "L’intervention auprès des milieux, reconnue",
        "Activités de rapprochement et de préparation des milieux imputées à une entente",
        "Activités de l’année qui comptent V4.13, imputées à au moins une entente.",
        "activité",
    ),
    Recommendation(
        5,
        "Des ententes de trois à cinq ans",
        "Argent de l’année sous une entente de trois à cinq ans",
        "Ententes\u00a0: durée du terme, et montant de chaque an qui commence dans l’année.",
        "dollar",
        is_money=True,
    ),
    Recommendation(
        6,
        "Des cibles conjointes Montréal et régions",
        "Ménages référés dans l’année sous une cible conjointe",
        "Ménages\u00a0: étape «\u00a0référence transmise\u00a0», et la cible conjointe dont chacun relève.",
        "ménage",
        counts_households=True,
    ),
    Recommendation(
        7,
        "Un arrimage avec Emploi-Québec",
        "Organismes de la composante\u00a02 dont un service est lié à une mesure d’emploi",
        "Offre de services au dernier jour\u00a0: mesure liée à un service offert.",
        "organisme",
    ),
    Recommendation(
        8,
        "Une reddition de comptes simple",
        "Questions des rapports remplies sans être posées de nouveau",
        "Rapports déposés ou transmis dont la période finit dans l’année\u00a0: d’où vient chaque réponse.",
        "question",
    ),
)
BY_NUMBER = {recommendation.number: recommendation for recommendation in RECOMMENDATIONS}


class Way(Enum):
    """Where a measure goes. All eight are better when they grow."""

    FORWARD = "Avance"
    BACK = "Recule"
    STABLE = "Stable"
    UNKNOWN = "Pas comparable"

    @property
    def sign(self) -> str:
        """Return the icon beside the word."""
        return {Way.FORWARD: "up-right", Way.BACK: "down-right", Way.STABLE: "equal"}.get(self, "")
