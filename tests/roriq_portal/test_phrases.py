"""French around a name or a number: elision, contraction, the singular of 0."""

from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

from roriq_portal.formats.language import ENGLISH, in_language
from roriq_portal.formats.phrases import (
    agree,
    and_others,
    capital,
    colon,
    counted,
    for_period,
    of_period,
    of_periods,
    of_person,
    of_place,
    reflowed,
    to_place,
)

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Ana Roy", "d’Ana Roy"),
        ("Émile", "d’Émile"),
        ("Œdipe", "d’Œdipe"),
        ("Ægidius", "d’Ægidius"),
        ("Rita", "de Rita"),
        ("Hélène", "d’Hélène"),
        ("Hassan", "de Hassan"),
        ("Yves", "d’Yves"),
        ("Yasmine", "de Yasmine"),
        ("Y", "de Y"),
        ("Y. Yao", "de Y. Yao"),
        ("Le Thi Hoa", "de Le Thi Hoa"),
        ("Đặng", "de Đặng"),
        ("王", "de 王"),
        ("ana@exemple.org", "d’ana@exemple.org"),
        ("« Ana »", "d’« Ana »"),
        ("", "de "),
    ],
)
def test_of_person_elides_before_a_vowel_only(name, words):
    assert of_person(name) == words


@pytest.mark.parametrize(
    ("name", "of", "to"),
    [
        ("Laval", "de Laval", "à Laval"),
        ("Alma", "d’Alma", "à Alma"),
        ("Le Bic", "du Bic", "au Bic"),
        ("Les Escoumins", "des Escoumins", "aux Escoumins"),
        ("La Pocatière", "de La Pocatière", "à La Pocatière"),
        ("L’Islet", "de L’Islet", "à L’Islet"),
        ("Lessard", "de Lessard", "à Lessard"),
    ],
)
def test_place_contracts_its_article(name, of, to):
    assert (of_place(name), to_place(name)) == (of, to)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 jour"),
        (1, "1 jour"),
        (Decimal("1.5"), "1,5 jour"),
        (2, "2 jours"),
        (-1, "−1 jour"),
        (1204, "1 204 jours"),
    ],
)
def test_counted_is_singular_for_nought_and_one(number, words):
    assert counted(number, "jour") == words.replace(" ", NBSP)


def test_counted_takes_an_irregular_plural():
    assert (agree(1, "tableau", "tableaux"), counted(3, "mois", "mois")) == ("tableau", f"3{NBSP}mois")


def test_nothing_is_counted_as_a_dash():
    assert Template("{{ n|counted:'jour' }}, dû{{ n|agree }}").render(Context({"n": None})) == f"–{NBSP}jours, dûs"


def test_filters_count_rows_as_numbers():
    source = "{{ rows|counted:'ligne' }}|déposé{{ none|agree }}|{{ rows|agree:'suit,suivent' }}|{{ who|of_person }}"
    words = Template(source).render(Context({"rows": [1, 2], "none": 0, "who": "Ana"}))
    assert words == f"2{NBSP}lignes|déposé|suivent|d’Ana"


class ChoiceForm(forms.Form):
    choice = forms.ChoiceField(choices=[("a", "A")])


def test_refusals_of_libraries_have_typographic_apostrophes():
    form = ChoiceForm({"choice": "a"})
    form.add_error("choice", "L'un <b> n'est pas l'autre")
    for template in ("components/error_summary.html", "forms/field.html"):
        page = render_to_string(template, {"form": form, "field": form["choice"]})
        assert "L’un &lt;b&gt; n’est pas l’autre" in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("2024-2025", "de 2024-2025"),
        ("avril à septembre 2024", "d’avril à septembre 2024"),
        ("1er mai 2024 au 3 juin 2024", "du 1er mai 2024 au 3 juin 2024"),
    ],
)
def test_of_period_elides_and_begins_a_span_of_days(words, said):
    assert of_period(words) == said


def test_several_periods_are_each_elided_and_said_once():
    assert (
        of_periods(["2024-2025", "avril à septembre 2024", "2024-2025"]) == "de 2024-2025 et d’avril à septembre 2024"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("2024-2025", "pour 2024-2025"),
        ("juin 2024", "pour juin 2024"),
        ("1er mai 2024 au 3 juin 2024", "pour la période du 1er mai 2024 au 3 juin 2024"),
    ],
)
def test_for_a_period_of_any_kind(words, said):
    assert for_period(words) == said


def test_a_word_without_plural_of_its_own_takes_an_s():
    assert (agree(2, "jour"), agree(1, "jour"), agree(2, "cheval", "chevaux")) == ("jours", "jour", "chevaux")


@pytest.mark.parametrize(
    ("others", "words"), [(0, "Laval, 12"), (1, "Laval, 12 et 1 autre"), (2, "Laval, 12 et 2 autres")]
)
def test_names_and_how_many_are_not_named(others, words):
    assert and_others(["Laval", 12], others) == words.replace(" autre", f"{NBSP}autre")


@pytest.mark.parametrize(("words", "opened"), [("été", "Été"), ("de l’OBNL", "De l’OBNL"), ("MRC", "MRC"), ("", "")])
def test_a_sentence_opens_with_a_capital_and_keeps_those_of_acronyms(words, opened):
    assert capital(words) == opened


def test_a_colon_keeps_to_its_word_in_french():
    assert colon() == f"{NBSP}: "
    with in_language(ENGLISH):
        assert colon() == ": "


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Les cinq volets le\r\nsuivent, et  \naucun.", "Les cinq volets le suivent, et aucun."),
        ("Un.\n \nDeux.\n\n\nTrois.", "Un.\n\nDeux.\n\n\nTrois."),
        (
            "Soit :\n- un, qui\nse suit ;\n- deux.\n1. Trois\n2) Quatre",
            "Soit :\n- un, qui se suit ;\n- deux.\n1. Trois\n2) Quatre",
        ),
        ("Depuis\n2014, et\n-5 degrés", "Depuis 2014, et -5 degrés"),
        ("", ""),
    ],
)
def test_line_ends_of_a_text_are_spaces_but_in_lists(typed, read):
    assert reflowed(typed) == read
