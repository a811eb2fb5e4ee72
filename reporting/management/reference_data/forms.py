"""Forms: a template's source resolved against the vocabulary, and written as a new version when it changed."""

import hashlib
import json
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from agreements.models import Programme
from organisms.models import Category, Dimension, Indicator
from reporting.engine.publishing import publish
from reporting.management.reference_data.vocabulary import SOURCE, read_source
from reporting.models import Band, Line, Rule, Section, Template, TemplateVersion, Term

LINE_DEFAULTS = {
    "number": "",
    "kind": Line.Kind.FIGURE,
    "hint": "",
    "scope": Line.Scope.ORGANISM,
    "place": Line.Place.ANYWHERE,
    "required": True,
    "max_chars": None,
    "window": Line.Window.PERIOD,
    "for_each": "",
    "words_en": "",
    "hint_en": "",
}


@dataclass(frozen=True)
class Vocabulary:
    """What lines are resolved with: rows by their code or key."""

    indicators: dict[str, Indicator]
    words: dict[str, str]
    dimensions: dict[str, int]
    categories: list[Category]
    bands: dict[str, dict]


def load_forms() -> None:
    """Load every form of reporting/management/reference/forms; one that changed gets a new version, the others stay."""
    vocabulary = _vocabulary()
    for path in sorted((SOURCE / "forms").glob("*.json")):
        form = read_source(f"forms/{path.name}")
        components = {section["key"]: section.get("component") for section in form["sections"]}
        lines = [{"component": components[line["section"]]} | resolve_line(line, vocabulary) for line in form["lines"]]
        asked = {"sections": form["sections"], "lines": lines, "rules": form["rules"]}
        digest = _digest(asked)
        programme = Programme.objects.get(key=form["programme"]) if form["programme"] else None
        for row in form["templates"]:
            template = _load_template(row, programme)
            load_version(template, asked, digest)


def _vocabulary() -> Vocabulary:
    indicators = {row.code: row for row in Indicator.objects.prefetch_related("definitions")}
    return Vocabulary(
        indicators=indicators,
        words={code: row.definitions.all()[0].words for code, row in indicators.items()},
        dimensions=dict(Dimension.objects.values_list("key", "pk")),
        categories=list(Category.objects.select_related("dimension")),
        bands=read_source("bands.json"),
    )


def _load_template(row: dict, programme: Programme | None) -> Template:
    template, _ = Template.objects.get_or_create(
        key=row["key"], defaults={"name": row["name"], "kind": row["kind"], "programme": programme}
    )
    return template


def resolve_line(line: dict, vocabulary: Vocabulary) -> dict:
    """Return the line with all its fields; its first indicator gives number, words, unit and source by default."""
    codes = line.get("indicators", [])
    fields = LINE_DEFAULTS | {"source": Line.Source.ASKED, "unit": ""}
    if codes:
        first = vocabulary.indicators[codes[0]]
        words = vocabulary.words[codes[0]]
        fields |= {"number": first.code, "words": words, "unit": first.unit, "source": first.source}
    bands = [
        {"dimension": vocabulary.bands[name]["dimension"], **band}
        for name in line.get("bands", [])
        for band in vocabulary.bands[name]["bands"]
    ]
    return fields | line | {"indicators": codes, "bands": bands}


def _digest(asked: dict) -> str:
    canonical = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@transaction.atomic
def load_version(template: Template, asked: dict, digest: str) -> TemplateVersion | None:
    """Write and publish the next version; None when the newest one that came from a file has this digest.

    None too while the network writes a draft of the form: its next version would be two.

    `asked`: sections, rules, and lines as `resolve_line` returns them, each with its component.
    Raises NotPublishable, and then writes nothing, when the form breaks a rule of publishing.
    """
    newest = template.versions.aggregate(number=Max("number"))["number"] or 0
    loaded = template.versions.exclude(digest="").order_by("number").last()
    if (loaded and loaded.digest == digest) or template.versions.filter(published_at__isnull=True).exists():
        return None
    version = TemplateVersion.objects.create(template=template, number=newest + 1, digest=digest)
    vocabulary = _vocabulary()
    lines = asked["lines"]
    sections = _write_sections(version, asked["sections"])
    written = _write_lines(version, lines, sections)
    _write_terms(written, lines, vocabulary)
    _write_bands(written, lines, vocabulary)
    _write_rules(version, written, asked["rules"])
    publish(version)
    return version


def _write_sections(version: TemplateVersion, sections: list[dict]) -> dict[str, Section]:
    made = Section.objects.bulk_create(
        Section(version=version, order=order * 10, **section) for order, section in enumerate(sections, 1)
    )
    return {section.key: section for section in made}


def _write_lines(version: TemplateVersion, lines: list[dict], sections: dict[str, Section]) -> dict[str, Line]:
    programme = version.template.programme
    priorities = {row.code: row for row in programme.priorities.all()} if programme else {}
    columns = ["key", "number", "kind", "words", "words_en", "hint", "hint_en", "unit", "component", "source", "scope"]
    columns += ["place", "required", "max_chars", "window", "for_each"]
    made = Line.objects.bulk_create(
        Line(
            version=version,
            order=order * 10,
            section=sections[line["section"]],
            priority=priorities[line["priority"]] if "priority" in line else None,
            **{name: line[name] for name in columns},
        )
        for order, line in enumerate(lines, 1)
    )
    written = {line.key: line for line in made}
    children = [written[line["key"]] for line in lines if "parent" in line]
    for line in lines:
        written[line["key"]].parent = written[line["parent"]] if "parent" in line else None
    Line.objects.bulk_update(children, ["parent"])
    return written


def _write_terms(written: dict[str, Line], lines: list[dict], vocabulary: Vocabulary) -> None:
    Term.objects.bulk_create(
        Term(line=written[line["key"]], indicator=vocabulary.indicators[code])
        for line in lines
        for code in line["indicators"]
    )


def _write_bands(written: dict[str, Line], lines: list[dict], vocabulary: Vocabulary) -> None:
    wanted = [(written[line["key"]], order, band) for line in lines for order, band in enumerate(line["bands"], 1)]
    made = Band.objects.bulk_create(
        Band(
            line=line,
            dimension_id=vocabulary.dimensions[band["dimension"]] if band["dimension"] else None,
            key=band["key"],
            order=order,
            words=band["words"],
            age_from=band.get("age_from"),
            age_to=band.get("age_to"),
        )
        for line, order, band in wanted
    )
    link = Band.categories.through
    link.objects.bulk_create(
        link(band_id=row.pk, category_id=category.pk)
        for row, (_, _, band) in zip(made, wanted, strict=True)
        for category in vocabulary.categories
        if belongs(category, band)
    )


def belongs(category: Category, band: dict) -> bool:
    """True when the band names the category or, for ages, holds it whole."""
    if category.dimension.key != band["dimension"]:
        return False
    if band.get("age_from") is None:
        return category.key in band["categories"]
    top, band_top = category.age_to, band["age_to"]
    return category.age_from >= band["age_from"] and (band_top is None or (top is not None and top <= band_top))


def _write_rules(version: TemplateVersion, written: dict[str, Line], rules: list[dict]) -> None:
    Rule.objects.bulk_create(
        Rule(
            version=version,
            line=written[rule["line"]],
            op=rule["op"],
            other=written[rule["other"]] if "other" in rule else None,
            band_key=rule.get("band_key", ""),
            number=rule.get("number"),
            level=rule.get("level", Rule.Level.ERROR),
        )
        for rule in rules
    )
