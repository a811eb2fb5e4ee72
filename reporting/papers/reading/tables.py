"""The tables of a frozen content as a reader needs them: results with their bars, breakdowns, sums. Reads no row."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext

from reporting.engine.form.meanings import LineMeaning
from roriq_portal.formats.numbers import decimal_or_none
from roriq_portal.formats.phrases import of_periods
from services.counting.achievement import Achievement, frozen_measure
from services.households.retention import format_unknown

HUNDRED = Decimal(100)
EMPTY = ("", "0", "–")


@dataclass(frozen=True)
class Moves:
    """What the version this one replaces said, by place: (line, axis, band), (line,) for a line's own figure."""

    was: dict[tuple[str, ...], str] = field(default_factory=dict)

    def of(self, *place: str) -> str:
        return self.was.get(place, "")


@dataclass(frozen=True)
class ResultRow:
    """`reached`: what it is of the target; without one, it has no share.

    `records_key` is the line whose records the reader may open; empty when there are none, or not for this reader.
    `was`: what the version before said, when it said otherwise; `carried`: from which period it was taken as it was.
    `days`: which ones it counts, where they are not the report's. `line_key`: of its
    line; `meanings`: what that counts.
    """

    key: str
    words: str
    unit: str
    text: str
    state: str
    past: str
    target: str
    target_was: str
    target_of_year: str
    rate: str
    is_short: bool
    note: str
    computed: str
    level: int
    reached: Achievement
    records_key: str
    was: str
    carried: str
    days: str
    line_key: str = ""
    meanings: tuple[LineMeaning, ...] = ()

    @property
    def target_words(self) -> str:
        """« 9 (18 pour l’année) »."""
        return f"{self.target} ({self.target_of_year})" if self.target_of_year else self.target

    @property
    def of_target_words(self) -> str:
        """« 83 % de la cible de 18 »."""
        return gettext("{} de la cible de {}").format(self.rate, self.target_words)


@dataclass(frozen=True)
class BandRow:
    """`bar` is a share of the longest row, in per cent; `width` the same as a whole number."""

    words: str
    text: str
    past: str
    bar: str
    width: int
    is_rest: bool
    was: str


@dataclass(frozen=True)
class BandTable:
    """One axis of one line. `empty_words` stands for the table when nothing is broken down, this period or the last."""

    title: str
    head: str
    rows: tuple[BandRow, ...]
    total: str
    past_total: str
    has_past: bool
    empty_words: str


@dataclass(frozen=True)
class MoneyCell:
    """`is_partial`: the sum leaves something out, as its note says."""

    text: str
    note: str
    was: str
    is_partial: bool


@dataclass(frozen=True)
class MoneyRow:
    words: str
    cells: tuple[MoneyCell, ...]
    is_total: bool

    @property
    def is_partial(self) -> bool:
        """Whether one of its sums leaves something out."""
        return any(cell.is_partial for cell in self.cells)


@dataclass(frozen=True)
class MoneyTable:
    columns: tuple[str, ...]
    rows: tuple[MoneyRow, ...]


def result_row(figure: dict, traceable: frozenset[str], moves: Moves) -> ResultRow:
    """Return one line of the results; `traceable` lines lead to their records."""
    value, target = figure["value"], figure["target"]
    return ResultRow(
        key=figure["key"],
        words=figure["words"],
        unit=_unit(figure),
        text=value["text"],
        state=value["state"],
        past=with_terms(figure["past"]) if figure["past"] else "",
        target=target["text"] if target else "",
        target_was=target["was"] if target else "",
        target_of_year=target.get("of_year_words", "") if target else "",
        rate=figure["rate"],
        is_short=figure["short"],
        note=figure["note"],
        computed=figure["computed"] or "",
        level=figure["level"],
        reached=achievement_of(figure),
        records_key=figure["line_key"] if figure["line_key"] in traceable else "",
        was=moves.of(figure["line_key"]),
        carried=carried_words(figure),
        days=figure.get("days_words", ""),
        line_key=figure["line_key"],
    )


def carried_words(said: dict) -> str:
    """Return « repris de 2024-2025 » of an answer taken as it was from another period; else nothing."""
    return gettext("repris {}").format(of_periods(said["carried"].split(", "))) if said.get("carried") else ""


def _unit(figure: dict) -> str:
    """« 74 sur 95 » for a ratio: its unit says nothing more; « 6 sur 9, 2 inconnus » when households are unknown."""
    return terms_words(figure["value"]) or figure["unit"]


