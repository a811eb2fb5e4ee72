"""What a consolidated line is compared with: targets of the agreements, and the year before, with what broke."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext, gettext_noop

from agreements.models import Target
from network.consolidation.figures.lines import Book, ConsolidatedLine, figures_of
from network.consolidation.figures.totals import in_words
from network.models import ConsolidatedReport
from organisms.models import Indicator, IndicatorDefinition
from roriq_portal.formats.numbers import decimal_or_none, format_number
from roriq_portal.formats.phrases import agree, counted
from services.counting.achievement import Achievement
from services.counting.amounts import can_be_added
from services.counting.definitions import Meanings
from services.models import JointTarget

# A report counts all that an organism did; a target is measured against what was charged to its agreement
ALL_WORK = (
    "Un rapport annuel compte tout ce que l’organisme a fait, ce qui n’est imputé à aucune entente aussi\u00a0: chaque "
    "cible se mesure à ce qui est imputé à son entente, aux pages des cibles."
)
# Line key → the target of each source, in their order; None where it has none
Targets = dict[str, list[Decimal | None]]


@dataclass(frozen=True)
class Aim:
    """A target, and how much of it is reached. `partial`: how many organisms have one, where not all that count do."""

    number: Decimal
    text: str
    rate: str
    is_short: bool
    partial: str = ""


def targets_of_agreements(whole: ConsolidatedReport, book: Book) -> Targets:
    """Return line key → the targets of each organism, of agreements whose year is this very period.

    Only of lines that say one indicator, whole, that adds up; each agreement's target counts once. Two queries.
    """
    rows = Target.objects.filter(year__during=whole.period, year__agreement__organism__in=book.organism_ids)
    totals = rows.order_by().values_list("indicator", "year__agreement__organism").annotate(total=Sum("value"))
    sums: dict[int, dict[int, Decimal]] = {}
    for indicator, organism, total in totals:
        sums.setdefault(indicator, {})[organism] = total
    addable = {row.pk for row in Indicator.objects.filter(pk__in=sums) if can_be_added(row)}
    return {
        key: [sums[line.line.terms[0].indicator_id].get(source.organism_id) for source in book.sources]
        for key, line in book.lines.items()
        if len(line.line.terms) == 1
        and not line.line.terms[0].categories
        and line.line.terms[0].indicator_id in sums.keys() & addable
    }


def targets_of_reports(book: Book) -> Targets:
    """Return line key → what each counted report was measured against; none where one has no target."""
    aims_of: Targets = {}
    for figure in (figure for source in book.sources for figure in figures_of(source.content)):
        aim = decimal_or_none(figure["target"]["number"]) if figure["target"] else None
        if aim is not None:
            aims_of.setdefault(figure["line_key"], []).append(aim)
    return {key: aims for key, aims in aims_of.items() if len(aims) == len(book.sources)}


def aim_of(line: ConsolidatedLine, targets: Sequence[Decimal | None]) -> Aim | None:
    """Return how much of the targets a total reaches; None without one, or without a sum to compare.

    No rate where the total and the target are not of the same organisms: one counts without a target, or has a target
    and no number. The rate of those that have both would be another total, which could give a small count back.
    """
    aims = [target for target in targets if target is not None]
    if not aims or line.total.why:
        return None
    target, pairs = sum(aims, Decimal(0)), list(zip(line.cells, targets, strict=True))
    reached = Achievement(line.total.number, target)
    counts_alone = any(cell.number and aim is None for cell, aim in pairs)
    is_whole = not counts_alone and not any(cell.is_unknown and aim is not None for cell, aim in pairs)
    return Aim(
        number=target,
        text=format_number(target),
        rate=reached.text if is_whole and reached.share is not None else "",
        is_short=is_whole and reached.is_short,
        partial=_partial(len(aims), len(targets)) if counts_alone else "",
    )


def _partial(aimed: int, all_of_them: int) -> str:
    """« 5 organismes sur 13 ont une cible ». A programme's report, the one in English, has no such target."""
    organisms = counted(aimed, "organisme", "organismes")
    return f"{organisms} sur {all_of_them} {agree(aimed, 'a', 'ont')} une cible"


