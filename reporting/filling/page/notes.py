"""The sentences beside a question of a section, and the pages that it and its faults lead to."""

from django.urls import reverse

from organisms.models import User
from reporting.engine.figures import AskReason
from reporting.filling.posted import box_name, is_fixed
from reporting.lines.missing import Missing
from reporting.lines.presenters import LineView
from reporting.models import Line, Report
from roriq_portal.formats.days import format_day
from roriq_portal.formats.money import format_money
from roriq_portal.formats.phrases import of_period
from services.households.retention import format_household_number

CHANGED_SOURCE = "Compté d’après vos ménages depuis le {}, déclaré avant\u00a0: la série est rompue à ce jour."

ASIDE: dict[str, str] = {
    Report.State.RETURNED: "Fermée\u00a0: le retour ne la concerne pas.",
    Report.State.ASKED: "Fermée\u00a0: la question du bailleur ne la concerne pas.",
}
COMPUTED_FROM: dict[str, str] = {
    Line.Source.AGREEMENTS: "l’argent de l’entente",
    Line.Source.POSITIONS: "vos postes",
}
UNNAMED = "Là où une fiche ne nomme personne, le nombre se demande\u00a0: il peut y en avoir d’autres."
SEVERAL = "Une activité imputée à plusieurs compte pour chacun, et une fois au total."
CARRIED = "Repris {}, sans changement\u00a0: vérifiez que c’est encore vrai."
BY_YEAR = (
    "La rétention se lit par année entière\u00a0: vos ménages ne répondent pas à une période plus courte. "
    "Répondez n.\u00a0d., ou inscrivez ce que vous avez compté."
)


def notes_of(line: LineView) -> list[str]:
    """Return the sentences under the name of a question: those of its figure, and the remark that waits."""
    waiting = ["Un commentaire attend votre réponse, en haut de la page."] if line.open_comments else []
    return [*figure_notes(line), *waiting]


def figure_notes(line: LineView) -> list[str]:
    """Return what is to be known of a figure: its days, target, correction, period it is taken from, declaration."""
    notes = [f"Compté {line.days_words}."] if line.days_words else []
    if line.figure and line.figure.origin.words:
        notes.append(f"Calcul\u00a0: {line.figure.origin.words}.")
    if line.ask and line.ask.lines:
        notes.append(f"Se calcule d’après d’autres lignes, dont {', '.join(line.ask.lines)}, encore sans réponse.")
    if line.left_out and not line.parts:
        notes.append(f"Somme partielle\u00a0: {line.left_out}.")
    if line.target:
        notes.append(f"Cible\u00a0: {line.target.words}.")
    if line.is_overridden:
        notes.append(f"Calculé\u00a0: {line.computed_words}. Motif de la correction\u00a0: {line.override_reason}")
    notes += carried_notes(line.carried_from)
    if line.proposal and line.is_open:
        notes.append(line.proposal.words)
    if line.declared_in:
        notes.append(f"Déjà déclaré dans {line.declared_in}\u00a0: le changer ici le change partout.")
    if line.ask and line.ask.reason == AskReason.LESS_THAN_A_YEAR:
        notes.append(BY_YEAR)
    if line.retention and line.retention.unknown:
        notes.append(f"{format_household_number(line.retention)}.")
    if line.figure and line.figure.origin.since:
        notes.append(CHANGED_SOURCE.format(format_day(line.figure.origin.since)))
    return notes


def carried_notes(*periods: str) -> list[str]:
    """Return from which period answers were taken as they were; nothing when none was."""
    return [CARRIED.format(of_period(period)) for period in dict.fromkeys(periods) if period]


def money_notes(line: LineView) -> list[str]:
    """Return where the sums of a money line come from, what its form does not name, or what the accounts propose."""
    if is_fixed(line):
        corrected = f" Motif de la correction\u00a0: {line.override_reason}" if line.override_reason else ""
        source = COMPUTED_FROM.get(line.line.source, "vos activités")
        more = [] if line.line.parts_add or "distinct" in line.unit else [SEVERAL]
        if line.computed is None:
            return [f"Calculé d’après {source}.{corrected}", UNNAMED, *more]
        return [f"Calculé d’après {source}\u00a0: {line.computed_words}.{corrected}", *more]
    if line.ask and line.ask.unplaced:
        unplaced = format_money(line.ask.unplaced)
        return [f"{unplaced} sont dépensés dans des postes que ce formulaire ne nomme pas\u00a0: répartissez-les."]
    return [line.proposal.words] if line.proposal and line.is_open else []


def closed_notes(report: Report, line: LineView, may_write: bool) -> list[str]:
    """Return why a line is closed to a user who may write: the report was returned, or is asked about, for others."""
    return [ASIDE[report.state]] if may_write and report.state in ASIDE and not line.is_open else []


def records_url(report: Report, line: LineView) -> str:
    """Return the page of the activities behind a figure that counts some; else nothing."""
    counts_records = is_fixed(line) or (line.ask is not None and line.ask.lower_bound)
    if not counts_records or line.line.source not in (Line.Source.RECORDS, Line.Source.PARTNERS):
        return ""
    return reverse("reporting:report-records", args=[report.pk, line.key])


def follow_ups_url(report: Report, line: LineView, may_write: bool) -> str:
    """Return the page of the follow-ups due when households of a rate wait for theirs, for who may write them."""
    is_due = may_write and line.is_open and line.retention is not None and line.retention.unasked
    return reverse("services:follow-up-list", args=[report.organism_id]) if is_due else ""


def missing_url(report: Report, item: Missing, user: User) -> str:
    """Return where a fault is mended: its box, its line, or, for who has a seat there, the follow-ups that are due."""
    if item.is_mended_elsewhere and user.role_at(report.organism_id):
        return reverse("services:follow-up-list", args=[report.organism_id])
    page = reverse("reporting:report-section", args=[report.pk, item.section])
    anchor = box_name(item.line_key, item.band_key) if item.band_key else f"ligne-{item.line_key}"
    return f"{page}#{anchor}"
