"""Problems of a report's lines, as sentences: the list that the page shows is the list that refuses."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from reporting.engine.figures import AskReason
from reporting.engine.form.spec import RuleSpec
from reporting.lines.answer_format import format_box
from reporting.lines.before.filed_before import FiledBefore
from reporting.lines.presenters import BandView, LineView, Missing
from reporting.lines.rules import UNKNOWN, RuleContext, check_rules, missing
from reporting.models import Line
from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.phrases import counted, of_periods
from services.models.declaration import AnswerState


def check_lines(
    lines: list[LineView], rules: Iterable[RuleSpec], days: int | None = None, filed: FiledBefore | None = None
) -> list[Missing]:
    """Return everything that is missing or contradictory in these lines, in their order, errors and warnings mixed.

    `days`: how many the period has; `filed`: what earlier reports said.
    """
    filed = filed or FiledBefore()
    by_key = {line.key: line for line in lines}
    problems = [item for line in lines for check in CHECKS for item in check(line)]
    problems += [item for line in lines for item in _distinct_passes(line, lines)]
    problems += check_rules(rules, RuleContext(by_key, days, filed))
    order = {line.key: index for index, line in enumerate(lines)}
    return sorted(problems, key=lambda item: order[item.line_key])


def _unanswered(line: LineView) -> list[Missing]:
    if not line.line.required or line.is_answered:
        return []
    parts = [band for band in line.parts if not band.is_answered]
    if parts:
        return [missing(line, _part_to_answer(band), band_key=band.key, is_wrong=False) for band in parts]
    name = f"{line.words}, " if line.number else ""
    return [missing(line, name + _what_to_answer(line), is_wrong=False)]


def _part_to_answer(part: BandView) -> str:
    if not part.least:
        return f"{part.words}, sans réponse."
    return f"{part.words}, {_named(part.least.named, part.least.unnamed)} Inscrivez le nombre."


def _what_to_answer(line: LineView) -> str:
    if line.kind == Line.Kind.FILE:
        return "pièce à joindre."
    if line.kind == Line.Kind.TEXT:
        return "texte à écrire."
    if line.ask and line.ask.reason == AskReason.NO_RECORD:
        return "aucune activité ne le compte. Inscrivez un nombre, ou confirmez 0, s.\u00a0o. ou n.\u00a0d."
    if line.ask and line.ask.reason == AskReason.SHARED:
        return "chaque organisme de l’entente nomme les siens. Demandez aux partenaires, comptez chacun une fois."
    if line.ask and line.ask.reason == AskReason.LESS_THAN_A_YEAR:
        return "la rétention se lit par année entière. Confirmez n.\u00a0d., ou inscrivez ce que vous avez compté."
    if line.ask and line.ask.lines:
        waiting = ", ".join(line.ask.lines)
        return f"se calcule d’après d’autres lignes, dont {waiting}, encore sans réponse. Répondez-y d’abord."
    if line.ask and line.ask.reason == AskReason.NO_HOUSEHOLD:
        return "aucun ménage ne le compte. Inscrivez un nombre, ou confirmez 0, s.\u00a0o. ou n.\u00a0d."
    if line.ask and line.ask.lower_bound:
        return f"{_named(line.ask.lower_bound, line.ask.unnamed)} Inscrivez le nombre."
    return "sans réponse."


def _named(number: int, unnamed: int) -> str:
    """« 12 nommés ; 12 fiches n’en nomment aucun. »: what the records say of partners, and what they leave out."""
    named = f"{number} nommé{'s' if number > 1 else ''}"
    if not unnamed:
        return f"{named}."
    many = unnamed > 1
    return f"{named}\u00a0; {unnamed} fiche{'s' if many else ''} n’en nomme{'nt' if many else ''} aucun."


def _too_long(line: LineView) -> list[Missing]:
    most, count = line.line.max_chars, len(line.narrative)
    if line.kind != Line.Kind.TEXT or not most or count <= most:
        return []
    return [missing(line, f"ce texte compte {format_number(count)} signes, la limite est de {format_number(most)}.")]


def _above_total(line: LineView) -> list[Missing]:
    value = line.value or Decimal(0)
    said = f"est {line.text}" if line.state in UNKNOWN else f"en compte {format_number(value)}"
    return [
        missing(line, f"la ventilation compte {format_number(axis.total)}, le total {said}".rstrip(".") + ".")
        for axis in line.axes
        if axis.total > value and axis.is_answered
    ]


def _axis_asked(line: LineView) -> list[Missing]:
    if not line.value:
        return []
    return [
        missing(line, f"{axis.words}, sans ventilation. Le total reste bon.", "warning")
        for axis in line.axes
        if axis.is_asked and not axis.is_answered
    ]


def _below_bound(line: LineView) -> list[Missing]:
    below = [part for part in line.parts if part.least and part.value is not None and part.value < part.least.named]
    if below:
        return [
            missing(line, f"{part.words}, {part.text}, mais {part.least.named} sont nommés.", band_key=part.key)
            for part in below
            if part.least
        ]
    bound = line.ask.lower_bound if line.ask else None
    is_number = line.state in (AnswerState.VALUE, AnswerState.ZERO)
    if not bound or not is_number or line.value is None or line.value >= bound:
        return []
    named = "les activités de l’entente" if line.ask and line.ask.reason == AskReason.SHARED else "vos activités"
    return [missing(line, f"{line.words}, {format_number(line.value)}, mais {named} en nomment {bound}.")]


def _override(line: LineView) -> list[Missing]:
    if line.parts:
        return [item for part in line.parts if part.is_overridden for item in _part_override(line, part)]
    if not line.is_overridden:
        return []
    if not line.override_reason:
        return [missing(line, f"{_source_gives(line)} {line.computed_words}. Dites pourquoi vous corrigez ce nombre.")]
    if line.answer and line.answer.computed_value == line.computed:
        return []
    gives = f"{_source_gives(line)} maintenant {line.computed_words}".replace("les activités", "vos activités")
    return [missing(line, f"vous avez inscrit {line.text}\u00a0; {gives}. Relisez-le.", "warning")]


GIVES: dict[str, str] = {
    Line.Source.LINES: "les autres lignes donnent",
    Line.Source.AGREEMENTS: "l’argent de l’entente donne",
    Line.Source.POSITIONS: "vos postes donnent",
}


def _source_gives(line: LineView) -> str:
    return GIVES.get(line.line.source, "les activités donnent")


def _part_override(line: LineView, part: BandView) -> list[Missing]:
    """A part of money that differs from the agreement's accounts, now or since it was corrected."""
    said = format_box(line.kind, AnswerState.VALUE, part.computed)
    if not part.override_reason:
        words = f"{part.words}, {_source_gives(line)} {said}. Dites pourquoi vous corrigez ce nombre."
        return [missing(line, words, band_key=part.key)]
    if part.answer and part.answer.computed_value == part.computed:
        return []
    gives = f"{_source_gives(line)} maintenant {said}"
    words = f"{part.words}, vous avez inscrit {part.text}\u00a0; {gives}. Relisez-le."
    return [missing(line, words, "warning", part.key)]


