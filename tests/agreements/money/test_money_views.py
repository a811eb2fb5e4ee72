"""The pages of an agreement's money, as those who write and those who read meet them."""

from datetime import date

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements.models import BudgetLine, Contribution, Expense, ExpenseBatch, Instalment, MoneyRules, Payment, Transfer
from tests import factories
from tests.agreements.money import builders as money
from tests.agreements.money.builders import NBSP, D
from tests.lists import walk

pytestmark = pytest.mark.django_db
FEW = 16


@pytest.fixture
def year(agreement):
    return agreement.years.get(number=2)


@pytest.fixture
def lines(year, coordinator):
    return money.budget(year, coordinator)


def url(name, agreement, *args):
    return reverse(f"agreements:{name}", args=[agreement.pk, *args])


def boxes(client, where) -> dict:
    """What the boxes of a page hold, as a browser would send them back."""
    form = client.get(where).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: getattr(value, "pk", value) for name, value in sent.items() if value not in (None, "", False)}
    return sent | ({"rows": form.count} if hasattr(form, "count") else {})


def send(client, where, **typed):
    return client.post(where, {**boxes(client, where), **typed})


def page_of(response) -> str:
    return response.content.decode()


def test_budget_edit_writes_lines_that_make_the_year(client_for, coordinator, agreement, year):
    response = send(
        client_for(coordinator), url("budget-edit", agreement, 2),
        name_0="Salaires", nature_0="salaires", amount_0="70 000,50",
        name_1="Loyer", nature_1="autre", amount_1="29999,50 $",
    )  # fmt: skip
    assert response.status_code == 302
    assert list(year.lines.values_list("name", "nature", "amount")) == [
        ("Salaires", "salaires", D("70000.50")), ("Loyer", "autre", D("29999.50")),
    ]  # fmt: skip


def test_budget_edit_says_the_difference_and_keeps_what_was_typed(client_for, coordinator, agreement, year):
    response = send(client_for(coordinator), url("budget-edit", agreement, 2), name_0="Salaires", amount_0="99 999,99")
    page = page_of(response)
    assert f"il manque 0,01{NBSP}$" in page
    assert 'value="99 999,99"' in page
    assert not year.lines.exists()


def test_budget_edit_proposes_last_years_lines_in_the_same_shares(client_for, coordinator, agreement, lines):
    agreement.years.filter(number=3).update(amount=D("100.01"))
    form = client_for(coordinator).get(url("budget-edit", agreement, 3)).context["form"]
    amounts = [form[f"amount_{place}"].value() for place in range(3)]
    assert amounts == [D("70.01"), D("20.00"), D("10.00")]
    assert form["name_0"].value() == "Salaires"


def test_budget_edit_refuses_a_page_behind(client_for, coordinator, director, agreement, year):
    client, where = client_for(coordinator), url("budget-edit", agreement, 2)
    sent = boxes(client, where)
    money.budget(year, director)
    response = client.post(where, {**sent, "name_0": "Tout", "amount_0": "100000"})
    page = page_of(response)
    for words in ("deux versions", 'value="Tout"', f"70{NBSP}000,00{NBSP}$, Salaires"):
        assert words in page
    assert year.lines.count() == 3
    seen = response.context["form"]["seen"].value()
    assert client.post(where, {**sent, "name_0": "Tout", "amount_0": "100000", "seen": seen}).status_code == 302
    assert list(year.lines.values_list("name", flat=True)) == ["Tout"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name_0": "Salaires"}, "Inscrivez un montant, 0 s’il le faut."),
        ({"amount_0": "12"}, "Nommez ce poste."),
        ({"name_0": "A", "amount_0": "1e30"}, "Ce montant est trop grand."),
        ({"name_0": "A", "amount_0": "NaN"}, "Inscrivez un montant, par exemple"),
        ({"name_0": "A", "amount_0": "-1"}, "Inscrivez 0 ou plus."),
        ({"name_0": "A", "amount_0": "1,005"}, "Inscrivez deux décimales au plus."),
        ({"name_0": "A\x00", "amount_0": "1"}, "nul"),
        ({"name_0": "A", "nature_0": "voyage", "amount_0": "1"}, "Faites un choix dans la liste."),
        ({"name_0": "A" * 81, "amount_0": "1"}, "80"),
        ({"name_0": "A", "amount_0": "1", "pk_0": "10" * 20}, "2000000000"),
    ],
)  # fmt: skip
def test_budget_edit_refuses_what_does_not_read(client_for, coordinator, agreement, typed, words):
    response = send(client_for(coordinator), url("budget-edit", agreement, 2), **typed)
    assert response.status_code == 200
    assert words in page_of(response).replace(NBSP, "")
    assert not BudgetLine.objects.exists()


