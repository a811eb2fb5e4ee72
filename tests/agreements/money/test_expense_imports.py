"""Files of expenses: read from their bytes, judged by row and column, never written twice."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from agreements.agreement.terms.writing import AgreementRefused
from agreements.models import Expense, ExpenseBatch
from agreements.money.expenses.file_import import examine, keep_file, write_batch
from agreements.money.expenses.file_reader import MOST_ROWS, RawRow, read_amount, read_expense_day, read_expense_file
from roriq_portal.files.table_reader import UnreadableFile
from roriq_portal.formats.typed import Unread
from tests.agreements.money import builders as money
from tests.agreements.money.builders import D

TITLES = "Poste;Date;Montant;Note\n"


def workbook(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        (TITLES + "Salaires;2025-05-01;1 200,50;Paie\n").encode(),
        (TITLES + "Salaires;2025-05-01;1 200,50;Paie\n").encode("utf-16"),
        "poste,date,montant,note\nSalaires,2025-05-01,1200.50,Paie\n".encode("cp1252"),
        "Montant\tNotes\tPoste budgétaire\tJour\n1200,5 $\tPaie\tSalaires\t01/05/2025\n".encode(),
        ("Grand livre 2025\n\n" + TITLES + "Salaires;2025-05-01;1200,50;Paie\n").encode(),
        workbook(["Poste", "Date", "Montant", "Note"], ["Salaires", datetime(2025, 5, 1), 1200.5, "Paie"]),
    ],
)
def test_read_expenses_finds_its_columns_in_any_order_and_encoding(data):
    row = read_expense_file(data).rows[0]
    assert (row.line, row.note) == ("Salaires", "Paie")
    assert (read_expense_day(row.day), read_amount(row.amount)) == (date(2025, 5, 1), D("1200.50"))


def test_read_expenses_numbers_rows_as_the_spreadsheet_shows_them():
    rows = read_expense_file((TITLES + "\nSalaires;2025-05-01;1;\n;;;\nLoyer;2025-05-01;2;\n").encode()).rows
    assert [(row.number, row.line) for row in rows] == [(3, "Salaires"), (5, "Loyer")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"   \n", "vide"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 20, "mot de passe"),
        (b"\x89PNG....", "une image"),
        (b"Poste;Date\n1;2\n", "montant"),
        (TITLES.encode(), "aucune dépense"),
        (b"x" * (5 * 1024 * 1024 + 1), "dépasse 5 Mo"),
        (TITLES.encode() + b"a;2025-05-01;1;\n" * (MOST_ROWS + 1), "dépasse 5000"),
        (b"a\x00b", "octets"),
        (workbook(["rien"]), "introuvables"),
    ],
)
def test_read_expenses_refuses_in_a_sentence(data, words):
    with pytest.raises(UnreadableFile, match=words):
        read_expense_file(data)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12", "12"),
        ("1 204,50 $", "1204.50"),
        ("1204.5", "1204.5"),
        ("0", "0"),
        ("0,00", "0"),
        ("1'204.50", "1204.5"),
        ("-3", "-3"),
    ],
)
def test_read_amount(text, amount):
    assert read_amount(text) == D(amount)


@pytest.mark.parametrize(
    ("text", "words"),
    [("12,345", "deux décimales"), ("1,204.50", "se lirait"), ("1e5", "vaut 100"),
     ("abc", "un montant"), ("", "un montant"), ("99999999999", "trop grand"), ("=1+1", "un montant"),
     ("١٢", "un montant")],
)  # fmt: skip
def test_what_is_no_amount_of_an_expense_is_told(text, words):
    with pytest.raises(Unread, match=words):
        read_amount(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2025-05-01", date(2025, 5, 1)), ("1/5/2025", date(2025, 5, 1)), ("2024-02-29", date(2024, 2, 29)),
     ("05-01-2025", date(2025, 1, 5)), ("1er mai 2025", date(2025, 5, 1))],
)  # fmt: skip
def test_read_expense_day(text, day):
    assert read_expense_day(text) == day


@pytest.mark.parametrize(
    ("text", "words"),
    [("2025-02-29", "n’existe pas"), ("2025-13-01", "pas de mois 13"), ("mai", "une date"), ("", "une date"),
     ("0000-01-01", "n’existe pas"), ("1066-10-14", "hors de 1990 à 2100"), ("9999-12-31", "hors de 1990 à 2100")],
)  # fmt: skip
def test_what_is_no_day_of_an_expense_is_told(text, words):
    with pytest.raises(Unread, match=words):
        read_expense_day(text)


@pytest.fixture
def lines(agreement, coordinator):
    return money.budget(agreement.years.get(number=2), coordinator)


def keep(agreement, by, *rows, name="d.csv") -> ExpenseBatch:
    return keep_file(agreement=agreement, name=name, data=(TITLES + "\n".join(rows)).encode(), by=by)


PAY, ROOM = "Salaires;2025-05-01;1200,50;Paie", "activités;2025-06-02;80;Salle"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("Loyer;2025-05-01;1;", "poste", "ses postes sont Salaires, Activités, Administration"),
        ("Salaires;2024-05-01;1;", "poste", "il n’a encore aucun poste"),
        ("Salaires;2029-05-01;1;", "date", "hors de l’entente"),
        ("Salaires;mai;1;", "date", "2026-05-19"),
        ("Salaires;2025-05-01;-1,234;", "montant", "plus de deux décimales"),
        (f"Salaires;2025-05-01;1;{'n' * 301}", "note", "300 signes"),
    ],
)
def test_examine_says_the_row_the_column_and_what_to_do(agreement, lines, coordinator, row, column, words):
    batch = keep(agreement, coordinator, PAY, row)
    found = examine(batch)
    assert [(fault.row, fault.column) for fault in found.faults] == [(3, column)]
    assert words in found.faults[0].words
    with pytest.raises(AgreementRefused, match="rien n’est inscrit"):
        write_batch(batch=batch, by=coordinator)
    assert not Expense.objects.exists()


@pytest.mark.django_db
def test_write_batch_writes_each_row_with_its_file(agreement, lines, coordinator):
    batch = write_batch(batch=keep(agreement, coordinator, PAY, ROOM), by=coordinator)
    rows = Expense.objects.order_by("day").values_list("line__name", "amount", "note", "batch", "created_by")
    assert list(rows) == [
        ("Salaires", D("1200.50"), "Paie", batch.pk, coordinator.pk),
        ("Activités", D(80), "Salle", batch.pk, coordinator.pk),
    ]
    assert (batch.written, batch.cells) == (2, [])


@pytest.mark.django_db
def test_the_same_rows_in_another_file_create_nothing(agreement, lines, coordinator):
    write_batch(batch=keep(agreement, coordinator, PAY, ROOM), by=coordinator)
    again = keep(agreement, coordinator, ROOM, PAY, "Administration;2025-07-01;5;", name="suite.csv")
    found = examine(again)
    assert (found.known, [row.line.name for row in found.new]) == (2, ["Administration"])
    write_batch(batch=again, by=coordinator)
    assert Expense.objects.count() == 3


@pytest.mark.django_db
def test_two_equal_rows_of_one_file_are_two_expenses(agreement, lines, coordinator):
    write_batch(batch=keep(agreement, coordinator, PAY, PAY), by=coordinator)
    assert Expense.objects.count() == 2
    third = keep(agreement, coordinator, PAY, PAY, PAY, name="trois.csv")
    write_batch(batch=third, by=coordinator)
    assert Expense.objects.count() == 3


@pytest.mark.django_db
def test_the_same_bytes_are_refused_once_written_and_resumed_before(agreement, lines, coordinator):
    batch = keep(agreement, coordinator, PAY)
    assert keep(agreement, coordinator, PAY) == batch
    write_batch(batch=batch, by=coordinator)
    write_batch(batch=batch, by=coordinator)
    with pytest.raises(AgreementRefused, match="déjà importé"):
        keep(agreement, coordinator, PAY)
    assert Expense.objects.count() == 1


@pytest.mark.django_db
def test_an_expense_typed_by_hand_is_no_import(agreement, lines, coordinator):
    money.spend(lines["Salaires"], coordinator, "1200.50", day=date(2025, 5, 1), note="Paie")
    assert examine(keep(agreement, coordinator, PAY)).known == 0


@pytest.mark.django_db
def test_what_was_previewed_is_judged_again_when_written(agreement, lines, coordinator):
    batch = keep(agreement, coordinator, ROOM)
    assert not examine(batch).faults
    lines["Activités"].delete()
    with pytest.raises(AgreementRefused):
        write_batch(batch=batch, by=coordinator)
    assert RawRow(**batch.cells[0]).line == "activités"
