"""What makes two names one, in Python and in the database; what orders them and finds them."""

import sys
import unicodedata

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations import RunSQL

from organisms.models import Municipality, SavedFilter, User
from organisms.names import sort_name
from roriq_portal.database.name_identity import identity_function, name_identity, number_twins

pytestmark = pytest.mark.django_db

ONE = [
    ("Œuvre", "Oeuvre"),
    ("ŒUVRE", "oeuvre"),
    ("Æquo", "aequo"),
    ("Acme inc.", "ACME  Inc."),
    ("L’Atelier", "L'atelier"),
    ("Éte\u0301", "É" + "t\u00e9"),
    ("Straße", "STRASSE"),
    ("ΣΟΦΟΣ", "σοφος"),
    ("Le\u00a0Relais", "le relais"),
]
TWO = [
    ("ang", "Đặng"),
    ("Épicerie 中文", "Épicerie محمد"),
    ("Cote", "Côté"),
    ("Лук", "Люк"),
    ("กา", "กี"),
    ("Saint-Félix", "Saint Félix"),
    ("हिन्दी", "हिनदी"),
]


def in_database(*names):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_identity(name) FROM unnest(%s::text[]) WITH ORDINALITY AS t (name, n) ORDER BY n",
                       [list(names)])  # fmt: skip
        return [key for (key,) in cursor.fetchall()]


@pytest.mark.parametrize(("name", "other"), ONE)
def test_one_name_is_one_however_it_is_spelled(name, other):
    assert name_identity(name) == name_identity(other)
    assert in_database(name, other) == [name_identity(name)] * 2


@pytest.mark.parametrize(("name", "other"), TWO)
def test_two_names_are_two_whatever_their_letters(name, other):
    assert name_identity(name) != name_identity(other)
    assert in_database(name, other) == [name_identity(name), name_identity(other)]


def test_database_says_of_every_sign_what_python_says():
    signs = [chr(code) for code in range(1, sys.maxunicode + 1) if unicodedata.category(chr(code)) not in ("Cn", "Cs")]
    words = [f"{sign}a{sign}" for sign in signs]
    wrong = [word for word, key in zip(words, in_database(*words), strict=True) if key != name_identity(word)]
    assert not wrong


def test_function_is_the_one_this_python_would_make():
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'name_identity'")
        (body,) = cursor.fetchone()
    assert body in identity_function(), "a Python with other letters needs a migration that makes the function again"


def test_names_stand_where_one_looks_for_them():
    names = ["Ouvrage", "Œuvre", "Odyssée", "Zéphyr", "Đặng", "Accueil", "Éveil", "Dallaire"]
    assert sorted(names, key=sort_name) == [
        "Accueil", "Dallaire", "Đặng", "Éveil", "Odyssée", "Œuvre", "Ouvrage", "Zéphyr",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "name"),
    [("oeuvre", "L’Œuvre"), ("œuvre", "L’Oeuvre"), ("dang", "Đặng"), ("中文", "Épicerie 中文"), ("ете", "Ётё"),
     ("محمد", "مُحَمَّد"), ("lodz", "Łódź"), ("strasse", "Straße"), ("🍁", "Chez 🍁")],
)  # fmt: skip
def test_a_name_is_found_without_its_accents_in_every_alphabet(typed, name):
    assert sort_name(typed) in sort_name(name)


def test_no_name_has_an_empty_key():
    assert all(map(sort_name, ("«»", "—", "'")))
    assert sort_name(" \u00a0") == ""


def test_icu_orders_our_names_alike():
    """The wheel's server has no ICU: our keys do its work, and where it is they agree on every municipality."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_collation WHERE collname = 'fr-CA-x-icu'")
        if not cursor.fetchone():
            pytest.skip("this PostgreSQL was built without ICU")
        table = Municipality._meta.db_table
        cursor.execute(f'SELECT array_agg(sort_name ORDER BY sort_name COLLATE "fr-CA-x-icu") FROM {table}')
        (by_icu,) = cursor.fetchone()
    letters = [key for key in by_icu if key.replace(" ", "").isalpha()]
    assert letters == sorted(letters)


def test_names_are_held_by_identity_whoever_writes(organism, coordinator):
    values = {"user": coordinator, "list_key": "services:activity-list", "query": "a=1"}
    SavedFilter.objects.create(name="Œuvre", **values)
    with pytest.raises(IntegrityError, match="saved_filter_named_once"), transaction.atomic():
        SavedFilter.objects.create(name="OEUVRE", **values)
    SavedFilter.objects.create(name="Đặng", **values)
    SavedFilter.objects.create(name="ang", **values)


def test_names_that_have_become_one_are_numbered_and_the_oldest_stays():
    people = [
        ("Œuvre", False, True),
        ("OEUVRE", False, True),
        ("œuvre", True, True),
        ("oeuvre", False, False),
        ("Relais nordique", False, True),
        ("relais nordique", False, True),
        ("RELAIS NORDIQUE", False, True),
    ]
    for rank, (name, is_staff, is_active) in enumerate(people):
        User.objects.create(name=name, email=f"{rank}@exemple.org", is_staff=is_staff, is_active=is_active)

    def number(*keys, **given):
        step = number_twins(User._meta.db_table, *keys, **given)
        with connection.cursor() as cursor:
            cursor.execute(step.sql)
        assert step.reverse_sql == RunSQL.noop
        return list(User.objects.order_by("pk").values_list("name", flat=True))

    numbered = ["Œuvre", "OEUVRE (2)", "œuvre", "oeuvre", "Relais nordique", "relais nor (2)", "RELAIS NOR (3)"]
    assert number("is_staff", longest=16, where="is_active") == numbered
    assert number(longest=30)[2:4] == ["œuvre (2)", "oeuvre (3)"]
