"""Vocabulary: dimensions and their categories, the indicator catalogue, activity types and their recipes."""

import re
from collections.abc import Iterator
from datetime import date

from organisms.models import Category, Component, Dimension, Indicator, IndicatorDefinition
from organisms.names import sort_name
from reporting.engine.form.files.sources import read_source
from reporting.management.reference_data.sync import sync_rows
from services.models import ActivityType, RecipeLine

FIRST_DEFINITION = date(2012, 4, 1)
_AGES = re.compile(r"(\d+)(?:-(\d+)|\+)")


def load_vocabulary() -> None:
    """Load dimensions, categories, indicators with a first definition, and the network's activity types."""
    source = read_source("vocabulary.json")
    categories = _load_dimensions(source["dimensions"])
    indicators = _load_indicators(source["indicators"])
    _load_recipes(read_source("recipes.json"), indicators, categories)


def _load_dimensions(source: list[dict]) -> dict[tuple[str, str], int]:
    """Return the category ids by (dimension key, category key)."""
    rows = ({"key": d["key"], "words": d["words"], "order": order} for order, d in enumerate(source, 1))
    dimensions = sync_rows(Dimension.objects, ["key"], rows)
    wanted = [
        {
            "dimension_id": dimensions[(dimension["key"],)].pk,
            "key": category["key"],
            "words": category["words"],
            "order": order,
            **(_ages(category["key"]) if dimension["key"] == "age" else {}),
        }
        for dimension in source
        for order, category in enumerate(dimension["categories"], 1)
    ]
    categories = sync_rows(Category.objects, ["dimension_id", "key"], wanted)
    key_of = {row.pk: row.key for row in dimensions.values()}
    return {(key_of[dimension_id], key): row.pk for (dimension_id, key), row in categories.items()}


def _ages(key: str) -> dict[str, int | None]:
    band = _AGES.fullmatch(key)
    if band is None:
        raise ValueError(f"Not a band of ages: {key}")
    first, last = band.groups()
    return {"age_from": int(first), "age_to": int(last) if last else None}


def _load_indicators(source: list[dict]) -> dict[str, int]:
    fields = ("code", "unit", "unit_plural", "source", "nature")
    wanted = [
        {**{name: row[name] for name in fields}, "component": _component(row["code"]), "order": order * 10}
        for order, row in enumerate(source, 1)
    ]
    indicators = sync_rows(Indicator.objects, ["code"], wanted)
    definitions = (
        {
            "indicator_id": indicators[(row["code"],)].pk,
            "words": row["words"],
            "definition": row["definition"],
            "valid_from": FIRST_DEFINITION,
        }
        for row in source
    )
    sync_rows(IndicatorDefinition.objects, ["indicator_id", "valid_from"], definitions)
    return {code: row.pk for (code,), row in indicators.items()}


def _component(code: str) -> Component | None:
    return Component(int(code[1])) if code.startswith("V") else None


def _load_recipes(source: list[dict], indicators: dict[str, int], categories: dict[tuple[str, str], int]) -> None:
    wanted = (
        {
            "name": row["name"],
            "sort_name": sort_name(row["name"]),
            "component": row["component"],
            "names_partner": row.get("names_partner", ""),
        }
        for row in source
    )
    kinds = sync_rows(ActivityType.objects.filter(organism=None), ["sort_name"], wanted)
    ids = {row["name"]: kinds[(sort_name(row["name"]),)].pk for row in source}
    lines = _recipe_lines(source, ids, indicators, categories)
    sync_rows(RecipeLine.objects.filter(activity_type__organism=None), ["activity_type_id", "indicator_id"], lines)


def _recipe_lines(source, kinds: dict[str, int], indicators, categories) -> Iterator[dict]:
    for row in source:
        for code, counted, *measure in row["counts"]:
            yield {
                "activity_type_id": kinds[row["name"]],
                "indicator_id": indicators[code],
                "source": counted,
                "category_id": categories[("measure", measure[0])] if measure else None,
            }
