"""The workbook of a frozen version: the paper's figures as numbers. Text typed by users stays text."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext, gettext_noop

from reporting.papers.languages import content_in
from reporting.papers.reading.tables import achievement_of, carried_words, unknown_words
from roriq_portal.files.spreadsheets import Cell, Number, Table, money_style, rate_cell, render_tables
from roriq_portal.formats.language import FRENCH, in_language, said
from roriq_portal.formats.numbers import decimal_or_none
from roriq_portal.formats.rates import round_rate, round_ratio
from services.counting.achievement import SHORT_OF

BEFORE = gettext_noop("Avant")
PLAIN, SHARE = "#,##0.##########", "#,##0.0"
# A whole number has no decimal mark: « 12 », never « 12, »
WHOLE = "#,##0"


def render_sheet(content: dict, language: str = FRENCH) -> bytes:
    """Return the XLSX of a version's content: what it is, figures, breakdowns, texts, money, files; no empty sheet.

    Figures are cells of numbers, a ratio its quotient beside its two terms; every other cell is written as text, so
    that nothing typed runs as a formula. The same content gives the same bytes.
    """
    with in_language(language):
        words = content_in(content, language)
        sheets = [sheet for sheet in _sheets(words) if sheet.rows]
        return render_tables("xlsx", sheets, title=words["title"])


def _paper(name: str, head: list[str], rows: list[list[Cell]], sums: frozenset[int] = frozenset()) -> Table:
    return Table(name, head, rows, sums=sums, frozen=0, is_paper=True)


def _sheets(content: dict) -> Iterator[Table]:
    sections = content["sections"]
    figures = [(part["title"], figure) for part in sections for figure in part["figures"]]
    before, now = content["past_period_words"], content["period_short"]
    has_past = bool(before) and any(figure["past"] for _, figure in figures)
    start, end, band_start, printed = map(_said, (FIGURE_START, FIGURE_END, BAND_START, [PRINTED]))
    past = before or gettext(BEFORE)
    yield _paper(gettext("Document"), [gettext("Quoi"), gettext("Valeur")], _facts(content))
    yield _without_columns(
        _paper(gettext("Chiffres"), [*start, past, now, *end], [_figure(*pair) for pair in figures]),
        [*([] if has_past else [len(FIGURE_START)]), *([] if _has_yearly(figures) else [YEARLY_RANK])],
    )
    bands = [row for _, figure in figures for row in _bands(figure)]
    yield _without_columns(
        _paper(gettext("Ventilations"), [*band_start, past, now, *printed], bands),
        [] if any(row[len(BAND_START)] != "" for row in bands) else [len(BAND_START)],
    )
    texts = [[part["title"], _heading(text), text["text"]] for part in sections for text in part["texts"]]
    yield _paper(gettext("Textes"), _said(TEXT_HEAD), [row for row in texts if row[-1]])
    sums = [part["money"] for part in sections if part["money"]]
    for rank, money in enumerate(sums, start=1):
        name = gettext("Sommes")
        yield _money(f"{name} {rank}" if len(sums) > 1 else name, money)
    files = [[part["title"], f["kind"], f["name"], f["sha256"]] for part in sections for f in part["files"]]
    yield _paper(gettext("Pièces"), _said(FILE_HEAD), files)


SECTION, INDICATOR = gettext_noop("Section"), gettext_noop("Indicateur")
PRINTED = gettext_noop("Tel qu’imprimé")
FIGURE_START = [SECTION, gettext_noop("Code"), INDICATOR, gettext_noop("Unité")]
# The same word in both; Django has another for it in French
NOTE = "Note"
YEARLY = gettext_noop("Cible de l’année")
TERMS = [gettext_noop("Numérateur"), gettext_noop("Dénominateur")]
FIGURE_END = [*TERMS, PRINTED, gettext_noop("Cible"), YEARLY, gettext_noop("Atteinte"), NOTE]
YEARLY_RANK = len(FIGURE_START) + 2 + FIGURE_END.index(YEARLY)
BAND_START = [gettext_noop("Code"), INDICATOR, gettext_noop("Axe"), gettext_noop("Catégorie")]
TEXT_HEAD = [SECTION, gettext_noop("Question"), gettext_noop("Texte")]
FILE_HEAD = [SECTION, gettext_noop("Pièce"), gettext_noop("Nom"), "SHA-256"]


def _said(head: list[str]) -> list[str]:
    return [words if words == NOTE else said(words) for words in head]


def _has_yearly(figures: list[tuple[str, dict]]) -> bool:
    """Whether the paper measures a part of a year: the year's targets then stand beside its own."""
    return any(figure["target"] and figure["target"].get("of_year") for _, figure in figures)


