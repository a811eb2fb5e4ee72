"""The sheet of an indicator: meaning, counting, sources, forms that ask it. A fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, Q, QuerySet

from organisms.models import Component, Dimension, Indicator, IndicatorDefinition
from reporting.models import Band, Term
from services.counting.definitions import Meanings, nature_of, rule_of
from services.models import RecipeLine

TYPED_AXES = ("sex", "age", "immigration")
OTHERS = "Reddition de comptes"


@dataclass(frozen=True)
class Feed:
    """A type of activity that makes it: its name, from which of its numbers, and into which category."""

    component: int
    name: str
    source: str
    category: str


@dataclass(frozen=True)
class Asked:
    """A line of a form that asks it, in its newest published version."""

    template: str
    line: str
    words: str


@dataclass(frozen=True)
class IndicatorSheet:
    indicator: Indicator
    words: str
    definitions: list[IndicatorDefinition]
    rule: str
    nature: str
    feeds: list[Feed]
    asked: list[Asked]
    axes: list[str]

    @property
    def newest(self) -> IndicatorDefinition | None:
        return self.definitions[0] if self.definitions else None


@dataclass(frozen=True)
class IndicatorRow:
    indicator: Indicator
    words: str
    has_changed: bool

    @property
    def place(self) -> str:
        component = self.indicator.component
        return f"Volet {component} – {Component(component).label}" if component else OTHERS


def indicator_rows() -> list[IndicatorRow]:
    """Return every indicator in order, with its words of today. Two queries."""
    definitions = list(IndicatorDefinition.objects.order_by("-valid_from"))
    meanings, many = Meanings(definitions), _counted(definitions)
    return [
        IndicatorRow(indicator, meanings.today(indicator), many.get(indicator.pk, 0) > 1)
        for indicator in Indicator.objects.order_by("order")
    ]


def _counted(rows: Iterable[IndicatorDefinition]) -> dict[int, int]:
    counted: dict[int, int] = {}
    for row in rows:
        counted[row.indicator_id] = counted.get(row.indicator_id, 0) + 1
    return counted


def read_sheet(indicator: Indicator) -> IndicatorSheet:
    """Return the sheet of an indicator. Four queries."""
    mine = IndicatorDefinition.objects.filter(indicator=indicator).select_related("written_by").order_by("-valid_from")
    recipes = RecipeLine.objects.filter(
        indicator=indicator, activity_type__archived=False, activity_type__organism=None
    )
    terms = Term.objects.filter(indicator=indicator, line__version__published_at__isnull=False)
    newest = terms.order_by("line__version__template", "-line__version__number", "line__order")
    definitions = list(mine)
    feeds = recipes.select_related("activity_type", "category").order_by("activity_type__sort_name")
    return IndicatorSheet(
        indicator=indicator,
        words=Meanings(definitions).today(indicator),
        definitions=definitions,
        rule=rule_of(indicator),
        nature=nature_of(indicator),
        feeds=[_feed(row) for row in feeds],
        asked=_asked(newest.select_related("line__version__template")),
        axes=list(_axes(indicator, recipes)),
    )


def _axes(indicator: Indicator, recipes: QuerySet[RecipeLine]) -> QuerySet:
    """The axes that people type beside participants, those a recipe fixes (the measure), and those a form asks."""
    of_people = Exists(recipes.filter(source=RecipeLine.Source.IMMIGRANTS))
    typed = Q(of_people, key__in=TYPED_AXES)
    fixed = Q(pk__in=recipes.exclude(category=None).values("category__dimension"))
    asked = Q(pk__in=Band.objects.filter(line__terms__indicator=indicator).exclude(dimension=None).values("dimension"))
    return Dimension.objects.filter(typed | fixed | asked).order_by("order").values_list("words", flat=True)


def _feed(row: RecipeLine) -> Feed:
    kind = row.activity_type
    return Feed(kind.component, kind.name, row.get_source_display(), row.category.words if row.category else "")


def _asked(terms: Iterable[Term]) -> list[Asked]:
    """The newest version of each form only: what was asked before stays with its papers."""
    newest: dict[int, int] = {}
    asked = []
    for term in terms:
        version = term.line.version
        if newest.setdefault(version.template_id, version.pk) == version.pk:
            asked.append(Asked(str(version.template), term.line.number, term.line.words))
    return list(dict.fromkeys(asked))