def test_a_line_of_another_agreement_is_never_taken(
    client_for, coordinator, agreement, lines, neighbour_organism, funder, neighbour
):
    other = factories.make_agreement(neighbour_organism, funder, "VOISINE")
    theirs = money.budget(other.years.get(number=1), neighbour)["Salaires"]
    where = url("budget-edit", agreement, 2)
    client = client_for(coordinator)
    client.post(where, {**boxes(client, where), "pk_0": theirs.pk, "name_0": "Volé"})
    theirs.refresh_from_db()
    assert (theirs.name, theirs.year.agreement) == ("Salaires", other)


def test_instalments_edit_makes_amounts_of_shares_to_the_cent(client_for, coordinator, agreement, year):
    agreement.years.filter(pk=year.pk).update(amount=D("100000.01"))
    response = send(
        client_for(coordinator), url("instalments-edit", agreement, 2),
        share_0="33,33", expected_on_0="2025-04-15", share_1="33,33", expected_on_1="2025-09-15",
        share_2="33,34", expected_on_2="2026-03-15",
    )  # fmt: skip
    assert response.status_code == 302
    amounts = list(Instalment.objects.values_list("amount", flat=True))
    assert sum(amounts) == D("100000.01")
    assert amounts == [D("33330.00"), D("33330.00"), D("33340.01")]


def test_instalments_edit_gives_a_changed_share_its_amount_again(client_for, coordinator, agreement, year):
    money.instalments(year, coordinator, (None, D(50), date(2025, 4, 15), None))
    send(client_for(coordinator), url("instalments-edit", agreement, 2), share_0="25")
    assert Instalment.objects.get().amount == D(25_000)


@pytest.mark.parametrize(("expected_on", "early"), [("2026-06-29", True), ("2026-06-30", False)])
def test_an_instalment_before_the_report_it_waits_for_is_warned(
    client_for, coordinator, agreement, year, expected_on, early
):
    final = money.final_deliverable(agreement)
    client, where = client_for(coordinator), url("instalments-edit", agreement, 2)
    sent = {"share_0": "10", "expected_on_0": expected_on, "condition_0": final.pk}
    page = page_of(client.post(where, {**boxes(client, where), **sent}, follow=True))
    assert Instalment.objects.get().condition == final
    assert ("attend le rapport final au 31 mars 2026, dû le 30 juin 2026" in page) is early
    assert ("dû le 30 juin 2026, après le jour attendu" in page) is early


def test_instalments_edit_refuses_more_than_the_year(client_for, coordinator, agreement):
    response = send(
        client_for(coordinator), url("instalments-edit", agreement, 2),
        amount_0="60000", expected_on_0="2025-04-15", amount_1="40000,01", expected_on_1="2025-09-15",
    )  # fmt: skip
    assert f"0,01{NBSP}$ de trop" in page_of(response)
    assert not Instalment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"amount_0": "5"}, "Écrivez la date ainsi"),
        ({"expected_on_0": "2025-04-15"}, "Inscrivez un montant, ou une part."),
        ({"share_0": "101", "expected_on_0": "2025-04-15"}, "pourcentage de 0 à 100"),
        ({"amount_0": "5", "expected_on_0": "9999-01-01"}, "de 1990 à 2100"),
        ({"amount_0": "5", "expected_on_0": "2025-04-15", "condition_0": "987654"}, "Faites un choix"),
        ({"amount_0": "5", "expected_on_0": "2025-04-15", "funder_0": "abc"}, "Faites un choix"),
    ],
)
def test_instalments_edit_refuses_what_does_not_read(client_for, coordinator, agreement, typed, words):
    response = send(client_for(coordinator), url("instalments-edit", agreement, 2), **typed)
    assert words in page_of(response)
    assert not Instalment.objects.exists()