def joint_targets_words(whole: ConsolidatedReport, book: Book) -> str:
    """Return what the joint targets in force over the period come to, each once. One query."""
    rows = JointTarget.objects.filter(during__overlap=whole.period, households__isnull=False)
    agreed = [
        row.households or 0
        for row in rows
        if {row.sender_id, row.receiver_id} & book.organism_ids and row.state == JointTarget.State.ACCEPTED
    ]
    if not agreed:
        return ""
    targets, households = counted(len(agreed), "cible conjointe", "cibles conjointes"), counted(sum(agreed), "ménage")
    touch = "touche" if len(agreed) == 1 else "touchent"
    return (
        f"{targets} entre un organisme de Montréal et un d’une région {touch} cette période\u00a0: {households} en "
        "tout, chaque cible comptée une fois."
    )


@dataclass(frozen=True)
class Before:
    """The year before: its text and number; `difference` where nothing broke, else `break_words`."""

    text: str
    number: Decimal | None
    difference: str
    break_words: str


def compared(now: ConsolidatedLine, then: Book, breaks: list[str], meanings: list[str]) -> Before | None:
    """Return a line of the year before beside this year's; None where nobody filed it then, or where it has no sum.

    `breaks`: what broke for every line; `meanings`: the changes of meaning of this one's indicators.
    """
    former = then.lines.get(now.line.key)
    if former is None or not then.sources or now.total.why:
        return None
    words = " ".join([*breaks[:1], *meanings])
    a, b = now.total.number, former.total.number
    is_whole = not (now.total.left_out or former.total.left_out)
    moved = signed(a - b, now) if a is not None and b is not None and not words and is_whole else ""
    return Before(former.total.text, b, moved, gettext("rupture") if words and a is not None and b is not None else "")


def signed(number: Decimal, line: ConsolidatedLine) -> str:
    """« +12 », « −3 », « = »."""
    if not number:
        return "="
    return f"{'+' if number > 0 else '−'}{in_words(line.line, abs(number))}"


def breaks_between(now: Book, then: Book) -> list[str]:
    """Return in sentences what keeps two years from being compared: who came, who left, a form that changed."""
    if not then.sources:
        return []
    came = sorted({source.name for source in now.sources if source.organism_id not in then.organism_ids})
    left = sorted({source.name for source in then.sources if source.organism_id not in now.organism_ids})
    sentences = []
    if came or left:
        parts = [
            gettext("{} de plus ({})").format(_organisms(came), ", ".join(came)) if came else "",
            gettext("{} de moins ({})").format(_organisms(left), ", ".join(left)) if left else "",
        ]
        words = f" {gettext('et')} ".join(filter(None, parts))
        sentences.append(gettext("Rupture avec l’année d’avant\u00a0: {}.").format(words))
    if now.form_numbers != then.form_numbers:
        versions = [f" {gettext('et')} ".join(map(str, book.form_numbers)) for book in (then, now)]
        sentences.append(gettext("Le formulaire a changé\u00a0: version {}, puis version {}.").format(*versions))
    return sentences


def _organisms(names: list[str]) -> str:
    return counted(len(names), gettext_noop("organisme"), gettext_noop("organismes"))


def changes_of_meaning(whole: ConsolidatedReport, book: Book) -> dict[str, list[str]]:
    """Return line key → the breaks of its indicators since the first day of the year before. Two queries."""
    ids = {term.indicator_id for line in book.lines.values() for term in line.line.terms}
    indicators = {row.pk: row for row in Indicator.objects.filter(pk__in=ids)}
    meanings = Meanings(IndicatorDefinition.objects.filter(indicator__in=ids))
    start = whole.period.lower.replace(year=whole.period.lower.year - 1)
    return {
        key: words
        for key, line in book.lines.items()
        if (
            words := [
                change.words
                for term in line.line.terms
                for change in meanings.breaks(indicators[term.indicator_id], start, whole.last_day)
            ]
        )
    }
