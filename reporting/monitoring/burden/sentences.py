"""The sentences and the first table of a page of the burden, computed from its numbers; none where no rule speaks."""

from dataclasses import dataclass

from reporting.monitoring.burden.drawing import Piece, stacked
from reporting.monitoring.burden.network import NetworkBurden
from reporting.monitoring.burden.sheet import Difference, Hours, OrganismBurden, difference
from reporting.monitoring.burden.tally import Tally, share_of
from roriq_portal.formats.numbers import SPACE, format_number, round_number
from roriq_portal.formats.phrases import agree, capital, counted


@dataclass(frozen=True)
class SourceRow:
    """One way in which questions were answered."""

    words: str
    detail: str
    number: int
    share: str
    bar: tuple[Piece, ...]


@dataclass(frozen=True)
class FigureBox:
    """One of the large numbers of a page."""

    words: str
    text: str
    change: Difference | None
    detail: str


def source_rows(tally: Tally) -> tuple[SourceRow, ...]:
    """Return where the answers came from, on the scale of all questions; none answered yet shows only when some are."""
    named = (
        ("À la main", "saisies, corrigées ou confirmées par une personne", tally.hand, "full"),
        ("Déjà répondues ailleurs", "même population, réponse reprise, somme de lignes", tally.reused, "mid"),
        ("Remplies par les fiches", "activités, ménages, partenaires, postes, argent", tally.records, "pale"),
        ("Sans réponse", "à répondre encore, ou laissées vides", tally.empty, "rest"),
    )  # fmt: skip
    return tuple(
        SourceRow(words, detail, number, share_of(number, tally.asked), stacked([(mark, number)], tally.asked))
        for words, detail, number, mark in named
        if number or mark != "rest"
    )


def lead_words(total: Tally, funders: int, *, with_network: bool = True) -> str:
    """Return « 7 bailleurs et le réseau ont posé 1 046 questions\u00a0: 265 à la main, 781 sans … »."""
    who = counted(funders, "bailleur") if funders else ""
    asking = " et ".join(filter(None, (who, "le réseau" if with_network else "")))
    plural = funders > 1 or (funders and with_network)
    posed = f"{asking} {'ont' if plural else 'a'} posé {counted(total.asked, 'question')}"
    answers = (
        f"{counted(total.hand, 'réponse a été donnée', 'réponses ont été données')} à la main, "
        f"{counted(total.spared, 's’est remplie', 'se sont remplies')} de ce qui était déjà inscrit ou dit"
    )
    empty = f", {counted(total.empty, 'reste', 'restent')} sans réponse" if total.empty else ""
    return f"{capital(posed)}. {capital(answers)}{empty}."


def organism_boxes(page: OrganismBurden) -> tuple[FigureBox, ...]:
    """Return the large numbers of an organism; without a year before, no difference."""
    before = page.before
    then = page.hours_before.total if page.hours_before else None
    hours = page.hours.total
    return (
        FigureBox(
            "Questions posées",
            format_number(page.total.asked),
            difference(page.total.asked, before.asked if before else None),
            f"Dans {counted(page.basis.reports, 'rapport')}.",
        ),
        FigureBox(
            "Répondues à la main",
            format_number(page.total.hand),
            difference(page.total.hand, before.hand if before else None),
            f"{page.total.hand_share} des questions.",
        ),
        FigureBox(
            "Heures passées, déclarées",
            page.hours.words,
            difference(hours, then) if hours is not None and then is not None else None,
            hours_words(page.hours, page.hours_two_before),
        ),
        spared_hours_box(),
    )


def network_boxes(page: NetworkBurden) -> tuple[FigureBox, ...]:
    """Return the large numbers of the network."""
    before = page.before
    organisms = counted(len(page.organisms), "organisme")
    funders = counted(page.number_of_funders, "bailleur")
    middle = (
        f"\u00a0; {format_number(round_number(page.middle_funders, 1))} par organisme, au milieu"
        if page.middle_funders
        else ""
    )
    whom = f"À {organisms}." if page.funder_name else f"À {organisms}, par {funders}{middle}."
    hours, then = page.hours.total, before.hours.total if before else None
    share = f"\u00a0; {before.tally.hand_share} l’an dernier" if before else ""
    return (
        FigureBox(
            "Questions posées",
            format_number(page.total.asked),
            difference(page.total.asked, before.tally.asked if before else None),
            whom,
        ),
        FigureBox(
            "Répondues à la main",
            format_number(page.total.hand),
            difference(page.total.hand, before.tally.hand if before else None),
            f"{page.total.hand_share} des questions{share}.",
        ),
        FigureBox(
            "Heures passées, déclarées",
            page.hours.words,
            difference(hours, then) if hours is not None and then is not None else None,
            hours_words(page.hours, None),
        ),
        spared_hours_box(),
    )


def hours_words(hours: Hours, two_before: Hours | None) -> str:
    """Return who said them: « F.01, au rapport annuel. », how many said n. d., what they were two years before."""
    if not hours.asked:
        return "F.01 n’a pas encore été demandé cette année."
    if hours.asked > 1:
        said = f"F.01, dit par {counted(hours.said, 'rapport annuel', 'rapports annuels')} sur {hours.asked}"
        missing = f"\u00a0; {hours.not_collected} {agree(hours.not_collected, 'a', 'ont')} dit n.{SPACE}d."
        return f"{said}{missing if hours.not_collected else '.'}"
    if hours.total is None:
        return "F.01, au rapport annuel\u00a0: pas de nombre."
    then = f" Il y a deux ans\u00a0: {two_before.words}." if two_before and two_before.total is not None else ""
    return f"F.01, au rapport annuel.{then}"


def spared_hours_box() -> FigureBox:
    """Return the place of the hours spared: an estimate waits for measured minutes, and none is invented."""
    detail = "Une estimation demande les minutes de 100 réponses, que le portail ne mesure pas encore."
    return FigureBox("Heures épargnées", "–", None, f"Pas encore de mesure. {detail}")


def spared_words(spared: int, by_days: int, by_bands: int = 0) -> str:
    """Return what one definition would spare, and the only obstacle of most; nothing when nothing would be."""
    if not spared:
        return ""
    first = f"Une même définition de chaque chiffre en éviterait {format_number(spared)}"
    alone = (
        f"les mêmes jours, à eux seuls, {format_number(by_days)}" if by_days else "",
        f"les mêmes tranches, {format_number(by_bands)}" if by_bands else "",
    )
    rest = ", ".join(filter(None, alone))
    return f"{first}{SPACE}; {rest}." if rest else f"{first}."


def many_funders_words(page: NetworkBurden) -> str:
    """Return how answers by hand grow with the funders, from the least to the most; nothing of one row."""
    if len(page.by_funders) < 2:
        return ""
    least, most = page.by_funders[0], page.by_funders[-1]
    return (
        f"De {counted(least.funders, 'bailleur')} à {counted(most.funders, 'bailleur')}, les réponses à la main "
        f"passent de {format_number(round_number(least.middle, 1))} à {format_number(round_number(most.middle, 1))}."
    )
