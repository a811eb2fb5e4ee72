"""Reference data: what is loaded, that a second run writes nothing, and what publishing a form refuses."""

import csv
from collections import Counter
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Count as CountRows
from django.test.utils import CaptureQueriesContext

from agreements.models import Funder, Programme
from organisms.models import (
    Category,
    Component,
    Dimension,
    Indicator,
    IndicatorDefinition,
    Mrc,
    MrcRegion,
    Municipality,
    Region,
)
from reporting.engine.form.files.form_file import LINE_DEFAULTS
from reporting.engine.form.files.rows import load_version
from reporting.engine.form.files.sources import read_source
from reporting.engine.form.files.vocabulary import belongs, read_vocabulary
from reporting.engine.form.publishing import NotPublishable, publish
from reporting.management.reference_data.places import SOURCE as PLACES
from reporting.management.reference_data.sync import sync_rows
from reporting.models import Band, Line, Rule, Section, Template, TemplateVersion, Term
from services.models import ActivityType, RecipeLine

pytestmark = pytest.mark.django_db

SECTIONS = {"identification", "v1", "v2", "v3", "v4", "v5", "finances", "pieces"}
TABLES = [
    Region, Mrc, MrcRegion, Municipality, Dimension, Category, Indicator, IndicatorDefinition,
    ActivityType, RecipeLine, Funder, Programme, Template, TemplateVersion, Line, Term, Band, Rule,
]  # fmt: skip


def form(key: str) -> dict[str, Line]:
    version = TemplateVersion.objects.get(template__key=key)
    return {line.key: line for line in version.lines.prefetch_related("terms__indicator", "bands__categories")}


def codes(line: Line) -> list[str]:
    return sorted(term.indicator.code for term in line.terms.all())


def band_keys(line: Line, prefix: str) -> list[str]:
    return [band.key for band in line.bands.all() if band.key.startswith(prefix)]


# --- places


def test_places_have_the_published_numbers():
    assert (Region.objects.count(), Mrc.objects.count(), Municipality.objects.count()) == (17, 102, 1285)


def test_places_each_mrc_holds_as_many_municipalities_as_its_source_says():
    with (PLACES / "qc_mrc.csv").open(encoding="utf-8", newline="") as file:
        expected = {row["code"]: int(row["municipalities"]) for row in csv.DictReader(file)}

    loaded = dict(Mrc.objects.annotate(n=CountRows("municipalities")).values_list("code", "n"))

    assert loaded == expected


def test_places_a_city_that_is_an_equivalent_territory_has_it_as_mrc():
    assert Municipality.objects.get(code="81017").mrc.code == "81"
    assert Municipality.objects.get(code="66023").mrc.name == "Montréal (agglomération)"


def test_places_a_reserve_lies_in_no_mrc():
    assert Municipality.objects.filter(designation="Réserve indienne", mrc__isnull=False).count() == 0
    assert Municipality.objects.get(name="Wendake").mrc is None


@pytest.mark.parametrize("name", ["La Haute-Yamaska", "Brome-Missisquoi"])
def test_places_two_mrc_moved_to_estrie_on_28_july_2021(name):
    def region_on(day):
        return MrcRegion.objects.get(mrc__name=name, during__contains=day).region.code

    assert [region_on(date(2021, 7, 27)), region_on(date(2021, 7, 28)), region_on(date(1990, 1, 1))] == [
        "16",
        "05",
        "16",
    ]


def test_places_every_other_mrc_has_one_region_since_1990():
    periods = Counter(MrcRegion.objects.values_list("mrc", flat=True))
    assert Counter(periods.values()) == {1: 100, 2: 2}


def test_places_names_are_typographic_and_found_however_they_are_typed():
    island = Mrc.objects.get(code="200")

    assert island.name == "L’Île-d’Orléans"
    assert island.sort_name == "l ile d orleans"
    assert Municipality.objects.named_like("L’Avenir").get() == Municipality.objects.named_like("l'avenir").get()
    assert not Municipality.objects.filter(name__contains="'").exists()


def test_places_cities_mandated_for_state_sponsored_refugees_are_dated():
    mandated = dict(Municipality.objects.exclude(receives_rpce_since=None).values_list("name", "receives_rpce_since"))

    assert len(mandated) == 14
    assert mandated["Rimouski"] == date(2017, 1, 1)
    assert mandated["Drummondville"] == date(1990, 1, 1)


# --- vocabulary


def test_indicators_cover_the_five_components_with_a_definition_each():
    per_component = Counter(Indicator.objects.values_list("component", flat=True))

    assert per_component == {1: 11, 2: 9, 3: 7, 4: 16, 5: 7, None: 1}
    assert IndicatorDefinition.objects.filter(definition="").count() == 0
    assert IndicatorDefinition.objects.count() == Indicator.objects.count() == 51


