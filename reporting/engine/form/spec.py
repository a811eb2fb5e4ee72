"""A form as plain values: its lines in order, with terms, bands and rules. No row of the database."""

from dataclasses import dataclass, field
from decimal import Decimal

from organisms.models import Indicator
from reporting.models import Line, Term

MEASURED = ("heure", "jour")
MOST_DECIMALS = 2


@dataclass(frozen=True)
class CategorySpec:
    id: int
    key: str
    words: str
    dimension: str
    dimension_words: str
    age_from: int | None
    age_to: int | None


@dataclass(frozen=True)
class TermSpec:
    part: str
    code: str
    indicator_id: int
    source: str
    component: int | None
    categories: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    nature: str = Indicator.Nature.FLOW
    is_distinct: bool = False


@dataclass(frozen=True)
class BandSpec:
    """`dimension` is empty for a money line's parts; `categories` are the keys the form lists, ages aside."""

    key: str
    words: str
    dimension: str = ""
    dimension_words: str = ""
    age_from: int | None = None
    age_to: int | None = None
    categories: frozenset[str] = frozenset()
    words_en: str = ""
    lacks_french: bool = False


@dataclass(frozen=True)
class RuleSpec:
    line_key: str
    op: str
    other_key: str
    band_key: str
    number: Decimal | None
    level: str


@dataclass(frozen=True)
class LineTermSpec:
    """A line of the same form that a computed line reads: `sign` is 1 or -1, `reading` as `LineTerm.Reading`."""

    part: str
    line_key: str
    sign: int
    reading: str


@dataclass(frozen=True)
class SectionSpec:
    """`component` is None where the section is of no component, or of several. `lacks_french`: as in `LineSpec`."""

    key: str
    words: str
    words_en: str
    component: int | None
    lacks_french: bool = False


@dataclass(frozen=True)
class LineSpec:
    """`lacks_french`: its words are those in English, for a form in English alone needs no others."""

    id: int
    key: str
    section: str
    number: str
    words: str
    hint: str
    unit: str
    kind: str
    priority: str
    component: int | None
    source: str
    scope: str
    place: str
    required: bool
    max_chars: int | None
    parent_key: str
    window: str = Line.Window.PERIOD
    for_each: str = ""
    words_en: str = ""
    hint_en: str = ""
    lacks_french: bool = False
    terms: tuple[TermSpec, ...] = ()
    line_terms: tuple[LineTermSpec, ...] = ()
    bands: tuple[BandSpec, ...] = ()
    unit_plural: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(term.code for term in self.terms)

    @property
    def reads_activities(self) -> bool:
        """Whether its figure comes from activities: what they count, themselves, or the partners they name."""
        return self.source in (Line.Source.RECORDS, Line.Source.PARTNERS)

    @property
    def counts_activities(self) -> bool:
        """Whether it counts the activities themselves: a line of records that names no indicator."""
        return self.source == Line.Source.RECORDS and not self.terms

    @property
    def parts_add(self) -> bool:
        """Whether the parts of a repeated line have a sum: distinct units have none.

        Nor has what is counted by agreement or funder: an activity charged to several counts in each.
        """
        is_charged_to_several = self.for_each in (Line.Repetition.AGREEMENT, Line.Repetition.FUNDER)
        return not self.for_each or not ("distinct" in self.unit or (self.reads_activities and is_charged_to_several))

    @property
    def is_number(self) -> bool:
        return self.kind in (Line.Kind.FIGURE, Line.Kind.RATIO, Line.Kind.MONEY)

    @property
    def is_mean(self) -> bool:
        """Whether it is the number of one line for each of another, « participations par activité »."""
        return self.kind == Line.Kind.FIGURE and any(term.part in Term.SHARE_PARTS for term in self.line_terms)

    @property
    def decimals(self) -> int:
        """How many decimals its number may have: money, time and means are measured, the rest is counted."""
        is_measured = self.kind == Line.Kind.MONEY or self.is_mean or self.unit.split(" ")[0] in MEASURED
        return MOST_DECIMALS if is_measured else 0

    def dimensions(self) -> dict[str, str]:
        """Return the axes this line is broken down by: key → words, in the form's order."""
        return {band.dimension: band.dimension_words for band in self.bands if band.dimension}

    def bands_of(self, dimension: str) -> list[BandSpec]:
        return [band for band in self.bands if band.dimension == dimension]


@dataclass(frozen=True)
class FormSpec:
    lines: tuple[LineSpec, ...]
    rules: tuple[RuleSpec, ...]
    categories: dict[int, CategorySpec]
    by_key: dict[str, LineSpec] = field(default_factory=dict)
    section_specs: dict[str, SectionSpec] = field(default_factory=dict)

    def sections(self) -> list[str]:
        """Return the section keys in the form's order."""
        return list(dict.fromkeys(line.section for line in self.lines))

    def lines_of(self, section: str) -> list[LineSpec]:
        return [line for line in self.lines if line.section == section]

    def component_of(self, section: str) -> int | None:
        return self.section_specs[section].component

    def title_of(self, section: str) -> str:
        return self.section_specs[section].words

    def ages(self) -> dict[str, tuple[int, int | None]]:
        """Return the bounds of each category that has some."""
        return {c.key: (c.age_from, c.age_to) for c in self.categories.values() if c.age_from is not None}
