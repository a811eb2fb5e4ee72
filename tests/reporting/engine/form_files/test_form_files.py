"""Form files: what is wrong in one is said, all of it; what is written is read again as the same form."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.engine.form.files.form_file import FormFaults, FormFile
from reporting.engine.form.files.reading import read_form
from reporting.engine.form.files.rows import load_form, write_version
from reporting.engine.form.files.shape import schema
from reporting.engine.form.files.sources import SOURCE, read_source
from reporting.engine.form.files.vocabulary import read_vocabulary
from reporting.engine.form.files.writing import write_form
from reporting.engine.form.reading import read_form_spec
from reporting.models import Line, LineTerm, Rule, Template, TemplateVersion, Term

pytestmark = pytest.mark.django_db
SHIPPED = sorted(path.name for path in (SOURCE / "forms").glob("*.json"))


def form(*lines: dict, rules=(), **more) -> dict:
    """A small form of the ministry's programme."""
    return {
        "format": "roriq-formulaire-1",
        "programme": "regionalisation",
        "templates": [{"key": "essai", "name": "Essai", "kind": "final"}],
        "sections": [{"key": "s", "words": "Section"}],
        "lines": [{"section": "s", "words": "Ligne", **line} for line in lines],
        "rules": list(rules),
        **more,
    }


def faults(*lines: dict, **more) -> list[str]:
    read = read_form(form(*lines, **more))
    return list(read.words) if isinstance(read, FormFaults) else []


ACTIVITIES = {"key": "a", "number": "A", "indicators": ["V4.13"]}
PEOPLE = {"key": "p", "number": "P", "indicators": ["V4.03"]}
SUM = {"key": "x", "number": "X", "unit": "activité", "source": "lines"}
SHARES = [{"line": "p", "part": "numerator"}, {"line": "a", "part": "denominator"}]
MEAN = {**SUM, "key": "m", "number": "M", "unit": "personnes par activité", "line_terms": SHARES}


@pytest.mark.parametrize("name", SHIPPED)
def test_each_shipped_form_is_read_written_and_read_again_as_the_same(name):
    data = read_source(f"forms/{name}")
    read = read_form(data)
    assert isinstance(read, FormFile)

    version = TemplateVersion.objects.filter(template__key=read.templates[-1]["key"]).first()
    again = read_form(json.loads(json.dumps(write_form(version))))

    assert isinstance(again, FormFile)
    assert (version.digest, again.digest) == (read.digest, read.digest)


def test_what_the_engine_reads_of_a_file_is_what_it_reads_of_its_rows():
    read = read_form(read_source("forms/aide-emploi.json"))
    version = TemplateVersion.objects.get(template__key="aide-emploi-mensuel")

    def told(spec):
        return [
            (
                line.key,
                line.number,
                line.words,
                line.unit,
                line.unit_plural,
                line.window,
                line.codes,
                line.line_terms,
                line.bands,
            )
            for line in spec.lines
        ]

    assert told(read.form_spec) == told(read_form_spec(version))
    assert read.form_spec.rules == read_form_spec(version).rules


@pytest.mark.parametrize("data", [None, [], 12, {}, {"format": "autre"}, {"format": 1}, "texte"])
def test_a_file_that_is_not_ours_is_said_so(data):
    read = read_form(data)

    assert isinstance(read, FormFaults)
    assert read.words == (
        "Ce fichier n’est pas un formulaire du portail\u00a0: il ne commence pas par "
        "«\u00a0format\u00a0: roriq-formulaire-1\u00a0».",
    )


