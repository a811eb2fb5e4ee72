"""Sentences of the annual report's pages that depend on its state or on what is counted."""

from collections.abc import Sequence

from django.utils.translation import gettext

from reporting.filling.page.task_list import COUNT_WORDS
from reporting.lines.presenters import Missing
from reporting.models import Report
from reporting.workflow.levels import Level, levels_of
from reporting.workflow.taking_back import Decision


def report_kicker(report: Report) -> str:
    """« Rapport annuel 2025-2026 · La Croisée »: of what a page speaks, and whose it is."""
    return f"{report} · {report.organism.name}"


LEVEL_WORDS = {Level.PIVOT: "à l’organisme-pivot de votre région", Level.NETWORK: "au réseau"}


def check_lead(report: Report) -> str:
    """Return what the check page asks for, and where the report goes next: « au réseau, puis au bailleur »."""
    levels = levels_of(report)
    places = [words for level, words in LEVEL_WORDS.items() if level in levels]
    places += [] if report.kind == Report.Kind.ANNUAL else ["au bailleur"]
    return f"Relisez, puis attestez. Le rapport se fige et part {', puis '.join(places)}."


def missing_title(stops: Sequence[Missing], *, is_filed: bool) -> str:
    """Return « Il manque deux réponses avant le dépôt », and how many are to be looked at again.

    `is_filed`: whether the report is filed to be read, or issued at once.
    """
    when = f"avant {'le dépôt' if is_filed else 'la transmission'}"
    wrong = sum(1 for item in stops if item.is_wrong)
    empty = len(stops) - wrong
    if not empty:
        return f"{_answers(wrong)} à revoir {when}"
    also = f", et {_answers(wrong).lower()} à revoir" if wrong else ""
    return f"Il manque {_answers(empty).lower()} {when}{also}"


def records_lead(partner_count: int) -> str:
    """Return what the list of activities holds; `partner_count`: those of partner organisms, counted but not listed."""
    words = "Une ligne par activité inscrite dans la période, la plus récente d’abord."
    if not partner_count:
        return words
    noun = "1 activité d’un organisme partenaire"
    if partner_count > 1:
        noun = f"{partner_count} activités d’organismes partenaires"
    return f"{words} Le chiffre compte aussi {noun}, qui se lisent chez eux."


def steps_after_filing(report: Report, pivots: Sequence[str]) -> list[str]:
    """Return what follows a filing, in order; `pivots`: the organisms that endorse first, none once it is done."""
    steps = [f"{name}, pivot de votre région, le lit et l’endosse." for name in pivots]
    if Level.NETWORK in levels_of(report):
        is_approved = report.state == Report.State.APPROVED
        steps.append("Le réseau l’a approuvé." if is_approved else "Le réseau le lit et l’approuve.")
    if report.kind == Report.Kind.ANNUAL:
        return [*steps, "Les rapports de vos bailleurs se remplissent avec ces chiffres."]
    who = "Le réseau" if report.funded_agreement.issued_by_network else "Votre direction"
    return [*steps, f"{who} le transmet au bailleur, tel qu’il a été lu."]


UNDONE_LEAD = (
    "La campagne et ses rapports, que personne n’a commencés, disparaissent. Chaque organisme reçoit votre motif, "
    "et l’exercice peut être ouvert de nouveau."
)


def take_back_lead(decision: Decision) -> str:
    """Return what taking a decision back does, and who reads why."""
    name = decision.step.name
    if name == "endorse":
        reader = "Le réseau" if Level.NETWORK in levels_of(decision.step.report) else "L’organisme"
        return f"Le rapport redevient à endosser. {reader}, qui était averti, lit votre motif."
    if name == "approve":
        return "Le rapport redevient à approuver. L’organisme, qui était averti, lit votre motif."
    if name in ("ask", "contest"):
        return gettext("Le rapport redevient ce qu’il était avant. L’organisme, qui était averti, lit votre motif.")
    if name == "reply":
        return "La question attend de nouveau votre réponse. Le bailleur, qui était averti, lit votre motif."
    return gettext("Le rapport attend de nouveau une réponse. L’organisme et le bailleur lisent votre motif.")


def filed_words(filed: int, due: int) -> str:
    """Return « 12 rapports déposés sur 30. »."""
    many = "s" if filed > 1 else ""
    return f"{filed} rapport{many} déposé{many} sur {due}."


def _answers(number: int) -> str:
    words = COUNT_WORDS[number] if number < len(COUNT_WORDS) else str(number)
    return f"{words} réponse{'s' if number > 1 else ''}"


def moved_words(number: int) -> str:
    """Say that a report has a later version of its form."""
    return f"Le rapport suit maintenant la version {number} du gabarit. Les nouvelles lignes attendent leurs réponses."
