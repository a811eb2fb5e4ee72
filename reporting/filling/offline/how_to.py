"""The first sheet of a workbook: whose report it is, how it is filled, and where each section stands."""

from collections.abc import Sequence

from reporting.filling.offline.boxes import boxes_of
from reporting.filling.offline.identification import Identity
from reporting.filling.offline.written import ERASE
from reporting.lines.presenters import SectionView
from reporting.models import Report
from roriq_portal.files.form_books import FormCell, FormSheet, Look
from roriq_portal.formats.days import format_day, format_period
from roriq_portal.formats.phrases import counted

NAME = "Mode d’emploi"
STEPS = (
    "Remplissez les cellules jaunes, une feuille par section. Toutes les autres sont protégées, sans mot de passe.",
    "Un nombre s’écrit dans la colonne «\u00a0Nombre\u00a0». Sinon, choisissez dans la colonne "
    "«\u00a0Réponse\u00a0»\u00a0: 0 confirmé, s.\u00a0o. (sans objet) ou n.\u00a0d. (non disponible).",
    "Une cellule vide, ou vidée, ne change rien dans le portail. Pour effacer une réponse, choisissez "
    f"«\u00a0{ERASE}\u00a0» dans la colonne «\u00a0Réponse\u00a0».",
    "Ce qui est en italique vient de vos activités, de vos ménages ou de l’argent de l’entente\u00a0: le portail le "
    "calcule. Les pièces se joignent dans le portail.",
    "Enregistrez le classeur en XLSX, puis téléversez-le à la page «\u00a0Remplir hors ligne\u00a0» du rapport.",
    "Le portail montre alors ce qui change, cellule par cellule, et ce que quelqu’un a écrit entre-temps. Rien n’est "
    "inscrit avant que vous l’ayez vu.",
)
READ_ONLY = "Votre siège permet de lire ce rapport\u00a0: ce classeur n’a aucune cellule à remplir."


def how_to_sheet(
    report: Report, identity: Identity, sections: Sequence[tuple[SectionView, str]], *, may_write: bool
) -> FormSheet:
    """`sections`: each with the name of its sheet."""
    agreement = [("Entente", report.agreement.reference)] if report.agreement else []
    facts = [
        ("Organisme", identity.organism),
        *agreement,
        ("Période", format_period(report.period.lower, report.last_day)),
        ("Échéance", format_day(report.due_on)),
        ("Classeur fait", identity.made_at),
    ]
    steps = [f"{number}. {words}" for number, words in enumerate(STEPS, start=1)] if may_write else [READ_ONLY]
    rows = [
        [FormCell(str(report), Look.TITLE)],
        *([FormCell(name, Look.STRONG), FormCell(words)] for name, words in facts),
        [],
        [FormCell("Comment faire", Look.GROUP), FormCell("", Look.GROUP)],
        *([FormCell(""), FormCell(words)] for words in steps),
        [],
        [FormCell("Feuille", Look.HEAD), FormCell("Ce qu’on y trouve", Look.HEAD)],
        *(_line(section, name, may_write) for section, name in sections),
    ]
    return FormSheet(NAME, (24, 100), rows)


def _line(section: SectionView, name: str, may_write: bool) -> list[FormCell]:
    count = sum(1 for box in boxes_of(section) if box.is_open) if may_write else 0
    fillable = f"{counted(count, 'réponse')} à remplir" if count else "Rien à remplir dans ce classeur"
    return [FormCell(name, Look.STRONG), FormCell(f"{section.title}. {fillable}. {section.words}")]
