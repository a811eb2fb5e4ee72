"""A version written again as a draft: its sections, lines, terms, bands and rules, each with the same key."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from reporting.models import Band, Line, LineTerm, Rule, Section, TemplateVersion, Term

Row = TypeVar("Row", bound=Model)
# The rows that a copied row points to, by its column: old id → new row
Moved = dict[str, dict[int, Any]]


def copy_version(source: TemplateVersion, target: TemplateVersion) -> None:
    """Write what a version asks into an empty draft. Priorities stay behind where the programme is another."""
    is_elsewhere = source.template.programme_id != target.template.programme_id
    sections = _copy(Section, source.sections.all(), {"version": {source.pk: target}})
    own: Moved = {"version": {source.pk: target}, "section": sections}
    lines = _copy(Line, source.lines.all(), own, {"priority_id": None} if is_elsewhere else {}, without=("parent",))
    _join_parents(source, lines)
    of_line = {"line__version": source}
    terms = _copy(Term, Term.objects.filter(**of_line), {"line": lines})
    _copy_categories(Term, "term_id", terms)
    bands = _copy(Band, Band.objects.filter(**of_line), {"line": lines})
    _copy_categories(Band, "band_id", bands)
    _copy(LineTerm, LineTerm.objects.filter(**of_line), {"line": lines, "other": lines})
    _copy(Rule, source.rules.all(), {"version": {source.pk: target}, "line": lines, "other": lines})


def _copy(
    model: type[Row],
    rows: QuerySet[Any],
    moved: Moved,
    changes: dict[str, Any] | None = None,
    without: tuple[str, ...] = (),
) -> dict[int, Row]:
    """Return old id → new row. `moved`: where the copies point; `without`: columns that stay empty."""
    old = list(rows.order_by("pk"))
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    links = {f"{name}_id": targets for name, targets in moved.items()}
    copies = []
    for row in old:
        values = {name: getattr(row, name) for name in names if name.removesuffix("_id") not in without}
        for name, targets in links.items():
            values[name] = targets[values[name]].pk if values[name] is not None else None
        copies.append(model(**values | (changes or {})))
    made = model._default_manager.bulk_create(copies)
    return {row.pk: copy for row, copy in zip(old, made, strict=True)}


def _join_parents(source: TemplateVersion, lines: dict[int, Line]) -> None:
    children = source.lines.filter(parent__isnull=False).values_list("pk", "parent_id")
    for child, parent in children:
        lines[child].parent = lines[parent]
    Line.objects.bulk_update([lines[child] for child, _ in children], ["parent"])


def _copy_categories(model: type[Term] | type[Band], column: str, rows: dict[int, Any]) -> None:
    link: Any = model.categories.through
    old = link._default_manager.filter(**{f"{column}__in": list(rows)})
    link._default_manager.bulk_create(
        link(**{column: rows[getattr(row, column)].pk, "category_id": row.category_id}) for row in old
    )
