"""Files of expenses as bookkeepers export them: tests/data/trials/EXPECTED.md, and what their pages ask and keep."""

import io
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.models import Expense, ExpenseBatch, LineWords
from agreements.money.expenses.file_import import examine
from agreements.money.expenses.file_reader import RawRow, read_amount, read_expense_file
from agreements.money.expenses.line_words import KnownLines, teach_lines
from roriq_portal.formats.fields import field_key
from roriq_portal.formats.typed import Unread
from tests import factories
from tests.agreements.money import builders as money
from tests.agreements.money.builders import D

pytestmark = pytest.mark.django_db
TRIAL = Path(__file__).resolve().parents[2] / "data" / "trials" / "E01-depenses.csv"
LINES = [
    ("Salaires et avantages sociaux", "salaires", D(60_000)),
    ("Déplacements", "deplacements", D(10_000)),
    ("Activités et matériel", "activites", D(20_000)),
    ("Administration", "administration", D(10_000)),
]


@pytest.fixture
def paid(agreement, coordinator):
    """An agreement with a budget for the year of the file."""
    year = agreement.years.filter(during__contains=date(2024, 5, 31)).first() or agreement.years.first()
    money.budget(year, coordinator, LINES)
    return agreement


@pytest.fixture
def client(client_for, coordinator):
    return client_for(coordinator)


def url(name, agreement, *args):
    return reverse(f"agreements:{name}", args=[agreement.pk, *args])


def send(client, agreement, data, name="depenses.csv"):
    answer = client.post(url("expense-import", agreement), {"file": SimpleUploadedFile(name, data)}, follow=True)
    return answer, ExpenseBatch.objects.order_by("-pk").first()


def words_of(page) -> str:
    return " ".join(page.content.decode().replace("&nbsp;", " ").replace("\xa0", " ").split())


def test_a_bookkeepers_file_keeps_its_credits_and_hands_back_what_is_wrong(client, paid):
    page, batch = send(client, paid, TRIAL.read_bytes())
    found = examine(batch)
    assert [(row.number, row.amount) for row in found.rows] == [
        (2, D("1204.50")), (3, D("1204.50")), (4, D(-125)), (5, D(-50)), (9, D(12)), (10, D(0)),
    ]  # fmt: skip
    assert sorted({fault.row for fault in found.faults}) == [6, 7, 8, 11]
    assert (found.totals, found.unknown_lines) == ([12], {})
    assert "Totaux laissés de côté : ligne 12." in words_of(page)
    assert "Inscrire les dépenses valides (6)" in words_of(page)
    refused = client.post(url("expense-batch", paid, batch.pk))
    assert "rien n’est inscrit" in words_of(refused)
    assert not Expense.objects.exists()
    written = client.post(url("expense-batch", paid, batch.pk), {"valides": "1"}, follow=True)
    assert "6 dépenses inscrites. 4 lignes restent à corriger." in words_of(written)
    assert sum(Expense.objects.values_list("amount", flat=True)) == D("2246.00")


def test_rows_handed_back_come_in_once_corrected(client, paid):
    _, batch = send(client, paid, TRIAL.read_bytes())
    client.post(url("expense-batch", paid, batch.pk), {"valides": "1"})
    answer = client.get(url("expense-faults", paid, batch.pk))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == "Ligne du fichier;À corriger;poste;date;montant;note"
    assert [line.split(";")[0] for line in text.splitlines()[1:]] == ["6", "7", "8", "11"]
    corrected = text.replace("1,204.50", "1204,50").replace("1.204,50", "1204,50")
    _, second = send(client, paid, corrected.encode(), "suite.csv")
    assert [row.number for row in examine(second).new] == [2, 3]


def test_a_file_sent_again_whole_writes_only_what_was_missing(client, paid):
    _, batch = send(client, paid, TRIAL.read_bytes())
    client.post(url("expense-batch", paid, batch.pk), {"valides": "1"})
    _, again = send(client, paid, TRIAL.read_bytes().replace(b"1,204.50", b"1204,50"))
    assert [row.number for row in examine(again).new] == [6]


@pytest.mark.parametrize(
    ("text", "amount"),
    [("-50,00", -50), ("50,00-", -50), ("(125,00)", -125), ("( 1 204,50 $ )", D("-1204.50")), ("(50,00) $", -50),
     ("−3", -3), ("12", 12), ("--5", None), ("(abc)", None), ("-", None), ("", None)],
)  # fmt: skip
def test_a_credit_keeps_its_sign(text, amount):
    if amount is None:
        with pytest.raises(Unread):
            read_amount(text)
    else:
        assert read_amount(text) == D(amount)


def test_a_credit_by_hand_is_refused_by_the_database(paid, coordinator):
    line = paid.years.get(lines__name="Administration").lines.get(name="Administration")
    with pytest.raises(IntegrityError, match="expense_credit_from_a_file"), transaction.atomic():
        Expense.objects.create(line=line, day=line.year.during.lower, amount=D(-1), created_by=coordinator)


def test_names_of_lines_are_asked_once_and_remembered(client, paid):
    data = TRIAL.read_bytes().replace("Déplacements".encode(), b"Frais de route")
    page, batch = send(client, paid, data)
    assert "À quel poste correspondent ces noms ?" in words_of(page)
    assert examine(batch).unknown_lines == {"Frais de route": 2}
    page = client.post(url("expense-lines", paid, batch.pk), {field_key("Frais de route"): "Déplacements"}, follow=True)
    assert "À quel poste correspondent" not in words_of(page)
    assert [row.line.name for row in examine(batch).rows if row.amount < 0] == ["Déplacements"] * 2
    _, second = send(client, paid, b"poste;date;montant;note\nfrais de route;2024-06-01;5;\n")
    assert [row.line.name for row in examine(second).rows] == ["Déplacements"]
    assert "« Frais de route » est Déplacements" in words_of(client.get(url("expense-import", paid)))