@pytest.mark.parametrize(
    ("lines", "more", "sentence"),
    [
        ([{"key": "a", "indicators": ["V9.99"]}], {}, "La ligne a compte un indicateur inconnu\u00a0: V9.99."),
        ([{**ACTIVITIES, "section": "z"}], {}, "La ligne A est dans une section absente\u00a0: z."),
        ([{**ACTIVITIES, "parent": "z"}], {}, "La ligne A est sous une ligne absente\u00a0: z."),
        (
            [{**ACTIVITIES, "priority": "P9"}],
            {},
            "La ligne A répond à une priorité que le programme n’a pas\u00a0: P9.",
        ),
        ([ACTIVITIES, ACTIVITIES], {}, "Deux lignes ont la même clé\u00a0: a."),
        (
            [ACTIVITIES],
            {"programme": "inconnu"},
            "Le programme «\u00a0inconnu\u00a0» n’existe pas ici\u00a0: ajoutez-le d’abord.",
        ),
        ([{**ACTIVITIES, "bands": ["nulle"]}], {}, "La ligne A nomme des tranches inconnues\u00a0: nulle."),
        (
            [{**ACTIVITIES, "terms": [{"indicator": "V4.13", "categories": [["sex", "martiens"]]}], "indicators": []}],
            {},
            "La ligne A nomme une catégorie inconnue\u00a0: sex, martiens.",
        ),
        (
            [
                {
                    "key": "a",
                    "number": "A",
                    "terms": [{"indicator": "V4.14", "categories": [["sex", "femmes"], ["immigration", "refugies"]]}],
                }
            ],
            {},
            "La ligne A croise deux ventilations\u00a0: les activités comptent chacune à part, et personne "
            "ne peut dire "
            "après coup qui est dans les deux.",
        ),
        (
            [{"key": "t", "kind": "text"}],
            {},
            "La ligne t est un texte sans limite\u00a0: dites combien de signes (max_chars).",
        ),
        (
            [{**ACTIVITIES, "indicators": ["V4.13", "V4.14"]}],
            {},
            "La ligne A additionne des unités différentes\u00a0: activité, participation.",
        ),
        (
            [ACTIVITIES],
            {"rules": [{"line": "zz", "op": "not_below_last"}]},
            "Une règle vise une ligne absente de ce gabarit\u00a0: zz.",
        ),
        (
            [ACTIVITIES],
            {"rules": [{"line": "a", "op": "explain_change"}]},
            "Une règle de la ligne A n’a pas de nombre.",
        ),
        (
            [ACTIVITIES],
            {"rules": [{"line": "a", "op": "equal_parts"}]},
            "Une règle de la ligne A la compare à ses parties, et elle n’en a pas.",
        ),
        (
            [ACTIVITIES, {**SUM, "line_terms": [{"line": "zz"}]}],
            {},
            "La ligne X se calcule d’après une ligne absente\u00a0: zz.",
        ),
        (
            [ACTIVITIES, SUM],
            {},
            "La ligne X ne dit pas d’après quelles lignes elle se calcule\u00a0: il faut les lignes à additionner.",
        ),
        (
            [ACTIVITIES, {**SUM, "kind": "ratio", "line_terms": [{"line": "a"}]}],
            {},
            "La ligne X ne dit pas d’après quelles lignes elle se calcule\u00a0: "
            "il faut un numérateur et un dénominateur.",
        ),
        (
            [ACTIVITIES, {**SUM, "unit": "séance", "line_terms": [{"line": "a"}]}],
            {},
            "La ligne X additionne des unités différentes\u00a0: activité, séance.",
        ),
        (
            [ACTIVITIES, PEOPLE, {**SUM, "kind": "ratio", "line_terms": SHARES}],
            {},
            "La ligne X est un taux de deux unités\u00a0: activité, personne distincte. "
            "Un taux est la part d’un tout\u00a0; pour une moyenne, choisissez la réponse «\u00a0chiffre\u00a0».",
        ),
        (
            [ACTIVITIES, PEOPLE, {**MEAN, "unit": ""}],
            {},
            "La ligne M est une moyenne sans unité\u00a0: inscrivez-la, par exemple "
            "«\u00a0participations par activité\u00a0».",
        ),
        (
            [ACTIVITIES, PEOPLE, {**MEAN, "line_terms": SHARES[:1]}],
            {},
            "La ligne M ne dit pas d’après quelles lignes elle se calcule\u00a0: "
            "il faut un numérateur et un dénominateur.",
        ),
        (
            [ACTIVITIES, PEOPLE, MEAN, {**SUM, "unit": MEAN["unit"], "line_terms": [{"line": "m"}]}],
            {},
            "La ligne X additionne M, qui n’est pas un nombre qui s’additionne.",
        ),
        (
            [
                PEOPLE,
                {**SUM, "unit": "personne distincte", "line_terms": [{"line": "p"}, {"line": "p", "reading": "filed"}]},
            ],
            {},
            "La ligne X ne s’additionne pas. Des unités distinctes ne s’additionnent jamais\u00a0: personne distincte.",
        ),
        (
            [{**SUM, "line_terms": [{"line": "y"}]}, {**SUM, "key": "y", "number": "Y", "line_terms": [{"line": "x"}]}],
            {},
            "Ces lignes se calculent l’une d’après l’autre, en cercle\u00a0: X, Y.",
        ),
        (
            [{**ACTIVITIES, "window": "year"}],
            {"programme": None, "templates": [{"key": "essai", "name": "Essai", "kind": "annual"}]},
            "La ligne A compte d’autres jours que ceux du rapport, qui n’a pas d’entente.",
        ),
        (
            [{**ACTIVITIES, "surprise": 1}],
            {},
            "lines, a\u00a0: «\u00a0surprise\u00a0» n’a pas de sens dans un formulaire.",
        ),
        ([{**ACTIVITIES, "words": 12}], {}, "lines, a, words\u00a0: il faut un texte."),
        ([{**ACTIVITIES, "words": "x" * 301}], {}, "lines, a, words\u00a0: 301 signes, la limite est de 300."),
        (
            [{**ACTIVITIES, "words": "a\x00b"}],
            {},
            "lines, a, words\u00a0: ce texte contient des signes qui ne s’enregistrent pas.",
        ),
        (
            [{**ACTIVITIES, "words": "a\ud800"}],
            {},
            "lines, a, words\u00a0: ce texte contient des signes qui ne s’enregistrent pas.",
        ),
        (
            [{**ACTIVITIES, "window": "siècle"}],
            {},
            "lines, a, window\u00a0: «\u00a0siècle\u00a0» n’est pas un choix connu.",
        ),
        (
            [{"key": "a b", "section": "s"}],
            {},
            "lines, a b, key\u00a0: «\u00a0a b\u00a0» n’est pas écrit comme il faut.",
        ),
        (
            [ACTIVITIES],
            {"rules": [{"line": "a", "op": "explain_change", "number": 10**30}]},
            f"rules, n°\u00a01, number\u00a0: {10**30} ne tient pas entre 0 et 9999.",
        ),
        ([], {}, "Ce gabarit n’a aucune ligne."),
    ],
)
def test_each_fault_is_one_sentence_and_nothing_is_written(lines, more, sentence):
    before = [model.objects.count() for model in (Template, TemplateVersion, Line, Term, LineTerm, Rule)]

    assert faults(*lines, **more) == [sentence]
    assert [model.objects.count() for model in (Template, TemplateVersion, Line, Term, LineTerm, Rule)] == before