def test_indicators_distinct_units_are_never_counted_from_records():
    distinct = [row for row in Indicator.objects.all() if row.is_distinct]

    assert {row.source for row in distinct} == {"declared", "partners"}
    assert {row.code for row in distinct} >= {"V1.04", "V2.02", "V3.01", "V4.04", "V5.02"}


def test_ages_carry_their_bounds():
    ages = dict(Category.objects.filter(dimension__key="age").values_list("key", "age_to"))

    assert ages["0-14"] == 14
    assert ages["65+"] is None
    assert len(ages) == 14


def test_measures_are_those_of_the_state():
    keys = set(Category.objects.filter(dimension__key="measure").values_list("key", flat=True))
    assert keys == {"MFOR", "SAE", "PPE", "SSI", "CIT", "STA", "PAMT", "CPE", "PRIIME", "IPOP", "OBJ"}


def test_recipes_are_those_of_the_registers():
    lines = RecipeLine.objects.select_related("activity_type", "indicator", "category")
    measure = lines.get(activity_type__name="Mesure SSI")
    approach = lines.filter(activity_type__name="Activité de rapprochement").order_by("indicator__order")

    assert ActivityType.objects.count() == 24
    assert (measure.indicator.code, measure.source, measure.category.key) == ("V2.05", "immigrants", "SSI")
    assert [(line.indicator.code, line.source) for line in approach] == [
        ("V4.13", "one"),
        ("V4.14", "immigrants"),
        ("V4.15", "host"),
    ]


def test_recipes_count_indicators_of_their_own_component():
    for line in RecipeLine.objects.select_related("activity_type", "indicator"):
        assert line.indicator.component == line.activity_type.component


def test_employers_are_named_by_the_types_of_component_three():
    named = set(ActivityType.objects.filter(names_partner="employer").values_list("component", flat=True))
    assert named == {Component.EMPLOYERS}


# --- forms


def test_form_a_has_its_lines_terms_and_priorities():
    lines = form("regionalisation-final")

    numbers = [line.number for line in lines.values()]
    assert [n for n in numbers if n.startswith("A") and n[1:].rstrip("abc").isdigit()] == [
        "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9a", "A9b", "A9c", "A10",
    ]  # fmt: skip
    assert codes(lines["a6"]) == ["V3.01", "V3.04"]
    assert (lines["a6"].source, lines["a6"].scope, lines["a6"].unit) == (
        "partners",
        "charged",
        "employeur distinct",
    )
    assert lines["a4"].priority.words == "Intégrer en emploi"
    assert lines["a8"].kind == Line.Kind.RATIO
    assert {lines[f"an{n}"].max_chars for n in range(1, 6)} == {3000}


def test_form_a_asks_for_working_ages_that_hold_the_finer_ones():
    bands = {
        band.key: {c.key for c in band.categories.all()} for band in form("regionalisation-final")["a4"].bands.all()
    }

    assert bands["age-15-24"] == {"15-24", "15-17", "18-24"}
    assert bands["age-65-plus"] == {"65+"}
    assert "age-0-14" not in bands


def test_form_a_rules_stop_or_warn():
    rules = Rule.objects.filter(version__template__key="regionalisation-final")
    jobs = rules.get(op="at_most_line")
    administration = rules.get(op="at_most_share")

    assert (jobs.line.key, jobs.other.key, jobs.level) == ("a5", "a4", "error")
    assert (administration.line.key, administration.band_key, administration.number) == (
        "af",
        "administration",
        10,
    )
    assert set(rules.filter(op="explain_over").values_list("level", "number")) == {("warning", 15)}


def test_form_a_interim_and_final_ask_the_same_lines():
    assert list(form("regionalisation-etape")) == list(form("regionalisation-final"))


def test_form_c_counts_one_mrc_and_asks_for_its_proofs():
    lines = form("vitalite-final")

    assert {lines[key].place for key in ("c1", "c2a", "c2b", "c2c", "c3")} == {"agreement_mrcs"}
    assert (lines["c1"].source, lines["c1"].scope) == ("declared", "organism")
    assert (lines["c4"].source, codes(lines["c4"])) == ("asked", [])
    assert len([line for line in lines.values() if line.kind == Line.Kind.FILE]) == 4