def test_payment_is_received_then_corrected_with_its_reason(client_for, coordinator, agreement, year):
    instalment = money.instalments(year, coordinator, (D(40_000), None, date(2025, 4, 15), None))[0]
    client = client_for(coordinator)
    send(client, url("payment-add", agreement, instalment.pk), amount="30 000", day="2025-05-02")
    payment = Payment.objects.get()
    assert (payment.amount, payment.day, payment.created_by) == (D(30_000), date(2025, 5, 2), coordinator)
    assert f"reste 10{NBSP}000,00{NBSP}$" in page_of(client.get(url("money-detail", agreement)))
    send(client, url("payment-correct", agreement, payment.pk), amount="40000", reason="Relevé mal lu")
    payment.refresh_from_db()
    assert (payment.amount, payment.corrected_reason, payment.corrected_by) == (D(40_000), "Relevé mal lu", coordinator)
    page = page_of(client.get(url("money-detail", agreement)))
    assert "Relevé mal lu" in page
    assert url("payment-add", agreement, instalment.pk) not in page


def test_a_payment_sent_twice_is_written_once(client_for, coordinator, agreement, year):
    instalment = money.instalments(year, coordinator, (D(40_000), None, date(2025, 4, 15), None))[0]
    client, where = client_for(coordinator), url("payment-add", agreement, instalment.pk)
    sent = {**boxes(client, where), "amount": "10000", "day": "2025-05-02"}
    assert client.post(where, sent).status_code == 302
    assert "a changé pendant que vous écriviez" in page_of(client.post(where, sent))
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"day": "2099-01-01"}, "un jour passé"),
        ({"amount": "0"}, "plus grand que 0"),
        ({"amount": ""}, "Inscrivez un montant"),
        ({"day": "31/02/2025"}, "ce jour n’existe pas"),
    ],
)
def test_payment_refuses_what_cannot_have_arrived(client_for, coordinator, agreement, year, typed, words):
    instalment = money.instalments(year, coordinator, (D(40_000), None, date(2025, 4, 15), None))[0]
    response = send(
        client_for(coordinator), url("payment-add", agreement, instalment.pk), **{"day": "2025-05-02"} | typed
    )
    assert words in page_of(response)
    assert not Payment.objects.exists()


def test_transfer_within_the_rule_is_free_and_beyond_it_asks_consent(client_for, coordinator, agreement, lines):
    money.rules(agreement, coordinator, transfer_limit=D(10))
    client, where = client_for(coordinator), url("transfer-add", agreement, 2)
    typed = {
        "source": lines["Salaires"].pk,
        "target": lines["Activités"].pk,
        "decided_on": "2025-09-01",
        "reason": "Départ",
    }
    assert send(client, where, **typed, amount="7000").status_code == 302
    refused = send(client, where, **typed, amount="0,01")
    assert "inscrivez la date de l’accord du bailleur" in page_of(refused)
    assert send(client, where, **typed, amount="0,01", consent_on="2025-09-10").status_code == 302
    assert sum(Transfer.objects.values_list("amount", flat=True)) == D("7000.01")
    page = page_of(client.get(url("money-detail", agreement)))
    assert f"62{NBSP}999,99{NBSP}$" in page
    assert f"au départ 70{NBSP}000,00{NBSP}$" in page


