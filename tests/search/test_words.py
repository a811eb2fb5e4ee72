"""Words of a search: what is the same to somebody who types, in Python and in the database; where a line answers."""

import sys
import unicodedata

import pytest
from django.db import connection

from organisms.names import sort_name
from roriq_portal.database.search_words import search_function, split_words
from roriq_portal.navigation import doors
from search.kinds.place_words import PLACE_WORDS
from search.words import MOST_WORDS, Part, answers, are_enough, marked, words_of


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  L’Œuvre-d'Accueil ", ["l", "oeuvre", "d", "accueil"]),
        ("Saint-Félix  (Québec)", ["saint", "felix", "quebec"]),
        ("RA-2026-0817", ["ra", "2026", "0817"]),
        ("Emploi/Québec, V4.03", ["emploi", "quebec", "v4", "03"]),
        ("accueil Accueil", ["accueil"]),
        ("Épicerie 中文", ["epicerie", "中文"]),
        ("' ; DROP TABLE -- %_\\ «»—\0", ["drop", "table"]),
        ("", []),
    ],
)
def test_words_are_plain(typed, words):
    assert words_of(typed) == words


def test_a_page_of_text_is_a_few_words():
    assert len(words_of("mot " + " ".join(f"mot{n}" for n in range(5000)))) == MOST_WORDS
    assert max(map(len, words_of("x" * 10_000))) < 100


def test_one_sign_is_not_enough():
    assert [are_enough(words_of(typed)) for typed in ("a", "«»", "", "ab", "é 1")] == [False, False, False, True, True]


def test_each_word_begins_a_word_in_any_order():
    name = "Centre d’accueil de la Vallée-de-l’Or"
    assert answers(name, ["acc", "cent"])
    assert answers(name, words_of("l'or vallee"))
    assert not answers(name, ["cueil"])
    assert not answers(name, ["accueil", "mine"])


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("Le Filon d’accueil", "ACCUEIL", "Le Filon d’[accueil]"),
        ("personnes accueillies", "accueil", "personnes [accueil]lies"),
        ("L’Œuvre", "oeu", "L’[Œu]vre"),
        ("L’Œuvre", "o", "L’[Œ]uvre"),
        ("Éte\u0301 à Été", "ete", "[Éte\u0301] à [Été]"),
        ("V4.03, familles", "v4.03", "[V4].[03], familles"),
        ("rien ici", "absent", "rien ici"),
    ],
)
def test_beginnings_that_were_asked_are_marked(text, asked, shown):
    parts = marked(text, words_of(asked))
    assert "".join(f"[{part.words}]" if part.is_match else part.words for part in parts) == shown
    assert "".join(part.words for part in parts) == text
    assert Part("") not in parts


def in_database(texts):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tsvector_to_array(search_words(t)) FROM unnest(%s::text[]) WITH ORDINALITY AS u (t, n) ORDER BY n",
            [texts],
        )
        return [words for (words,) in cursor.fetchall()]


@pytest.mark.django_db
def test_database_makes_of_every_letter_the_words_that_python_makes():
    letters = [chr(code) for code in range(1, sys.maxunicode + 1) if unicodedata.category(chr(code))[0] in "LN"]
    texts = [f"a{letter} b" for letter in letters]
    wrong = [
        (text, words, split_words(sort_name(text)))
        for text, words in zip(texts, in_database(texts), strict=True)
        if words != sorted(set(split_words(sort_name(text))), key=str.encode)
    ]
    assert len(letters) > 100_000
    assert wrong == []


@pytest.mark.django_db
def test_database_parts_words_where_python_does():
    signs = [chr(code) for code in range(1, 0x3000) if unicodedata.category(chr(code))[0] in "PZ"]
    texts = [f"a{sign}b" for sign in signs if ord(sign) < 0x250 or 0x2000 <= ord(sign) < 0x2070]
    assert len(texts) > 80
    assert {tuple(words) for words in in_database(texts)} == {("a", "b")}
    assert {tuple(split_words(sort_name(text))) for text in texts} == {("a", "b")}


@pytest.mark.django_db
def test_words_of_the_database_are_bounded_and_its_function_is_ours():
    [long, empty] = in_database(["ﷺ" * 300, "«» —"])
    assert max(len(word.encode()) for word in long) < 2046
    assert empty == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'search_words'")
        (body,) = cursor.fetchone()
    assert body in search_function(), "another rule of words needs a migration that makes the function again"


def test_every_place_says_what_it_is_for():
    seats = [doors.STAFF, doors.COORDINATOR, doors.DIRECTOR, doors.NETWORK, doors.ANALYST, doors.FUNDER, doors.AUDITOR]
    routes = {place.route for seat in [*seats, (doors.OF_PIVOT,)] for _, places in seat for place in places}
    assert routes - set(PLACE_WORDS) == set()
    assert set(PLACE_WORDS) - routes == set()