def terms_words(value: dict) -> str:
    """Return what a rate is made of, « 6 sur 9, 2 inconnus », « 7 inconnus » where none is known; else nothing."""
    terms = gettext("{} sur {}").format(value["numerator"], value["denominator"]) if value["denominator"] else ""
    return ", ".join(filter(None, (terms, unknown_words(value))))


def with_terms(value: dict) -> str:
    """Return what a frozen box says where it stands beside another: « 62,5 % (5 sur 8) », « 116 »."""
    terms = terms_words(value)
    return f"{value['text']} ({terms})" if terms else value["text"]


def unknown_words(value: dict) -> str:
    """Return how many households of a rate nobody knows about; versions of before do not say it."""
    unknown = value.get("unknown")
    return format_unknown(unknown) if unknown else ""


def achievement_of(figure: dict) -> Achievement:
    """Return the frozen result beside its target, a ratio from its two terms: its rate was printed rounded."""
    value, target = figure["value"], figure["target"]
    aim = decimal_or_none(target["number"]) if target else None
    return Achievement(_measure(value), aim if aim is not None and aim > 0 else None)


def _measure(box: dict) -> Fraction | None:
    measure = frozen_measure(*(decimal_or_none(box[name]) for name in ("number", "numerator", "denominator")))
    return None if measure is None else max(measure, Fraction(0))


def band_tables(figure: dict, moves: Moves) -> list[BandTable]:
    """Return the breakdowns of one line; a single one, which says so, when the line has nothing to break down."""
    tables = [_band(figure, axis, moves) for axis in figure["bands"]]
    if len(tables) > 1 and figure["value"]["text"] == "0" and all(table.empty_words for table in tables):
        return tables[:1]
    return tables


def _band(figure: dict, axis: dict, moves: Moves) -> BandTable:
    axis_rows = [*axis["rows"], *([axis["rest"]] if axis["rest"] else [])]
    numbers = [max(decimal_or_none(row["number"]) or Decimal(0), Decimal(0)) for row in axis_rows]
    most = max([Decimal(1), *numbers])
    rows = tuple(
        _band_row(row, number / most * HUNDRED, moves.of(figure["line_key"], axis["dimension"], row["key"]))
        for row, number in zip(axis_rows, numbers, strict=True)
    )
    dimension = axis["dimension"]
    name = f"{figure['key']} {figure['words']}"
    return BandTable(
        title=", ".join(filter(None, (name, _by(dimension), carried_words(axis)))),
        head=dimension,
        rows=rows,
        total=axis["total"],
        past_total=axis["past_total"],
        has_past=any(row.past for row in rows),
        empty_words=_empty_words(name, axis, rows),
    )


def _by(dimension: str) -> str:
    """« par catégorie d’immigration »."""
    return gettext("par {}").format(f"{dimension[:1].lower()}{dimension[1:]}")


def _band_row(row: dict, share: Decimal, was: str) -> BandRow:
    return BandRow(
        words=row["words"],
        text=row["text"],
        past=row["past"] or "",
        bar=f"{share:.1f}",
        width=int(share.to_integral_value()),
        is_rest=not row["key"],
        was=was,
    )


def _empty_words(name: str, axis: dict, rows: tuple[BandRow, ...]) -> str:
    categories = [row for row in rows if not row.is_rest]
    if any(row.text not in EMPTY or row.past not in EMPTY or row.was for row in categories):
        return ""
    if axis["total"] == "0":
        return gettext("{}\u00a0: 0, rien à ventiler.").format(name)
    nothing = gettext("{}, {}\u00a0: {}, rien de ventilé.")
    return nothing.format(name, axis["dimension"].lower(), axis["total"])


def money_table(section: dict, moves: Moves) -> MoneyTable | None:
    """Return the sums of a section; a total says what it leaves out."""
    money = section["money"]
    if not money:
        return None
    rows = tuple(
        MoneyRow(
            row["words"],
            tuple(
                MoneyCell(
                    cell["text"],
                    _cell_note(cell),
                    moves.of(section["key"], row["words"], column),
                    is_partial=bool(cell["note"]),
                )
                for column, cell in zip(money["columns"][1:], row["cells"], strict=True)
            ),
            row["is_total"],
        )
        for row in money["rows"]
    )
    return MoneyTable(tuple(money["columns"]), rows)


def _cell_note(cell: dict) -> str:
    return ", ".join(filter(None, (cell["note"], carried_words(cell))))
