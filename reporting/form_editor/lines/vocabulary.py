"""What the form of a line offers to choose: indicators, axes, categories, priorities, other lines. Read once a page."""

from dataclasses import dataclass
from itertools import groupby

from agreements.models import Priority
from organisms.models import Category, Dimension, Indicator
from reporting.models import Line, Section, TemplateVersion

Choices = list[tuple[str, str]]
MOST_WORDS = 60


@dataclass(frozen=True)
class Vocabulary:
    """`lines` and `sections` stand in the order of the form. `is_english`: whether it is in English alone.

    `has_english`: whether it has words in English.
    """

    indicators: dict[str, Indicator]
    indicator_words: dict[str, str]
    dimensions: dict[str, Dimension]
    categories: dict[str, Category]
    priorities: list[Priority]
    sections: list[Section]
    lines: list[Line]
    is_english: bool = False
    has_english: bool = False

    def indicator_choices(self) -> Choices:
        return [(code, f"{code} {self.indicator_words[code]} ({row.unit})") for code, row in self.indicators.items()]

    def dimension_choices(self) -> Choices:
        return [(key, row.words) for key, row in self.dimensions.items()]

    def category_choices(self) -> list[tuple[str, Choices]]:
        """Return the categories by axis."""
        rows = self.categories.items()
        grouped = groupby(rows, key=lambda pair: pair[1].dimension_id)
        named = [(list(pairs)) for _, pairs in grouped]
        return [(pairs[0][1].dimension.words, [(key, row.words) for key, row in pairs]) for pairs in named]

    def line_choices(self, without: Line | None) -> Choices:
        return [(row.key, line_name(row)) for row in self.lines if without is None or row.pk != without.pk]

    def place_choices(self, without: Line | None) -> list[tuple[str, Choices]]:
        """Return, by section, the places where a line may stand: first, or after one of the others."""
        others = [row for row in self.lines if without is None or row.pk != without.pk]
        return [
            (
                str(section),
                [(f"s:{section.key}", "En tête de la section")]
                + [(f"l:{row.key}", f"Après {line_name(row)}") for row in others if row.section_id == section.pk],
            )
            for section in self.sections
        ]


def line_name(line: Line) -> str:
    """« A5 … dont emploi correspondant aux compétences », cut where it is long."""
    words = str(line)
    return words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS].rstrip()}…"


def category_key(category: Category) -> str:
    """« age:15-24 »: two axes may have a category of one key."""
    return f"{category.dimension.key}:{category.key}"


def read_vocabulary(version: TemplateVersion) -> Vocabulary:
    """Return what a line of this version may be made of. Seven queries."""
    indicators = {row.code: row for row in Indicator.objects.prefetch_related("definitions")}
    categories = Category.objects.select_related("dimension").order_by("dimension__order", "order")
    programme = version.template.programme_id
    return Vocabulary(
        indicators=indicators,
        indicator_words={code: row.definitions.all()[0].words for code, row in indicators.items()},
        dimensions={row.key: row for row in Dimension.objects.all()},
        categories={category_key(row): row for row in categories},
        priorities=list(Priority.objects.filter(programme=programme)) if programme else [],
        sections=list(version.sections.order_by("order", "pk")),
        lines=list(version.lines.select_related("section").order_by("section__order", "order", "pk")),
        is_english=version.language == TemplateVersion.Language.ENGLISH,
        has_english=version.language != TemplateVersion.Language.FRENCH,
    )
