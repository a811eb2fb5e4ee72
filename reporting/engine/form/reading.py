"""A form read from the rows of its version; one that is published is read once a process."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, TypedDict

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, Q, Subquery

from organisms.models import Category, Indicator
from reporting.engine.form.spec import (
    BandSpec,
    CategorySpec,
    FormSpec,
    LineSpec,
    LineTermSpec,
    RuleSpec,
    SectionSpec,
    TermSpec,
)
from reporting.models import Band, Line, LineTerm, Rule, Section, TemplateVersion, Term

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    TermRow = WithAnnotations[Term, "Categorised"]
    BandRow = WithAnnotations[Band, "Categorised"]
    LineRow = WithAnnotations[Line, "Worded"]

KEPT_MOST = 64


def read_form_spec(version: TemplateVersion) -> FormSpec:
    """Return the form of a template version. A published one never changes: this process reads it only once."""
    if version.published_at is None:
        return _read(version.pk)
    return _published(version.pk, version.published_at, version.digest)


def forget_form_specs() -> None:
    """Read published forms again from now on: the reference they point to was loaded again."""
    _published.cache_clear()


class Categorised(TypedDict):
    """The categories of a row, read in its query."""

    category_ids: list[int]


class Worded(TypedDict):
    """The plural of a line's unit, where an indicator has one."""

    unit_many: str | None


@lru_cache(maxsize=KEPT_MOST)
def _published(version_id: int, published_at: datetime, digest: str) -> FormSpec:
    """The day and the digest complete the key: a publication rolled back with its transaction is read again."""
    return _read(version_id)


def _read(version_id: int) -> FormSpec:
    """Seven queries, whatever the length of the form."""
    of_version = {"line__version": version_id}
    category_ids = ArrayAgg("categories", filter=Q(categories__isnull=False), default=[])
    terms = Term.objects.filter(**of_version).select_related("indicator").order_by("line", "indicator__order", "part")
    bands = Band.objects.filter(**of_version).select_related("dimension").order_by("line", "order")
    lines = Line.objects.filter(version=version_id).select_related("priority", "parent", "section").order_by("order")
    sections = Section.objects.filter(version=version_id).order_by("order")
    line_terms = LineTerm.objects.filter(**of_version).select_related("other").order_by("line", "pk")
    same_unit = Indicator.objects.filter(unit=OuterRef("unit")).values("unit_plural")[:1]
    rules = Rule.objects.filter(version=version_id).select_related("line", "other").order_by("pk")
    categories = Category.objects.select_related("dimension").order_by("dimension__order", "order")
    by_id = _categories(categories)
    terms_of = _terms(terms.annotate(category_ids=category_ids), by_id)
    bands_of = _bands(bands.annotate(category_ids=category_ids), by_id)
    rows = lines.annotate(unit_many=Subquery(same_unit))
    read_of = _line_terms(line_terms)
    specs = tuple(
        _line(row, terms_of.get(row.pk, ()), read_of.get(row.pk, ()), bands_of.get(row.pk, ())) for row in rows
    )
    named = {row.key: _section(row) for row in sections}
    return FormSpec(specs, tuple(_rule(rule) for rule in rules), by_id, {line.key: line for line in specs}, named)


def _section(row: Section) -> SectionSpec:
    return SectionSpec(row.key, row.words or row.words_en, row.words_en, row.component, lacks_french=not row.words)


def _categories(rows: Iterable[Category]) -> dict[int, CategorySpec]:
    return {
        row.pk: CategorySpec(
            row.pk, row.key, row.words, row.dimension.key, row.dimension.words, row.age_from, row.age_to
        )
        for row in rows
    }


def _terms(rows: "Iterable[TermRow]", categories: dict[int, CategorySpec]) -> dict[int, tuple[TermSpec, ...]]:
    by_line: dict[int, tuple[TermSpec, ...]] = {}
    for term in rows:
        chosen = tuple((categories[key].dimension, categories[key].key) for key in term.category_ids)
        indicator = term.indicator
        about = (indicator.pk, indicator.source, indicator.component, chosen)
        spec = TermSpec(term.part, indicator.code, *about, indicator.unit, indicator.nature, indicator.is_distinct)
        by_line[term.line_id] = (*by_line.get(term.line_id, ()), spec)
    return by_line


def _bands(rows: "Iterable[BandRow]", categories: dict[int, CategorySpec]) -> dict[int, tuple[BandSpec, ...]]:
    by_line: dict[int, tuple[BandSpec, ...]] = {}
    for band in rows:
        spec = BandSpec(
            band.key,
            band.words or band.words_en,
            band.dimension.key if band.dimension else "",
            band.dimension.words if band.dimension else "",
            band.age_from,
            band.age_to,
            frozenset(categories[key].key for key in band.category_ids),
            band.words_en,
            lacks_french=not band.words,
        )
        by_line[band.line_id] = (*by_line.get(band.line_id, ()), spec)
    return by_line


def _line_terms(rows: Iterable[LineTerm]) -> dict[int, tuple[LineTermSpec, ...]]:
    by_line: dict[int, tuple[LineTermSpec, ...]] = {}
    for row in rows:
        spec = LineTermSpec(row.part, row.other.key, -1 if row.is_subtracted else 1, row.reading)
        by_line[row.line_id] = (*by_line.get(row.line_id, ()), spec)
    return by_line


def _line(
    row: "LineRow",
    terms: tuple[TermSpec, ...],
    line_terms: tuple[LineTermSpec, ...],
    bands: tuple[BandSpec, ...],
) -> LineSpec:
    """A line without a number of its own bears the code of its indicator."""
    copied = ("id", "key", "words_en", "hint_en", "unit", "kind", "component", "source", "scope")
    rest = ("place", "required", "max_chars", "window", "for_each")
    return LineSpec(
        **{name: getattr(row, name) for name in copied + rest},
        words=row.words or row.words_en,
        hint=row.hint or (row.hint_en if not row.words else ""),
        lacks_french=not row.words,
        number=row.number or (terms[0].code if terms else ""),
        priority=str(row.priority) if row.priority else "",
        parent_key=row.parent.key if row.parent else "",
        section=row.section.key,
        terms=terms,
        line_terms=line_terms,
        bands=bands,
        unit_plural=row.unit_many or row.unit,
    )


def _rule(rule: Rule) -> RuleSpec:
    other = rule.other.key if rule.other else ""
    return RuleSpec(rule.line.key, rule.op, other, rule.band_key, rule.number, rule.level)