def test_transfer_is_cancelled_with_its_reason(client_for, coordinator, agreement, lines):
    moved = money.move(lines["Salaires"], lines["Activités"], coordinator, 500, consent_on=date(2025, 9, 1))
    client, where = client_for(coordinator), url("transfer-cancel", agreement, moved.pk)
    assert "Dites pourquoi" in page_of(client.post(where, {"reason": ""}))
    assert client.post(where, {"reason": "Erreur de poste"}).status_code == 302
    assert "déjà annulé" in page_of(client.post(where, {"reason": "Encore"}))
    moved.refresh_from_db()
    assert moved.cancelled_reason == "Erreur de poste"


def test_expense_outside_its_year_is_explained(client_for, coordinator, agreement, lines):
    client, where = client_for(coordinator), url("expense-add", agreement)
    typed = {"line": lines["Activités"].pk, "day": "2026-04-02", "amount": "120,35", "note": "Salle"}
    refused = page_of(send(client, where, **typed))
    assert "hors de l’an 2" in refused
    assert 'value="120,35"' in refused
    send(client, where, **typed, explanation="Facture de mars reçue en avril")
    expense = Expense.objects.get()
    assert (expense.day, expense.explanation) == (date(2026, 4, 2), "Facture de mars reçue en avril")


def test_the_same_expense_sent_twice_is_asked_about(client_for, coordinator, agreement, lines):
    client, where = client_for(coordinator), url("expense-add", agreement)
    sent = {**boxes(client, where), "line": lines["Activités"].pk, "day": "2025-06-02", "amount": "20"}
    client.post(where, sent)
    asked = client.post(where, sent)
    assert "toute pareille" in page_of(asked)
    assert Expense.objects.count() == 1
    again = {**sent, "seen": asked.context["form"]["seen"].value()}
    assert client.post(where, again).status_code == 302
    assert Expense.objects.count() == 2


def test_expense_changed_in_two_tabs_keeps_the_first(client_for, coordinator, agreement, lines):
    expense = money.spend(lines["Activités"], coordinator, 20)
    client, where = client_for(coordinator), url("expense-edit", agreement, expense.pk)
    sent = boxes(client, where)
    client.post(where, {**sent, "amount": "25"})
    late = page_of(client.post(where, {**sent, "amount": "30"}))
    for words in ("deux versions", 'value="30"', f"25,00{NBSP}$", f"30,00{NBSP}$"):
        assert words in late
    expense.refresh_from_db()
    assert expense.amount == D(25)


def test_expense_is_removed_and_stays_in_the_journal(client_for, coordinator, agreement, lines):
    expense = money.spend(lines["Activités"], coordinator, 20)
    client, where = client_for(coordinator), url("expense-remove", agreement, expense.pk)
    page = page_of(client.get(where))
    assert "de l’an 2 ne les compte plus" in page
    assert "Dites pourquoi" in page_of(client.post(where, {"seen": "1"}))
    client.post(where, {"seen": "0", "reason": "Payée deux fois"})
    assert Expense.objects.exists()
    client.post(where, {"seen": "1", "reason": "Payée deux fois"})
    assert not Expense.objects.exists()
    kept = apps.get_model("agreements", "ExpenseEvent").objects.filter(pgh_label="delete")
    assert list(kept.values_list("amount", "note")) == [(D(20), "")]
    assert kept.get().pgh_context.metadata["reason"] == "Payée deux fois"


def test_expense_list_pages_fifty_at_a_time(client_for, coordinator, agreement, lines):
    Expense.objects.bulk_create(
        Expense(line=lines["Activités"], day=date(2025, 6, 3), amount=n, created_by=coordinator) for n in range(1, 61)
    )
    client = client_for(coordinator)
    pages = walk(client, url("expense-list", agreement))
    assert pages[0].total_words == "60\xa0dépenses"
    assert [len(page.sources) for page in pages] == [50, 10]


