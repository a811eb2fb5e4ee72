"""The funnel of filing: the steps of the annual reports and of what funders ask, each a table that is a drawing."""

from dataclasses import dataclass
from fractions import Fraction

from network.drawing.bar_table import BarColumn, BarRow, BarTable, cells_of
from network.drawing.bars import FULL, LEFT_OVER, bar_on
from network.drawing.scales import Scale
from network.portrait.reader import Reader
from network.portrait.section import Section
from network.portrait.sections.filing.figures import FilingFigures, Funnel, FunnelStep, filing_figures
from network.portrait.sections.filing.reading import read_filed
from reporting.monitoring.filing_days.reading import FILE
from roriq_portal.files.spreadsheets import Cell, Table
from roriq_portal.fiscal_year import format_state_year
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import BLANK, SPACE, format_number, round_number

SLUG, TITLE = "depots", "De l’échéance à l’acceptation"
SOURCE = (
    "les étapes des rapports dont la période finit dans l’année. Un rapport dispensé n’est pas attendu\u00a0; un "
    "rapport retourné est déposé, et n’est plus endossé. Ce que des bailleurs reçoivent hors du portail n’y est pas."
)
DAYS = (
    "Les jours sont des médianes\u00a0: entre l’échéance et le dépôt, puis entre les mains de chacun. Ce qui attend "
    "encore est dit à côté."
)
WITHOUT_COMPONENTS = (
    "Un volet est choisi\u00a0: un rapport se dépose entier. Choisissez «\u00a0Les cinq\u00a0» pour voir les dépôts."
)
NOTHING = "Aucun rapport de {} n’est encore attendu\u00a0: la campagne d’une année s’ouvre une fois l’année finie."


COLUMNS = (BarColumn("Un an plus tôt", head_wraps=True), BarColumn("Rapports", is_key=True))


@dataclass(frozen=True)
class Drawn:
    funnels: tuple[BarTable, ...]


def filing_section(reader: Reader) -> Section:
    """Return the funnel of the reports of a year. A component leaves it out: a report is filed whole."""
    filters = reader.filters
    if filters.component:
        return Section(SLUG, TITLE, "", None, (), "", empty=WITHOUT_COMPONENTS)
    region_id = filters.region.pk if filters.region else None
    filed = read_filed(reader.user, filters.year, filters.today, region_id)
    figures = filing_figures(filed, filters.year, filters.today)
    shown = [funnel for funnel in (figures.annual, figures.funders) if funnel.asked]
    if not shown:
        return Section(SLUG, TITLE, "", None, (), "", empty=NOTHING.format(filters.year_words))
    return Section(
        slug=SLUG,
        title=TITLE,
        template="network/portrait/sections/filing/filing.html",
        drawn=Drawn(tuple(map(_funnel_table, shown))),
        tables=tuple(_table(funnel, figures) for funnel in shown),
        source=SOURCE,
        said=said_of(figures),
        intro=(
            f"Rapports de l’année {filters.year_words}, le {format_day(figures.day)}\u00a0; un an plus tôt\u00a0: ceux "
            f"de {format_state_year(filters.year - 1)}, le {format_day(figures.same_day)}."
        ),
        notes=(DAYS,),
        has_twin=False,
    )


def said_of(figures: FilingFigures) -> str:
    """Return how many annual reports are approved, beside the same day a year before, and who is waited longest."""
    said = []
    approved = next(step for step in figures.annual.steps if step.words == "Approuvés")
    if figures.annual.asked:
        asked = figures.annual.steps[0]
        words = f"Rapports annuels approuvés\u00a0: {_of(approved.count, asked.count)}"
        if approved.before is not None and asked.before:
            words += f"\u00a0; un an plus tôt, le même jour, {_of(approved.before, asked.before)}"
        said.append(f"{words}.")
    if slowest := figures.slowest:
        said.append(f"Ce qui attend le plus longtemps est {slowest.side}\u00a0: {_days(slowest)} de médiane.")
    return " ".join(said)


def _of(part: int, whole: int) -> str:
    return f"{format_number(part)} sur {format_number(whole)}"


def _days(step: FunnelStep) -> str:
    return step.days.words if step.days else BLANK


def _funnel_table(funnel: Funnel) -> BarTable:
    scale = Scale(Fraction(funnel.asked), ())
    rows = (
        BarRow(
            step.words,
            cells_of(COLUMNS, BLANK if step.before is None else format_number(step.before), format_number(step.count)),
            bar_on(scale, [(step.count, FULL), (funnel.asked - step.count, LEFT_OVER)]),
            under=under_of(step),
        )
        for step in funnel.steps
    )
    return BarTable(funnel.title, "Étape", COLUMNS, "Dessin", tuple(rows), is_captioned=True)


def under_of(step: FunnelStep) -> str:
    """« 6 j avant l’échéance », « 21 j au réseau ; 3 y attendent encore »; empty where nothing came so far."""
    if step.days is None:
        return ""
    parts = []
    if step.days.over:
        after = "l’échéance" if step.days.stage == FILE else step.side
        parts.append(f"{step.days.words} {after}" if step.days.middle or step.side else "le jour de l’échéance")
    if step.days.waiting:
        waiting = format_number(step.days.waiting)
        late = "en retard" if step.days.stage == FILE else f"{_attend(step.days.waiting)} encore"
        parts.append(f"{waiting}{SPACE}{late}")
    return "\u00a0; ".join(parts)


def _attend(number: int) -> str:
    return "attendent" if number > 1 else "attend"


def _table(funnel: Funnel, figures: FilingFigures) -> Table:
    head = (
        "Étape", f"Le {format_day(figures.day)}", f"Un an plus tôt, le {format_day(figures.same_day)}", "Chez",
        "Jours, médiane", "Attendent encore",
    )  # fmt: skip
    return Table(funnel.title, head, list(map(_cells, funnel.steps)))


def _cells(step: FunnelStep) -> list[Cell]:
    days = step.days
    side = "" if days is None else step.side or "organisme, après l’échéance"
    middle = days.middle if days else None
    return [
        step.words,
        step.count,
        step.before,
        side,
        None if middle is None else round_number(middle, 0 if middle.denominator == 1 else 1),
        days.waiting if days else None,
    ]
