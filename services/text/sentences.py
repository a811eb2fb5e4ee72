"""Sentences that depend on numbers, for the pages of records and of their imports."""

from collections.abc import Sequence
from datetime import date

from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.phrases import agree, capital, counted

DONE = {
    "charge": ("imputée", "à l’entente {agreement}", "l’était déjà", "l’étaient déjà"),
    "uncharge": ("retirée", "de l’entente {agreement}", "n’y était pas", "n’y étaient pas"),
    "withdraw": ("retirée", "des comptes", "l’était déjà", "l’étaient déjà"),
}


def records(number: int) -> str:
    """Return « aucune fiche », « une fiche », « 2 748 fiches »."""
    return {0: "aucune fiche", 1: "une fiche"}.get(number, counted(number, "fiche"))


def asked_words(act: str, agreement: str, reason: str, number: int) -> str:
    """Return what the person is about to do to every record of their list, their number included."""
    end = f"à l’entente {agreement}" if act == "charge" else f"de l’entente {agreement}"
    all_of_them = "la seule fiche de la liste" if number == 1 else f"les {records(number)} de la liste"
    if act == "charge":
        return f"Imputer {all_of_them} {end}\xa0?"
    if act == "uncharge":
        return f"Retirer {all_of_them} {end}\xa0?"
    return f"Retirer des comptes {all_of_them}, pour ce motif\xa0: {reason}\xa0?"


def done_words(act: str, agreement: str, changed: int, chosen: int) -> str:
    """Return what was done to the chosen records, and why the others stayed as they were."""
    verb, where, was_so, were_so = DONE[act]
    if not changed:
        return "Rien n’a changé\xa0: " + (f"la fiche {was_so}." if chosen == 1 else f"ces fiches {were_so}.")
    sentence = f"{capital(records(changed))} {agree(changed, verb)} {where.format(agreement=agreement)}."
    rest = chosen - changed
    if not rest:
        return sentence
    return f"{sentence} L’autre {was_so}." if rest == 1 else f"{sentence} Les {format_number(rest)} autres {were_so}."


def recorded_words(number: int) -> str:
    """Return « Une fiche inscrite. », « 12 fiches inscrites. »."""
    return f"{capital(records(number))} {agree(number, 'inscrite')}."


def twin_words(number: int) -> str:
    """Return « 2 de ces fiches sont pareilles à d’autres que vous aviez déjà inscrites. »."""
    if number == 1:
        return "Une de ces fiches est pareille à une autre que vous aviez déjà inscrite."
    return f"{number}\u00a0de ces fiches sont pareilles à d’autres que vous aviez déjà inscrites."


def not_charged_words(day: date, reasons: Sequence[str]) -> str:
    """Return why the records of a day are charged to fewer agreements than those they repeat."""
    joined = "\xa0; ".join(reasons)
    return f"Non imputées le {format_day(day)}\xa0: {joined}."


def archived_words(name: str, *, archived: bool) -> str:
    """Return that a template is offered no longer, or offered again."""
    state = "est archivé\xa0: il n’est plus proposé" if archived else "est de nouveau proposé"
    return f"«\xa0{name}\xa0» {state}."


def import_undone_words(withdrawn: int, corrected: int) -> str:
    """Return how many records an undo withdrew, and how many it left because people had corrected them."""
    left = f" Gardées\xa0: {corrected}." if corrected else ""
    return f"Importation annulée. Fiches retirées\xa0: {withdrawn}.{left}"


def answers_saved_words(number: int) -> str:
    """Return that the answers about a register's words are used again for the next registers."""
    start = "Votre réponse vaut" if number == 1 else f"Vos {number} réponses valent"
    return f"{start} aussi pour vos prochains registres."
