"""What the figures of several reports come to: their sum where they have one, else why they have none. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, gettext_noop

from organisms.models import Indicator
from reporting.engine.form.spec import FormSpec, LineSpec
from reporting.models import Line, LineTerm
from roriq_portal.formats.language import said
from roriq_portal.formats.money import format_money
from roriq_portal.formats.numbers import BLANK, format_number
from roriq_portal.formats.phrases import counted
from services.counting.amounts import Amount, NotAddable, add_up
from services.counting.answer_format import STATE_WORDS
from services.counting.masking import MASKED
from services.models.declaration import AnswerState

HOUSEHOLDS_ONCE = ("V1.09", "V1.10", "V1.11")
NO_SUM = gettext_noop("ne s’additionne pas")
WHY_RATIO = gettext_noop("Un taux ne s’additionne pas\u00a0: chacun garde sa part et son tout.")
WHY_DISTINCT = gettext_noop(
    "Des unités distinctes ne s’additionnent pas\u00a0: deux organismes peuvent compter la même."
)
WHY_STOCK = gettext_noop("Un état à un jour ne s’additionne pas.")
WHY_UNKNOWN = gettext_noop("La ligne ne dit pas de quel indicateur elle est\u00a0: rien ne dit qu’elle s’additionne.")
WHY_COMPUTED = gettext_noop("La ligne se calcule d’autres lignes qui ne s’additionnent pas.")
WHY_SHARED = gettext_noop(
    "Une activité imputée à deux ententes compte dans les deux rapports\u00a0: leur somme la compterait deux fois."
)
WHY_HOUSEHOLDS = gettext_noop(
    "Un rapport au moins dit ce nombre sans les ménages qu’il compte\u00a0: un ménage de deux organismes serait compté "
    "deux fois."
)


@dataclass(frozen=True)
class Cell:
    """What one report says of a line: as it printed it, and the number, None when it is hidden or there is none."""

    state: str
    text: str
    number: Decimal | None = None

    @property
    def is_masked(self) -> bool:
        return self.text == said(MASKED)

    @property
    def is_unknown(self) -> bool:
        """Whether a sum leaves it out: not collected, not answered, or hidden; « s. o. » adds nothing."""
        return self.is_masked or self.state in (AnswerState.NOT_COLLECTED, AnswerState.BLANK)


@dataclass(frozen=True)
class Total:
    """`why`: the sentence that says why there is no sum. `left_out`: what a partial sum leaves out."""

    text: str
    number: Decimal | None = None
    why: str = ""
    left_out: str = ""


def why_no_sum(line: LineSpec, form: FormSpec) -> str:
    """Return why the figures of a line have no sum over organisms; nothing when they have one (decision 19).

    A line of households adds up when each of its households is counted once, which `once` does.
    """
    if line.kind == Line.Kind.RATIO or line.is_mean:
        return WHY_RATIO
    if line.kind == Line.Kind.MONEY:
        return ""
    if line.source == Line.Source.LINES:
        return _why_computed(line, form)
    if set(line.codes) & set(HOUSEHOLDS_ONCE):
        return "" if len(line.codes) == 1 else WHY_HOUSEHOLDS
    if line.terms:
        return next(filter(None, (_why_term(term) for term in line.terms)), "")
    if line.counts_activities:
        return ""
    return WHY_DISTINCT if "distinct" in line.unit else WHY_UNKNOWN


def _why_term(term) -> str:
    try:
        Amount(Decimal(0), term.unit, term.nature, term.is_distinct).check_flows()
    except NotAddable:
        if term.is_distinct:
            return WHY_DISTINCT
        return WHY_RATIO if term.nature == Indicator.Nature.RATIO else WHY_STOCK
    return ""


def _why_computed(line: LineSpec, form: FormSpec) -> str:
    others = [form.by_key[term.line_key] for term in line.line_terms if term.reading == LineTerm.Reading.NOW]
    adds = len(others) == len(line.line_terms) and all(
        other.source != Line.Source.LINES and not why_no_sum(other, form) for other in others
    )
    return "" if adds else WHY_COMPUTED


def total_of(line: LineSpec, cells: Sequence[Cell], why: str, once: Decimal | None = None) -> Total:
    """Return what a line comes to: the sum of its numbers, or `once` in its place; partial when a report hides one.

    « s. o. » adds nothing; « n. d. », a hidden or a missing number make the sum partial, and it says so.
    """
    if why:
        return Total(gettext(NO_SUM), why=gettext(why))
    numbers = [cell.number for cell in cells if cell.number is not None]
    if not numbers:
        return Total(_absence(cells))
    unit = line.unit or line.key
    total = once if once is not None else added(unit, numbers)
    return Total(in_words(line, total), total, left_out=left_out(cells))


def added(unit: str, numbers: Iterable[Decimal]) -> Decimal:
    """Return the sum of numbers of one unit, through the one door that adds (`services/counting/amounts.py`)."""
    total = add_up(Amount(number, unit) for number in numbers)
    return total.value if total else Decimal(0)


def in_words(line: LineSpec, number: Decimal) -> str:
    return format_money(number) if line.kind == Line.Kind.MONEY else format_number(number)


def _absence(cells: Sequence[Cell]) -> str:
    states = {cell.state for cell in cells} - {AnswerState.BLANK}
    if AnswerState.NOT_COLLECTED in states:
        return gettext(STATE_WORDS[AnswerState.NOT_COLLECTED])
    return gettext(STATE_WORDS[AnswerState.NOT_APPLICABLE]) if states == {AnswerState.NOT_APPLICABLE} else BLANK


def left_out(cells: Sequence[Cell]) -> str:
    """Return « sans 1 n. d., 1 masqué »: what a sum leaves out; nothing of a whole one."""
    unknown = sum(1 for cell in cells if cell.state == AnswerState.NOT_COLLECTED)
    masked = sum(1 for cell in cells if cell.is_masked)
    blank = sum(1 for cell in cells if cell.state == AnswerState.BLANK)
    parts = [
        f"{unknown} {gettext(STATE_WORDS[AnswerState.NOT_COLLECTED])}" if unknown else "",
        counted(masked, gettext_noop("masqué"), gettext_noop("masqués")) if masked else "",
        counted(blank, gettext_noop("non rempli"), gettext_noop("non remplis")) if blank else "",
    ]
    words = ", ".join(filter(None, parts))
    return gettext("sans {}").format(words) if words else ""


Households = Mapping[str, int]


def once(cells: Sequence[Cell], households: Sequence[Households | None]) -> Decimal | None:
    """Return a number of households, each once, from those that every report froze; None when one did not say them.

    `households`: of each cell, household → number, the newest report last: a household that two reports count has the
    number of the newest. A report that says 0, « s. o. » or « n. d. » has none to say. One report alone is its own sum.
    """
    telling = [(cell, keys) for cell, keys in zip(cells, households, strict=True) if cell.number]
    if len(telling) == 1:
        return telling[0][0].number
    numbers: dict[str, int] = {}
    for cell, keys in telling:
        if keys is None or sum(keys.values()) != cell.number:
            return None
        numbers |= keys
    return Decimal(sum(numbers.values()))
