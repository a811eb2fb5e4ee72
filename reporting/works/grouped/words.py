"""What the pages of an act on many reports say, by its word in addresses."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """`title` of its pages, `act` of its button, `lead` of the choice, `empty` when no report may take it."""

    title: str
    act: str
    lead: str
    empty: str


WORDS = {
    "transmettre": Words(
        "Transmettre plusieurs rapports",
        "Transmettre ces rapports",
        "Les rapports que vous pouvez transmettre maintenant. Les brouillons ne sont pas cochés\u00a0: un rapport "
        "incomplet ne part pas, et la page vous dit lequel.",
        "Aucun rapport à un bailleur n’attend que vous le transmettiez.",
    ),
    "nouvelles-versions": Words(
        "Transmettre de nouvelles versions",
        "Transmettre ces nouvelles versions",
        "Les rapports que le bailleur a reçus et n’a pas acceptés. Une nouvelle version prend les chiffres "
        "d’aujourd’hui\u00a0; les réponses écrites restent, sauf celles qu’une question du bailleur a rouvertes.",
        "Aucun rapport transmis n’attend l’acceptation de son bailleur.",
    ),
    "endosser": Words(
        "Endosser plusieurs rapports",
        "Endosser ces rapports",
        "Les rapports déposés de votre région. Cochez ceux que vous avez lus\u00a0: rien n’est coché d’avance.",
        "Aucun rapport de votre région n’attend votre endossement.",
    ),
    "approuver": Words(
        "Approuver plusieurs rapports",
        "Approuver ces rapports",
        "Les rapports endossés. Cochez ceux que vous avez lus\u00a0: rien n’est coché d’avance.",
        "Aucun rapport n’attend votre approbation.",
    ),
    "papiers": Words(
        "Prendre les papiers de plusieurs rapports",
        "Rassembler ces papiers",
        "Le PDF et le XLSX de la dernière version de chaque rapport, en un seul fichier avec son index. Un papier qui "
        "n’avait pas pu être fait est refait.",
        "Aucun rapport déposé ou transmis ne répond à ces choix.",
    ),
}
