import pytest

from services.imports.registers import FIELDS, LABELS, read_register, recognise
from services.imports.registers.columns import field_named, recognised_count
from services.text.spelling import LONGEST_NAME, fold, mrc_key, place_key


@pytest.mark.parametrize("name", ["registre-2024-2025.csv", "registre-2025-2026.xlsx", "registre-avec-erreurs.csv"])
def test_every_column_of_the_registers_is_recognised(registers, name):
    columns = recognise(read_register(registers / name).header)
    assert (columns.unknown, columns.repeated, columns.missing) == ((), (), ())
    assert sorted(columns.fields.values()) == list(range(25))


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Nb immigrant(e)s", "immigrants"),
        ("  DATE  ", "date"),
        ("Nb gens d’ici", "host_society"),
        ("65 ans et plus", "age:65+"),
        ("65+", "age:65+"),
        ("15 à 24 ans", "age:15-24"),
        ("15–24", "age:15-24"),
        ("7-9", None),
        ("Réfugié(e)s", "refugee"),
        ("Financé par", "agreements"),
        ("Couleur", None),
        ("", None),
    ],
)
def test_header_names_its_field(header, field):
    assert field_named(header) == field


def test_every_label_names_its_own_field():
    assert {field: field_named(LABELS[field]) for field in FIELDS} == {field: field for field in FIELDS}


def test_missing_unknown_and_repeated_columns_are_told():
    columns = recognise(("Date", "Jour", "Couleur", "Notes"))
    assert (columns.unknown, columns.repeated) == (("Couleur",), ("Jour",))
    assert (columns.missing, columns.is_complete) == (("activity",), False)


def test_mapping_by_hand_wins():
    by_hand = {"couleur": "activity", "NOTES": None, "Jour": "date"}
    columns = recognise(("Date", "Jour", "Couleur", "Notes"), by_hand)
    assert columns.fields == {"date": 1, "activity": 2}
    assert (columns.repeated, columns.ignored, columns.is_complete) == (("Date",), ("Notes",), True)


def test_mapping_by_hand_wins_over_a_name_that_is_recognised():
    columns = recognise(("Date", "Notes"), {"Notes": "activity"})
    assert columns.fields == {"date": 0, "activity": 1}


def test_mapping_to_a_field_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="no such field"):
        recognise(("Date",), {"Date": "colour"})


def test_names_mapped_by_hand_count_as_names():
    cells = ("Quand", "Quoi", "Notes", None, 4)
    assert recognised_count(cells) == 1
    assert recognised_count(cells, frozenset({"quand", "quoi"})) == 3


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Œuvre d’été", "oeuvre d ete"),
        ("L'Érable", "l erable"),
        ("65+", "65 plus"),
        ("\ud800 é", "e"),
        ("!", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


def test_fold_looks_at_the_length_of_a_name_only():
    assert len(fold("a" * 20_000)) == LONGEST_NAME


def test_place_names_are_spelled_many_ways():
    assert place_key("St-Jérôme") == place_key("Ville de Saint-Jérôme") == "saint jerome"
    assert mrc_key("MRC de L’Érable") == mrc_key("Érable") == "erable"


def test_no_two_mrcs_share_a_key(vocabulary):
    codes = {place.mrc_code for place in vocabulary.places if place.mrc_code}
    assert {code for code, _ in vocabulary.mrc_by_key.values()} == codes