def _without_columns(sheet: Table, columns: list[int]) -> Table:
    """Return the sheet without columns that hold nothing."""
    rows = [[cell for rank, cell in enumerate(row) if rank not in columns] for row in [sheet.head, *sheet.rows]]
    return _paper(sheet.name, [str(words) for words in rows[0]], rows[1:])


def _facts(content: dict) -> list[list[Cell]]:
    version, agreement, funder = content["version"], content["agreement"], content["funder"]
    facts = [
        [gettext("Titre"), content["title"]],
        [gettext("Organisme"), content["organism"]["name"]],
        [gettext("Bailleur de fonds"), funder["name"] if funder else ""],
        [gettext("Entente"), agreement["reference"] if agreement else ""],
        [gettext("Période"), content["period"]["words"]],
        [gettext("Numéro"), content["report"]["number"]],
        [gettext("Version"), str(version["number"])],
        [gettext("Figée le"), version["as_of_words"]],
        [gettext("Code de vérification"), version["code"]],
        [gettext("Adresse de vérification"), version["verify_url"]],
    ]
    return [fact for fact in facts if fact[1]]


def _figure(section: str, figure: dict) -> list[Cell]:
    value, past, target = figure["value"], figure["past"], figure["target"]
    share = achievement_of(figure).share
    return [
        section,
        figure["key"],
        figure["words"],
        figure["unit"],
        _quantity(past) or past["text"] if past else "",
        _quantity(value),
        _cell(decimal_or_none(value["numerator"])),
        _cell(decimal_or_none(value["denominator"])),
        value["text"],
        _aim(target) if target else "",
        _cell(decimal_or_none(target.get("of_year"))) if target else "",
        "" if share is None else rate_cell(share, 100, round_rate(share, 100, thresholds=[SHORT_OF])),
        ". ".join(filter(None, (_counted(figure), unknown_words(value), carried_words(figure), figure["note"]))),
    ]


def _counted(figure: dict) -> str:
    """« compté du 1er avril 2025 au 30 septembre 2025 »: the days of a line, where they are not the report's."""
    return gettext("compté {}").format(figure["days_words"]) if figure.get("days_words") else ""


def _quantity(box: dict) -> Cell:
    """A ratio is its quotient, 0,759; anything else its number."""
    part, over = decimal_or_none(box["numerator"]), decimal_or_none(box["denominator"])
    if part is not None and over:
        return rate_cell(part, over, round_ratio(part, over))
    return _cell(decimal_or_none(box["number"]))


def _aim(target: dict) -> Cell:
    number = decimal_or_none(target["number"])
    if number is not None and target["text"].endswith("%"):
        return rate_cell(number, 100, number)
    return _cell(number, SHARE if number is not None and target.get("of_year") else "")


def _bands(figure: dict) -> Iterator[list[Cell]]:
    for axis in figure["bands"]:
        for row in [*axis["rows"], *([axis["rest"]] if axis["rest"] else [])]:
            numbers = [_cell(decimal_or_none(row[name])) for name in ("past_number", "number")]
            dimension = ", ".join(filter(None, (axis["dimension"], carried_words(axis))))
            yield [figure["key"], figure["words"], dimension, row["words"], *numbers, row["text"]]


def _money(name: str, money: dict) -> Table:
    rows, noted = money["rows"], any(_notes(row) for row in money["rows"])
    cells = [[_name(row), *(_sum(cell) for cell in row["cells"]), *([_notes(row)] if noted else [])] for row in rows]
    totals = frozenset(rank for rank, row in enumerate(rows) if row["is_total"])
    return _paper(name, [*money["columns"], *([gettext("Remarque")] if noted else [])], cells, totals)


def _name(row: dict) -> str:
    return gettext("{}, partiel").format(row["words"]) if any(cell["note"] for cell in row["cells"]) else row["words"]


def _sum(cell: dict) -> Cell:
    return _cell(decimal_or_none(cell["number"]), money_style()) or cell["text"]


def _notes(row: dict) -> str:
    return ", ".join(filter(None, (note for cell in row["cells"] for note in (cell["note"], carried_words(cell)))))


def _heading(text: dict) -> str:
    return ", ".join(filter(None, (text["words"], carried_words(text))))


def _cell(number: Decimal | None, style: str = "") -> Cell:
    """A cell of numbers; a blank, s. o., n. d. or a mask leaves it empty."""
    if number is None:
        return ""
    return Number(number, style or (WHOLE if number == number.to_integral_value() else PLAIN))
