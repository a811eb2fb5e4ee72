"""What the lines of a form file are resolved with: indicators, categories, shared bands and priorities."""

from dataclasses import dataclass

from agreements.models import Priority, Programme
from organisms.models import Category, Dimension, Indicator
from reporting.engine.form.files.sources import read_source
from reporting.engine.form.spec import CategorySpec


@dataclass(frozen=True)
class Vocabulary:
    """Rows by their code or key; `words`: indicator code → its words; `priorities`: (programme key, code) → id."""

    indicators: dict[str, Indicator]
    words: dict[str, str]
    dimensions: dict[str, Dimension]
    categories: dict[tuple[str, str], CategorySpec]
    bands: dict[str, dict]
    programmes: dict[str, Programme]
    priorities: dict[tuple[str, str], int]

    def belonging(self, band: dict) -> frozenset[str]:
        """Return the keys of the categories of a band: those it names or, of ages, those that lie in it whole."""
        inside = (row for row in self.categories.values() if row.dimension == band["dimension"])
        return frozenset(row.key for row in inside if belongs(row, band))


def belongs(category: CategorySpec, band: dict) -> bool:
    """Whether the band, of the category's dimension, names it or, for ages, holds it whole."""
    if band.get("age_from") is None:
        return category.key in band["categories"]
    if category.age_from is None or category.age_from < band["age_from"]:
        return False
    return band["age_to"] is None or (category.age_to is not None and category.age_to <= band["age_to"])


def read_vocabulary() -> Vocabulary:
    """Return what forms are resolved with. Six queries."""
    indicators = {row.code: row for row in Indicator.objects.prefetch_related("definitions")}
    categories = Category.objects.select_related("dimension").order_by("dimension__order", "order")
    priorities = Priority.objects.values_list("programme__key", "code", "pk")
    return Vocabulary(
        indicators=indicators,
        words={code: row.definitions.all()[0].words for code, row in indicators.items()},
        dimensions={row.key: row for row in Dimension.objects.all()},
        categories={(row.dimension.key, row.key): _category(row) for row in categories},
        bands=read_source("bands.json"),
        programmes={row.key: row for row in Programme.objects.all()},
        priorities={(programme, code): pk for programme, code, pk in priorities},
    )


def _category(row: Category) -> CategorySpec:
    dimension = row.dimension
    return CategorySpec(row.pk, row.key, row.words, dimension.key, dimension.words, row.age_from, row.age_to)