def test_annual_form_asks_every_indicator_once_in_the_section_of_its_component():
    lines = form("rapport-annuel-unifie")
    asked = [code for line in lines.values() for code in codes(line)]

    assert Counter(asked) == Counter(Indicator.objects.values_list("code", flat=True))
    assert {line.section.key for line in lines.values()} == SECTIONS
    for line in lines.values():
        for code in codes(line):
            assert line.section.key == (f"v{code[1]}" if code != "F.01" else "identification")


def test_annual_form_breaks_down_participations_and_measures():
    lines = form("rapport-annuel-unifie")

    assert len(band_keys(lines["v2-05"], "measure-")) == 11
    assert len(band_keys(lines["v4-14"], "age-")) == 7
    assert band_keys(lines["v4-15"], "") == []
    assert lines["fin-recu"].for_each == Line.Repetition.AGREEMENT


def test_forms_shown_words_are_french_typography():
    shown = [
        *Line.objects.values_list("words", "hint"),
        *IndicatorDefinition.objects.values_list("words", "definition"),
    ]
    assert len(shown) > 100
    for text in (text for pair in shown for text in pair):
        assert "'" not in text
        assert all(f" {mark}" not in text for mark in ":;?!%»")


# --- running it again


def test_load_reference_a_second_time_writes_nothing():
    before = {model: model.objects.count() for model in TABLES}

    with CaptureQueriesContext(connection) as queries:
        call_command("load_reference", verbosity=0)

    assert {model: model.objects.count() for model in TABLES} == before
    written = [q["sql"] for q in queries if q["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []


def test_load_reference_repairs_what_differs_from_the_files():
    Municipality.objects.filter(name="Drummondville").update(population=0, designation="Village")
    RecipeLine.objects.filter(activity_type__name="Suivi").delete()

    call_command("load_reference", verbosity=0)

    assert Municipality.objects.get(name="Drummondville").designation == "Ville"
    assert Municipality.objects.get(name="Drummondville").population > 50_000
    assert RecipeLine.objects.get(activity_type__name="Suivi").indicator.code == "V4.02"


def test_load_reference_keeps_the_name_a_funder_was_given_since():
    funder = Programme.objects.get(key="regionalisation").funder
    Funder.objects.filter(pk=funder.pk).update(name="Ministère renommé")

    call_command("load_reference", verbosity=0)

    funder.refresh_from_db()
    assert funder.name == "Ministère renommé"
    assert funder.name_on(date(2013, 3, 31)) == "Ministère de l’Immigration et des Communautés culturelles"
    assert funder.name_on(date(2018, 3, 31)) == "Ministère de l’Immigration, de la Diversité et de l’Inclusion"


def test_sync_rows_returns_all_rows_and_leaves_strangers():
    Dimension.objects.create(key="autre", words="Autre axe", order=99)

    found = sync_rows(Dimension.objects, ["key"], [{"key": "sex", "words": "Genre", "order": 1}])

    assert ("autre",) in found
    assert Dimension.objects.get(key="sex").words == "Genre"


# --- publishing


def new_version(*lines: dict, rules=(), digest="d") -> TemplateVersion:
    """A version of a new template through the loader; each dict holds what its test is about."""
    template = Template.objects.create(key="essai", name="Essai", kind="final")
    base = {"section": "v4", "words": "Une ligne", "kind": "figure", "hint": "", "unit": "participation"}
    base |= {"number": "", "source": "asked", "scope": "organism", "place": "anywhere", "component": 4}
    return load_version(template, asked(*(LINE_DEFAULTS | base | line for line in lines), rules=rules), digest)


def asked(*lines: dict, rules=()) -> dict:
    sections = [{"key": key, "words": key} for key in dict.fromkeys(line["section"] for line in lines)]
    rows = [{**line, "terms": [term(code) for code in line.pop("indicators", [])]} for line in map(dict, lines)]
    about = {"language": "fr", "masks_small_counts": False, "sections": sections, "lines": rows}
    return about | {"rules": [{"other": "", "band_key": "", "number": None, "level": "error"} | rule for rule in rules]}


def term(code: str) -> dict:
    return {"indicator": code, "part": "value", "categories": []}


SEX = {"dimension": "sex", "words": "Toutes", "words_en": "", "age_from": None, "age_to": None}


def test_publish_stamps_a_version_once():
    version = new_version({"key": "x1", "indicators": ["V4.14"]})

    assert version.lines.count() == 1
    with pytest.raises(NotPublishable, match="déjà publiée"):
        publish(version)


@pytest.mark.parametrize(
    ("lines", "rules", "sentence"),
    [
        ([], [], "aucune ligne"),
        ([{"key": "x1", "indicators": ["V4.14", "V4.13"]}], [], "unités différentes"),
        ([{"key": "x1", "indicators": ["V4.13"]}], [], "unités différentes"),
        (
            [
                {
                    "key": "x1",
                    "bands": [
                        {**SEX, "key": "a", "categories": ["femmes"]},
                        {**SEX, "key": "b", "categories": ["femmes"]},
                    ],
                }
            ],
            [],
            "deux tranches",
        ),
        ([{"key": "x1", "bands": [{**SEX, "key": "a", "categories": []}]}], [], "aucune catégorie"),
        (
            [{"key": "x1"}],
            [{"line": "x1", "op": "at_most_share", "band_key": "zz", "number": "10"}],
            "tranche absente",
        ),
        ([{"key": "x1"}], [{"line": "x1", "op": "at_most_line"}], "à quelle ligne"),
        ([{"key": "x1"}], [{"line": "x1", "op": "explain_over"}], "n’a pas de nombre"),
        ([{"key": "x1"}], [{"line": "x1", "op": "not_above"}], "à quelle ligne"),
        ([{"key": "x1"}], [{"line": "x1", "op": "at_most_days"}], "n’en compte pas"),
    ],
)
def test_publish_refuses_a_form_that_cannot_be_counted(lines, rules, sentence):
    with pytest.raises(NotPublishable, match=sentence):
        new_version(*lines, rules=rules)

    assert not TemplateVersion.objects.filter(template__key="essai").exists()


def draft_with_line() -> tuple[TemplateVersion, Line]:
    template = Template.objects.create(key="essai", name="Essai", kind="final")
    version = TemplateVersion.objects.create(template=template, number=1)
    section = Section.objects.create(version=version, key="v4", order=1, words="Volet 4", component=4)
    line = Line.objects.create(version=version, order=1, key="x1", section=section, kind="figure", words="Ligne")
    return version, line


def test_publish_refuses_an_age_band_that_does_not_hold_its_category():
    version, line = draft_with_line()
    age = Dimension.objects.get(key="age")
    band = Band.objects.create(line=line, dimension=age, key="jeunes", order=1, words="18 à 29", age_from=18, age_to=29)
    band.categories.add(Category.objects.get(dimension=age, key="25-34"))

    with pytest.raises(NotPublishable, match="ne contient pas toutes"):
        publish(version)


def test_publish_refuses_a_rule_on_a_line_of_another_version():
    version, line = draft_with_line()
    stranger = Line.objects.filter(version__template__key="vitalite-final").first()
    Rule.objects.create(version=version, line=line, op="at_most_line", other=stranger)

    with pytest.raises(NotPublishable, match="autre version"):
        publish(version)


def test_publish_refuses_a_term_that_crosses_two_axes():
    version, line = draft_with_line()
    indicator = Indicator.objects.get(code="V4.14")
    Line.objects.filter(pk=line.pk).update(unit=indicator.unit)
    term = Term.objects.create(line=line, indicator=indicator)
    term.categories.set(Category.objects.filter(key__in=["femmes", "refugies"]))

    with pytest.raises(NotPublishable, match="croise"):
        publish(version)


def test_load_version_a_changed_form_becomes_version_two():
    first = new_version({"key": "x1"}, digest="one")
    line = {**{name: getattr(first.lines.get(), name) for name in ("key", "kind", "hint", "unit", "number")}}
    line |= {
        "section": "v4",
        "words": "D’autres mots",
        "source": "asked",
        "scope": "organism",
        "place": "anywhere",
        "component": 4,
    }
    line = LINE_DEFAULTS | line

    assert load_version(first.template, asked(line), "one") is None
    second = load_version(first.template, asked(line), "two")

    assert (second.number, second.lines.get().words) == (2, "D’autres mots")
    assert first.lines.get().words == "Une ligne"


def test_forms_on_disk_name_only_known_bands():
    known = set(read_source("bands.json"))
    for name in ("annual", "regionalisation", "vitalite", "aide-emploi"):
        for line in read_source(f"forms/{name}.json")["lines"]:
            assert set(line.get("bands", [])) <= known, line


@pytest.mark.parametrize(
    ("key", "inside"), [("15-17", True), ("18-24", True), ("13-14", False), ("15-24", True), ("65+", False)]
)
def test_belongs_holds_whole_age_categories_only(key, inside):
    category = read_vocabulary().categories["age", key]
    assert belongs(category, {"dimension": "age", "age_from": 15, "age_to": 24}) is inside


def test_resolve_line_takes_words_and_unit_from_its_first_indicator():
    line = Line.objects.get(version__template__key="rapport-annuel-unifie", key="v5-05")
    assert (line.words, line.unit, line.source) == ("Heures de formation du personnel", "heure", "records")