def test_contribution_is_brought_and_taken_back(client_for, coordinator, agreement, year):
    client = client_for(coordinator)
    typed = {
        "year": year.pk,
        "origin": "community",
        "source": "Ville",
        "in_kind": "1",
        "amount": "500",
        "day": "2025-06-03",
    }
    assert send(client, url("contribution-add", agreement), **typed).status_code == 302
    row = Contribution.objects.get()
    assert (row.in_kind, row.amount) == (True, D(500))
    assert "hors de l’an 2" in page_of(
        send(client, url("contribution-add", agreement), **typed | {"day": "2024-06-03"})
    )
    where = url("contribution-remove", agreement, row.pk)
    assert "l’an 2 ne les compte plus" in page_of(client.get(where))
    client.post(where)
    assert Contribution.objects.exists()
    client.post(where, {"reason": "Promesse retirée"})
    assert not Contribution.objects.exists()


def test_money_rules_are_written_and_a_page_behind_refused(client_for, coordinator, director, agreement):
    client, where = client_for(coordinator), url("money-rules", agreement)
    sent = {**boxes(client, where), "transfer_limit": "12,5", "transfer_base": "smaller", "holdback": "10"}
    assert client.post(where, sent).status_code == 302
    kept = MoneyRules.objects.get()
    assert (kept.transfer_limit, kept.transfer_base, kept.holdback) == (D("12.5"), "smaller", D(10))
    assert "a changé" in page_of(client.post(where, sent))


def test_import_shows_each_fault_by_row_and_column(client_for, coordinator, agreement, lines):
    text = (
        "Poste;Date;Montant;Note\nSalaires;2025-05-01;1 200,50;Paie\nLoyer;2025-05-01;12;\nSalaires;31/02/2025;abc;\n"
    )
    client = client_for(coordinator)
    sent = client.post(url("expense-import", agreement), {"file": SimpleUploadedFile("d.csv", text.encode())})
    page = page_of(client.get(sent.headers["Location"]))
    assert "2 lignes à corriger" in page
    for words in ("L’an 2 n’a pas ce poste", "31/02/2025", "Écrivez un montant comme 1204,50.", "Loyer"):
        assert words in page
    refused = client.post(sent.headers["Location"])
    assert "rien n’est inscrit" in page_of(refused)
    assert not Expense.objects.exists()


def test_import_is_shown_then_written_once(client_for, coordinator, agreement, lines):
    text = "Poste;Date;Montant;Note\nsalaires;2025-05-01;1 200,50;Paie\nACTIVITES;02/06/2025;12;\n"
    client, where = client_for(coordinator), url("expense-import", agreement)
    preview = client.post(where, {"file": SimpleUploadedFile("d.csv", text.encode())}).headers["Location"]
    assert f"2 dépenses à inscrire, 1{NBSP}212,50{NBSP}$" in page_of(client.get(preview))
    assert not Expense.objects.exists()
    client.post(preview)
    client.post(preview)
    assert Expense.objects.count() == 2
    again = client.post(where, {"file": SimpleUploadedFile("autre-nom.csv", text.encode())})
    assert "déjà importé" in page_of(again)
    assert ExpenseBatch.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "vide"),
        (b"%PDF-1.7", "un PDF"),
        (b"a;b\n1;2\n", "Colonnes introuvables"),
        (b"PK\x03\x04 et rien", "abîmé"),
    ],
)
def test_import_refuses_what_is_no_table(client_for, coordinator, agreement, data, words):
    response = client_for(coordinator).post(
        url("expense-import", agreement), {"file": SimpleUploadedFile("d.csv", data)}
    )
    assert words in page_of(response)
    assert not ExpenseBatch.objects.exists()


def test_funder_reads_budget_instalments_and_receipts_only(
    client_for, funder_agent, coordinator, agreement, year, lines
):
    instalment = money.instalments(year, coordinator, (D(40_000), None, date(2025, 4, 15), None))[0]
    money.receive(instalment, coordinator, 12_345)
    money.spend(lines["Salaires"], coordinator, 7_777, note="Paie de juin")
    money.bring(year, coordinator, 4_321)
    page = page_of(client_for(funder_agent).get(url("money-detail", agreement)))
    for words in ("Salaires", f"12{NBSP}345,00", f"40{NBSP}000,00"):
        assert words in page
    for words in (f"7{NBSP}777,00", f"4{NBSP}321,00", "Prévision", "Dépensé", "Ville, prêt", "Modifier"):
        assert words not in page
    assert client_for(funder_agent).get(url("expense-list", agreement)).status_code == 403


