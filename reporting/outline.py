"""A published form read into plain values: its lines in order, with terms, bands and rules. No row is kept."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from organisms.models import Category, Component
from reporting.models import Band, Line, Rule, TemplateVersion, Term

SECTION_TITLES = {
    "identification": "Identification et équipe",
    "finances": "Finances par entente",
    "pieces": "Pièces jointes",
}


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


@dataclass(frozen=True)
class RuleSpec:
    line_key: str
    op: str
    other_key: str
    band_key: str
    number: Decimal | None
    level: str


@dataclass(frozen=True)
class LineSpec:
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
    per_agreement: bool
    parent_key: str
    terms: tuple[TermSpec, ...] = ()
    bands: tuple[BandSpec, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(term.code for term in self.terms)

    @property
    def is_number(self) -> bool:
        return self.kind in (Line.Kind.FIGURE, Line.Kind.RATIO, Line.Kind.MONEY)

    def dimensions(self) -> dict[str, str]:
        """Return the axes this line is broken down by: key → words, in the form's order."""
        return {band.dimension: band.dimension_words for band in self.bands if band.dimension}

    def bands_of(self, dimension: str) -> list[BandSpec]:
        return [band for band in self.bands if band.dimension == dimension]


@dataclass(frozen=True)
class Outline:
    lines: tuple[LineSpec, ...]
    rules: tuple[RuleSpec, ...]
    categories: dict[int, CategorySpec]
    by_key: dict[str, LineSpec] = field(default_factory=dict)

    def sections(self) -> list[str]:
        """Return the section keys in the form's order."""
        return list(dict.fromkeys(line.section for line in self.lines))

    def lines_of(self, section: str) -> list[LineSpec]:
        return [line for line in self.lines if line.section == section]

    def component_of(self, section: str) -> int | None:
        if section[:1] == "v" and section[1:].isdigit():
            return int(section[1:])
        return None

    def title_of(self, section: str) -> str:
        """Return the form's own heading of the section, else the network's words for it."""
        component = self.component_of(section)
        if component in Component.values:
            return f"Volet {component} – {Component(component).label}"
        heading = next((line.words for line in self.lines_of(section) if line.kind == Line.Kind.HEADING), "")
        return heading or SECTION_TITLES.get(section, section.capitalize())

    def ages(self) -> dict[str, tuple[int, int | None]]:
        """Return the bounds of each category that has some."""
        return {c.key: (c.age_from, c.age_to) for c in self.categories.values() if c.age_from is not None}


def read_outline(version: TemplateVersion) -> Outline:
    """Return the form of a template version. Five queries, whatever its length."""
    categories = _categories()
    terms, bands = _terms(version, categories), _bands(version, categories)
    rows = version.lines.select_related("priority", "parent").order_by("order")
    lines = tuple(_line(row, terms.get(row.pk, ()), bands.get(row.pk, ())) for row in rows)
    rules = Rule.objects.filter(version=version).select_related("line", "other").order_by("pk")
    return Outline(lines, tuple(_rule(rule) for rule in rules), categories, {line.key: line for line in lines})


def _categories() -> dict[int, CategorySpec]:
    rows = Category.objects.select_related("dimension").order_by("dimension__order", "order")
    return {
        row.pk: CategorySpec(
            row.pk, row.key, row.words, row.dimension.key, row.dimension.words, row.age_from, row.age_to
        )
        for row in rows
    }


def _terms(version: TemplateVersion, categories: dict[int, CategorySpec]) -> dict[int, tuple[TermSpec, ...]]:
    found: dict[int, tuple[TermSpec, ...]] = {}
    rows = Term.objects.filter(line__version=version).select_related("indicator").order_by("line", "indicator__order")
    for term in rows.annotate(category_ids=ArrayAgg("categories", filter=Q(categories__isnull=False), default=[])):
        chosen = tuple((categories[key].dimension, categories[key].key) for key in term.category_ids)
        indicator = term.indicator
        spec = TermSpec(term.part, indicator.code, indicator.pk, indicator.source, indicator.component, chosen)
        found[term.line_id] = (*found.get(term.line_id, ()), spec)
    return found


def _bands(version: TemplateVersion, categories: dict[int, CategorySpec]) -> dict[int, tuple[BandSpec, ...]]:
    found: dict[int, tuple[BandSpec, ...]] = {}
    rows = Band.objects.filter(line__version=version).select_related("dimension").order_by("line", "order")
    for band in rows.annotate(category_ids=ArrayAgg("categories", filter=Q(categories__isnull=False), default=[])):
        spec = BandSpec(
            band.key,
            band.words,
            band.dimension.key if band.dimension else "",
            band.dimension.words if band.dimension else "",
            band.age_from,
            band.age_to,
            frozenset(categories[key].key for key in band.category_ids),
        )
        found[band.line_id] = (*found.get(band.line_id, ()), spec)
    return found


def _line(row: Line, terms: tuple[TermSpec, ...], bands: tuple[BandSpec, ...]) -> LineSpec:
    """A line without a number of its own bears the code of its indicator."""
    copied = ("id", "key", "section", "words", "hint", "unit", "kind", "component", "source", "scope")
    rest = ("place", "required", "max_chars", "per_agreement")
    return LineSpec(
        **{name: getattr(row, name) for name in copied + rest},
        number=row.number or (terms[0].code if terms else ""),
        priority=str(row.priority) if row.priority else "",
        parent_key=row.parent.key if row.parent else "",
        terms=terms,
        bands=bands,
    )


def _rule(rule: Rule) -> RuleSpec:
    other = rule.other.key if rule.other else ""
    return RuleSpec(rule.line.key, rule.op, other, rule.band_key, rule.number, rule.level)
