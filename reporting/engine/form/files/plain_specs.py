"""The form of a file in the plain values that the engine reads, without a row. Pure."""

from decimal import Decimal

from reporting.engine.form.files.vocabulary import Vocabulary
from reporting.engine.form.spec import BandSpec, FormSpec, LineSpec, LineTermSpec, RuleSpec, SectionSpec, TermSpec


def spec_of(asked: dict, vocabulary: Vocabulary) -> FormSpec:
    """Return the form of a resolved file (`resolve`), whose names all exist."""
    lines = tuple(_line(rank, line, vocabulary) for rank, line in enumerate(asked["lines"], 1))
    rules = tuple(
        RuleSpec(
            rule["line"], rule["op"], rule["other"], rule["band_key"],
            None if rule["number"] is None else Decimal(rule["number"]), rule["level"],
        )
        for rule in asked["rules"]
    )  # fmt: skip
    sections = {row["key"]: SectionSpec(**_in_either(row)) for row in asked["sections"]}
    categories = {row.id: row for row in vocabulary.categories.values()}
    return FormSpec(lines, rules, categories, {line.key: line for line in lines}, sections)


def _in_either(fields: dict) -> dict:
    """The fields with the English words where there are none in French."""
    hint = {"hint": fields["hint"] or fields["hint_en"]} if "hint" in fields and not fields["words"] else {}
    words = fields["words"] or fields["words_en"]
    return {**fields, **hint, "words": words, "lacks_french": not fields["words"]}


def _line(rank: int, line: dict, vocabulary: Vocabulary) -> LineSpec:
    copied = ("key", "section", "number", "words", "words_en", "hint", "hint_en", "unit", "kind", "priority")
    rest = ("component", "source", "scope", "place", "required", "max_chars", "window", "for_each")
    plural = next((row.unit_plural for row in vocabulary.indicators.values() if row.unit == line["unit"]), "")
    return LineSpec(
        id=rank,
        **_in_either({name: line[name] for name in copied + rest}),
        parent_key=line["parent"],
        terms=tuple(_term(term, vocabulary) for term in line["terms"]),
        line_terms=tuple(
            LineTermSpec(term["part"], term["line"], -1 if term["minus"] else 1, term["reading"])
            for term in line["line_terms"]
        ),
        bands=tuple(_band(band, vocabulary) for band in line["bands"]),
        unit_plural=plural or line["unit"],
    )


def _term(term: dict, vocabulary: Vocabulary) -> TermSpec:
    row = vocabulary.indicators[term["indicator"]]
    chosen = tuple((dimension, key) for dimension, key in term["categories"])
    about = (row.pk, row.source, row.component, chosen)
    return TermSpec(term["part"], row.code, *about, row.unit, row.nature, row.is_distinct)


def _band(band: dict, vocabulary: Vocabulary) -> BandSpec:
    dimension = vocabulary.dimensions.get(band["dimension"])
    ages = (band["age_from"], band["age_to"])
    words = (dimension.key, dimension.words) if dimension else ("", "")
    said = band["words"] or band["words_en"]
    lacks_french = not band["words"]
    belonging = vocabulary.belonging(band)
    return BandSpec(band["key"], said, *words, *ages, belonging, band["words_en"], lacks_french=lacks_french)