@pytest.fixture
def taught(paid, coordinator):
    """Two names that somebody explained."""
    teach_lines(agreement=paid, chosen={"Route": "Déplacements", "Œuvre": "Administration"}, by=coordinator)
    return {row.words: row.pk for row in LineWords.objects.all()}


def known(paid):
    return KnownLines(paid).unknown([RawRow(2, words, "", "", "") for words in ("ROUTE", "oeuvre")])


def test_names_are_forgotten_and_taken_back_one_by_one(client, paid, taught):
    page = client.post(url("expense-words-forget", paid), {"words": taught["Route"]}, follow=True)
    assert "« Œuvre » est Administration" in words_of(page)
    assert "« Route » était Déplacements" in words_of(page)
    assert known(paid) == {"ROUTE": 1}
    page = client.post(url("expense-words-restore", paid), {"words": taught["Route"]}, follow=True)
    assert "« Route » est Déplacements" in words_of(page)
    assert known(paid) == {}


def test_a_forgotten_name_that_is_taught_anew_stands_once(client, paid, coordinator, taught):
    client.post(url("expense-words-forget", paid), {"words": taught["Route"]})
    teach_lines(agreement=paid, chosen={"route": "Administration"}, by=coordinator)
    row = LineWords.objects.get(pk=taught["Route"])
    assert (row.words, row.line_name, row.forgotten_at) == ("route", "Administration", None)


def test_a_name_forgotten_yesterday_stays_forgotten_and_goes(client, paid, taught):
    client.post(url("expense-words-forget", paid), {"words": taught["Route"]})
    LineWords.objects.filter(pk=taught["Route"]).update(forgotten_at=timezone.now() - timedelta(days=1, minutes=1))
    page = client.post(url("expense-words-restore", paid), {"words": taught["Route"]}, follow=True)
    assert "il y a plus d’un jour" in words_of(page)
    assert "Route" not in words_of(client.get(url("expense-import", paid)))
    client.post(url("expense-words-forget", paid), {"words": taught["Œuvre"]})
    assert list(LineWords.objects.values_list("words", flat=True)) == ["Œuvre"]


@pytest.mark.parametrize("sent", ["", "abc", "9" * 30, "0"])
def test_a_name_that_is_not_of_the_agreement_changes_nothing(client, paid, organism, funder, taught, sent):
    other = factories.make_agreement(organism, funder, "AUTRE-1", start=date(2024, 4, 1))
    theirs = LineWords.objects.create(agreement=other, words="Route", line_name="Loyer", forgotten_at=timezone.now())
    for row in (sent, theirs.pk):
        client.post(url("expense-words-forget", paid), {"words": row})
        client.post(url("expense-words-restore", paid), {"words": row})
    theirs.refresh_from_db()
    assert theirs.forgotten_at
    assert LineWords.objects.standing().count() == 2


@pytest.mark.parametrize("answer", ["Autre chose", "x" * 300])
def test_a_name_is_remembered_for_a_line_of_this_budget_only(client, paid, answer):
    _, batch = send(client, paid, b"poste;date;montant;note\nRoute;2024-06-01;5;\n")
    client.post(url("expense-lines", paid, batch.pk), {field_key("Route"): answer})
    assert not LineWords.objects.exists()


def workbook(*rows) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in [("poste", "date", "montant", "note"), *rows]:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_days_that_a_spreadsheet_turned_are_said_as_those_of_a_register(client, paid):
    """06/05/2024 became 6 May or 5 June in the workbook; 04/25/2024 stayed a text."""
    turned = ("Administration", date(2024, 5, 6), 6, None)
    _, batch = send(client, paid, workbook(("Administration", "04/25/2024", 5, None), turned), "depenses.xlsx")
    found = examine(batch)
    assert sorted({fault.row for fault in found.faults}) == [2, 3]
    assert any(fault.row == 3 and "mois/jour/année" in fault.words for fault in found.faults)
    beyond = ("Administration", date(2024, 5, 20), 7, None)
    _, batch = send(client, paid, workbook(("Administration", "04/25/2024", 5, None), turned, beyond), "autres.xlsx")
    assert [fault.row for fault in examine(batch).faults] == [2]


def test_days_written_month_first_are_not_turned_in_silence(client, paid):
    rows = "Administration;04/25/2024;5;\nAdministration;05/06/2024;6;\n"
    _, batch = send(client, paid, f"poste;date;montant;note\n{rows}".encode())
    found = examine(batch)
    assert (found.rows, sorted({fault.row for fault in found.faults})) == ([], [2, 3])
    assert any("mois/jour/année" in fault.words for fault in found.faults)


def test_what_a_workbook_of_expenses_hides_is_said():
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "Lisez-moi"
    book.active.append(["Dépenses de l’an"])
    sheet = book.create_sheet("Dépenses")
    for row in (
        ["Poste", "Date", "Montant", "Note"],
        ["Loyer", date(2024, 5, 1), 5, ""],
        ["Loyer", "=1+", "#REF!", ""],
    ):
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    book.save(out)
    read = read_expense_file(out.getvalue())
    assert [row.number for row in read.rows] == [2, 3]
    assert read.remarks == [
        "Une feuille est lue, «\xa0Dépenses\xa0»\xa0; non lues\xa0: «\xa0Lisez-moi\xa0».",
        "1 ligne masquée dans le classeur, lue quand même.",
    ]
