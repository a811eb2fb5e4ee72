"""What a consolidated line is compared with: targets of the agreements, and the year before, with what broke."""

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
from roriq_portal.formats.phrases import counted
from services.counting.achievement import Achievement
from services.counting.amounts import can_be_added
from services.counting.definitions import Meanings
from services.models import JointTarget


@dataclass(frozen=True)
class Aim:
    """A target, and how much of it is reached."""

    number: Decimal
    text: str
    rate: str
    is_short: bool


def targets_of_agreements(whole: ConsolidatedReport, book: Book) -> dict[str, Decimal]:
    """Return line key → the sum of targets, of agreements of the counted organisms whose year is this very period.

    Only of lines that say one indicator, whole, that adds up; each agreement's target counts once. One query.
    """
    rows = Target.objects.filter(year__during=whole.period, year__agreement__organism__in=book.organism_ids)
    sums = dict(rows.order_by().values_list("indicator").annotate(total=Sum("value")))
    addable = {row.pk for row in Indicator.objects.filter(pk__in=sums) if can_be_added(row)}
    return {
        key: sums[line.line.terms[0].indicator_id]
        for key, line in book.lines.items()
        if len(line.line.terms) == 1
        and not line.line.terms[0].categories
        and line.line.terms[0].indicator_id in sums.keys() & addable
    }


def targets_of_reports(book: Book) -> dict[str, Decimal]:
    """Return line key → the sum of what every counted report was measured against; none where one has no target."""
    aims_of: dict[str, list[Decimal]] = {}
    for figure in (figure for source in book.sources for figure in figures_of(source.content)):
        aim = decimal_or_none(figure["target"]["number"]) if figure["target"] else None
        if aim is not None:
            aims_of.setdefault(figure["line_key"], []).append(aim)
    return {key: sum(aims, Decimal(0)) for key, aims in aims_of.items() if len(aims) == len(book.sources)}


def aim_of(line: ConsolidatedLine, target: Decimal | None) -> Aim | None:
    """Return how much of a target a total reaches; None without one, or without a sum to compare."""
    if target is None or line.total.why:
        return None
    reached = Achievement(line.total.number, target)
    return Aim(target, format_number(target), reached.text if reached.share is not None else "", reached.is_short)


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
