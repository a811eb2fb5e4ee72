from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.imports.registers import Sheet, diff_identities, read_register, recognise, validate
from services.imports.registers.row_identity import identity_of

HEADER = ("Date", "Activité", "Municipalité", "Personnes immigrantes", "Notes")
ROWS = [
    ("05/05/2024", "Suivi", "Nicolet", "2", "a"),
    ("05/05/2024", "Suivi", "Nicolet", "2", "a"),
    ("06/05/2024", "Suivi", "Drummondville", "1", "b"),
    ("07/05/2024", "Premier accueil", "Bécancour", "3", ""),
    ("08/05/2024", "Premier accueil", "", "4", "c"),
]


@pytest.fixture(scope="module")
def facts_of(vocabulary):
    def read(rows, header=HEADER):
        sheet = Sheet(1, header, tuple(enumerate(map(tuple, rows), start=2)), ragged=False)
        preview = validate(sheet, recognise(header), vocabulary)
        assert preview.errors == ()
        return preview.valid

    return read


def _keys(facts):
    return {(fact.identity, fact.occurrence) for fact in facts}


def _rows(facts):
    return [fact.file_row for fact in facts]


@pytest.mark.parametrize("name", ["registre-2024-2025.csv", "registre-2025-2026.xlsx"])
def test_same_file_twice_brings_nothing_new(registers, vocabulary_of, name):
    sheet = read_register(registers / name)
    vocabulary = vocabulary_of("Drummondville" if name.endswith("csv") else "Granby")
    first, second = (validate(sheet, recognise(sheet.header), vocabulary).valid for _ in range(2))
    difference = diff_identities(first, second)
    assert len(_keys(first)) == len(first) == len(difference.known) == len(sheet.rows)
    assert (difference.new, difference.vanished, difference.changed) == ((), (), ())


def test_grown_file_adds_only_what_is_new(facts_of):
    before = facts_of(ROWS)
    added = ("09/05/2024", "Suivi", "Nicolet", "9", "z")
    difference = diff_identities(before, facts_of([added, *ROWS, ROWS[0]]))
    assert _rows(difference.new) == [2, 8]
    assert difference.new[1].occurrence == 3
    assert (len(difference.known), difference.vanished, difference.changed) == (5, (), ())


def test_vanished_row_is_listed(facts_of):
    difference = diff_identities(facts_of(ROWS), facts_of(ROWS[1:-1]))
    assert [(fact.day, fact.occurrence) for fact in difference.vanished] == [
        (date(2024, 5, 5), 2),
        (date(2024, 5, 8), 1),
    ]
    assert (difference.new, difference.changed) == ((), ())


def test_changed_figure_pairs_by_day_activity_and_place(facts_of):
    edited = [*ROWS[3:], *ROWS[:2], (*ROWS[2][:3], "12", "b")]
    difference = diff_identities(facts_of(ROWS), facts_of(edited))
    assert [(old.file_row, new.file_row) for old, new in difference.changed] == [(4, 6)]
    assert (difference.new, difference.vanished) == ((), ())


def test_changed_day_pairs_by_file_row(facts_of):
    edited = [*ROWS[:2], ("16/05/2024", *ROWS[2][1:]), *ROWS[3:]]
    difference = diff_identities(facts_of(ROWS), facts_of(edited))
    assert [(old.day.day, new.day.day) for old, new in difference.changed] == [(6, 16)]


def test_unlike_rows_on_one_line_are_not_a_change(facts_of):
    edited = [*ROWS[:2], ("16/06/2024", "Premier accueil", "Drummondville", "1", "b"), *ROWS[3:]]
    difference = diff_identities(facts_of(ROWS), facts_of(edited))
    assert (_rows(difference.vanished), _rows(difference.new), difference.changed) == ([4], [4], ())


def test_a_row_is_the_same_in_text_and_in_a_workbook(facts_of):
    header = (*HEADER, "Femmes", "Volet")
    text = facts_of([("05/05/2024", "Suivi", "Nicolet", "1 234", " a ", "0", "Volet 4")], header)
    cells = (date(2024, 5, 5), "Suivi", "Nicolet", Decimal(1234), "a", Decimal(0), Decimal(4))
    book = facts_of([cells[::-1]], header[::-1])
    assert text[0].identity == book[0].identity


def test_cells_that_read_alike_end_to_end_differ():
    assert identity_of((("notes", "ab"), ("partner", "c"))) != identity_of((("notes", "abpartnerc"),))


def test_any_changed_cell_changes_the_identity(facts_of):
    (first,) = facts_of(ROWS[2:3])
    for position, cell in enumerate(("07/05/2024", "Premier accueil", "Nicolet", "2", "c")):
        row = list(ROWS[2])
        row[position] = cell
        assert facts_of([row])[0].identity != first.identity


def test_blank_is_not_zero(facts_of):
    blank, zero = facts_of([("05/05/2024", "Suivi", "", "", ""), ("05/05/2024", "Suivi", "", "0", "")])
    assert blank.identity != zero.identity


@settings(deadline=None, max_examples=60)
@given(order=st.permutations(range(len(ROWS))))
def test_identities_do_not_depend_on_the_order_of_rows(facts_of, order):
    before, after = facts_of(ROWS), facts_of([ROWS[position] for position in order])
    assert _keys(before) == _keys(after)
    difference = diff_identities(before, after)
    assert (difference.new, difference.vanished, difference.changed) == ((), (), ())


@settings(deadline=None, max_examples=60)
@given(kept=st.lists(st.sampled_from(range(200)), unique=True))
def test_every_row_lands_in_exactly_one_list(facts_of, kept):
    (model,) = facts_of(ROWS[2:3])
    before = [replace(model, identity=str(n), file_row=n, day=date(2024, 1, 1 + n % 28)) for n in range(100)]
    now = [replace(model, identity=str(n), file_row=n, day=date(2024, 1, 1 + n % 28)) for n in kept]
    difference = diff_identities(before, now)
    assert len(difference.new) + len(difference.known) + len(difference.changed) == len(now)
    assert len(difference.vanished) + len(difference.known) + len(difference.changed) == len(before)