def test_a_mean_divides_two_units():
    assert faults(ACTIVITIES, PEOPLE, MEAN) == []


def test_ten_thousand_lines_are_one_sentence():
    assert faults(*({"key": f"l{rank}"} for rank in range(10_000))) == [
        "lines\u00a0: 10\u202f000 éléments, la limite est de 500.".replace("\u202f", "\u00a0")
    ]


def test_every_fault_is_said_at_once():
    said = faults(
        {"key": "a", "indicators": ["V9.99"]}, {"key": "t", "kind": "text"}, rules=[{"line": "z", "op": "not_above"}]
    )

    assert len(said) == 3


def test_a_bilingual_form_without_english_is_refused():
    words = {"language": "bilingual", "sections": [{"key": "s", "words": "Section", "words_en": "Part"}]}

    assert faults({**PEOPLE, "hint": "Aide", "words_en": "People"}, **words) == [
        "La ligne P n’a pas tous ses mots en anglais, et ce gabarit en demande."
    ]
    assert faults({**PEOPLE, "words_en": "People"}, **words) == []


def test_shipped_forms_hold_to_the_schema_that_stands_beside_them():
    assert schema()["properties"]["format"]["const"] == "roriq-formulaire-1"
    assert schema()["$defs"]["line"]["properties"]["window"]["enum"] == Line.Window.values
    assert schema()["$defs"]["line"]["properties"]["source"]["enum"] == Line.Source.values
    assert schema()["$defs"]["line"]["properties"]["for_each"]["enum"] == ["", *Line.Repetition.values]
    assert schema()["$defs"]["rule"]["properties"]["op"]["enum"] == Rule.Op.values


def test_a_file_taken_in_twice_makes_one_version():
    read = read_form(form(ACTIVITIES))

    assert [version.number for version in load_form(read)] == [1]
    assert load_form(read) == []


LINES = st.fixed_dictionaries(
    {
        "number": st.sampled_from(["", "N1", "Z"]),
        "words": st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=60),
        "hint": st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40),
        "scope": st.sampled_from(Line.Scope.values),
        "window": st.sampled_from(Line.Window.values),
        "place": st.sampled_from(Line.Place.values),
        "required": st.booleans(),
        "bands": st.lists(st.sampled_from(["sex", "age", "immigration"]), max_size=3, unique=True),
        "terms": st.lists(
            st.fixed_dictionaries(
                {
                    "indicator": st.sampled_from(["V4.14", "V4.15", "V1.02"]),
                    "categories": st.lists(
                        st.sampled_from([["sex", "femmes"], ["sex", "hommes"]]), unique_by=tuple, max_size=2
                    ),
                }
            ),
            min_size=1,
            max_size=3,
            unique_by=lambda term: term["indicator"],
        ),
    }
)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.lists(LINES, min_size=1, max_size=4))
def test_any_form_written_and_read_again_has_the_same_digest(lines):
    data = form(*({"key": f"l{rank}", **line} for rank, line in enumerate(lines)))
    vocabulary = read_vocabulary()
    read = read_form(copy.deepcopy(data), vocabulary)
    assert isinstance(read, FormFile), read

    template, _ = Template.objects.get_or_create(
        key="essai", defaults={"name": "Essai", "kind": "final", "programme": vocabulary.programmes["regionalisation"]}
    )
    template.versions.all().delete()
    version = write_version(template, read.asked, vocabulary=vocabulary)
    written = write_form(version)
    again = read_form(written, vocabulary)

    assert again.digest == read.digest
    assert write_form(version) == written