def _unknown_households(line: LineView) -> list[Missing]:
    """Households that nobody asked about can still be known before the direction certifies."""
    if not line.retention or not line.retention.unasked:
        return []
    unasked, homes = line.retention.unasked, counted(line.retention.denominator, "ménage")
    due = f"{unasked} suivis dus ne sont pas inscrits" if unasked > 1 else "un suivi dû n’est pas inscrit"
    words = f"{line.words}, {due}, pour {homes}. L’organisme qui accueille peut encore le faire avant l’attestation."
    return [replace(missing(line, words, "warning"), is_mended_elsewhere=True)]


def _carried(line: LineView) -> list[Missing]:
    """A figure taken from another period as it was is asked again before it is certified; a text only says so."""
    periods = [period for period in (line.carried_from, *(band.carried_from for band in line.bands)) if period]
    if not periods or line.kind == Line.Kind.TEXT:
        return []
    what = line.text if line.carried_from else line.words
    return [
        missing(
            line, f"{what}, repris {of_periods(periods)} sans changement. Vérifiez que c’est encore vrai.", "warning"
        )
    ]


def _changed_source(line: LineView) -> list[Missing]:
    """A text that was taken from the annual report, and is another one there since."""
    if not line.narrative:
        return []
    changed = [text.changed_words for text in line.sources if text.has_changed]
    return [missing(line, f"{words[:1].lower()}{words[1:]} Relisez le vôtre.", "warning") for words in changed]


def _waiting_comment(line: LineView) -> list[Missing]:
    return [missing(line, "un commentaire attend votre réponse.", "warning") for _ in line.open_comments[:1]]


CHECKS: tuple[Callable[[LineView], list[Missing]], ...] = (
    _unanswered,
    _too_long,
    _above_total,
    _axis_asked,
    _below_bound,
    _override,
    _unknown_households,
    _carried,
    _changed_source,
    _waiting_comment,
)


# A family counted once was met at least once; a record may hold several meetings, so this one only warns
MET_IN = {"V4.04": ("V4.01", "V4.02")}


def _distinct_passes(line: LineView, lines: list[LineView]) -> list[Missing]:
    """Distinct people never pass the participations of their population (counting rules of the mission).

    Same population: a « dont » line under its participations stops; meetings of the catalogue warn.
    """
    if "distincte" not in line.line.unit or line.value is None:
        return []
    alike = [other for other in lines if (other.line.scope, other.line.place) == (line.line.scope, line.line.place)]
    wholes = [
        other for other in alike if other.key == line.line.parent_key and other.line.unit.startswith("participation")
    ]
    problems = _passes(line, wholes, "error")
    codes = next((MET_IN[code] for code in line.line.codes if code in MET_IN), ())
    meetings = [other for other in alike if len(other.line.codes) == 1 and other.line.codes[0] in codes]
    if len(meetings) == len(codes):
        problems += _passes(line, meetings, "warning")
    return problems


def _passes(line: LineView, wholes: list[LineView], level: str) -> list[Missing]:
    known = [whole.value for whole in wholes if whole.value is not None]
    if not known or len(known) < len(wholes) or line.value is None or line.value <= sum(known):
        return []
    names = " et ".join(f"{whole.number} {whole.words}".strip() for whole in wholes)
    counted = "qui en comptent ensemble" if len(wholes) > 1 else "qui en compte"
    words = f"{line.words}, {line.text}, dépasse {names}, {counted} {format_number(sum(known))}."
    return [missing(line, f"{words} Chacune a participé au moins une fois.", level)]