def test_funder_reads_the_budget_that_was_agreed_and_no_transfer(
    client_for, funder_agent, coordinator, agreement, lines
):
    money.move(lines["Salaires"], lines["Activités"], coordinator, 777, consent_on=date(2025, 9, 1))
    inside, outside = (
        page_of(client_for(reader).get(url("money-detail", agreement))) for reader in (coordinator, funder_agent)
    )
    assert f"69{NBSP}223,00" in inside
    assert "au départ" in inside
    assert f"69{NBSP}223,00" not in outside
    assert "au départ" not in outside
    assert f"70{NBSP}000,00" in outside


def test_auditor_reads_all_and_changes_nothing(client_for, auditor, coordinator, agreement, lines):
    money.spend(lines["Salaires"], coordinator, 7_777)
    client = client_for(auditor)
    page = page_of(client.get(url("money-detail", agreement)))
    assert f"7{NBSP}777,00" in page
    assert "Inscrire une dépense" not in page
    assert client.get(url("expense-list", agreement)).status_code == 200
    assert client.post(url("expense-add", agreement), {}).status_code == 403


def test_staff_does_not_read_what_a_budget_tells(client_for, staff, agreement):
    client = client_for(staff)
    assert client.get(url("money-detail", agreement)).status_code == 403
    assert "Argent de l’entente" not in page_of(client.get(reverse("agreements:agreement-detail", args=[agreement.pk])))


@pytest.mark.parametrize("name", ["budget-edit", "instalments-edit", "transfer-add"])
def test_a_year_the_agreement_has_not_is_absent(client_for, coordinator, agreement, name):
    client = client_for(coordinator)
    assert client.get(url(name, agreement, 9)).status_code == 404
    assert client.get(url(name, agreement, 10**30)).status_code == 404


def test_money_page_costs_the_same_for_one_row_or_thirty(
    client_for, coordinator, agreement, year, lines, django_assert_num_queries
):
    client, where = client_for(coordinator), url("money-detail", agreement)
    rows = [(D(1), None, date(2025, 4, day), None) for day in range(1, 31)]
    money.receive(money.instalments(year, coordinator, rows[0])[0], coordinator, 1)
    money.spend(lines["Salaires"], coordinator, 1)
    money.move(lines["Salaires"], lines["Activités"], coordinator, 1, consent_on=date(2025, 9, 1))
    money.bring(year, coordinator, 1)
    client.get(where)
    with django_assert_num_queries(FEW):
        client.get(where)
    for instalment in money.instalments(year, coordinator, *rows[1:])[1:]:
        money.receive(instalment, coordinator, 1)
    for number in range(2, 31):
        money.spend(lines["Salaires"], coordinator, number)
        money.move(lines["Salaires"], lines["Activités"], coordinator, 1, consent_on=date(2025, 9, 1))
        money.bring(year, coordinator, number)
    with django_assert_num_queries(FEW):
        client.get(where)


def test_instalments_written_by_two_people_are_shown_side_by_side(client_for, coordinator, director, agreement, year):
    client, where = client_for(coordinator), url("instalments-edit", agreement, 2)
    sent = {**boxes(client, where), "amount_0": "60000", "expected_on_0": "2025-04-15"}
    money.instalments(
        year, director, (D(40_000), None, date(2025, 4, 15), None), (D(1_000), None, date(2025, 5, 1), None)
    )
    page = page_of(client.post(where, sent))
    for words in (
        "deux versions",
        f"60{NBSP}000,00{NBSP}$",
        f"40{NBSP}000,00{NBSP}$",
        "Attendu le 1er mai 2025",
    ):
        assert words in page
    assert Instalment.objects.count() == 2
