"""The expenses of an agreement as a list: what narrows them, and their columns."""

from django import forms
from django.db.models import Q, QuerySet

from agreements.form_fields import PICK, day_field, dress
from agreements.models import BudgetLine, Expense
from organisms.form_controls import name_rows, row_field
from roriq_portal.formats.money import format_money
from roriq_portal.lists.columns import Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare
from roriq_portal.lists.filters import DaysInOrderForm


class ExpenseFilterForm(DaysInOrderForm):
    """What narrows the list; a choice that does not read narrows nothing."""

    q = forms.CharField(label="Note", max_length=100, required=False)
    du = day_field("Du", required=False)
    au = day_field("Au", required=False)
    poste = forms.ModelChoiceField(
        BudgetLine.objects.none(), label="Poste", required=False, empty_label="Tous", error_messages=PICK
    )

    def __init__(self, data, *, lines: QuerySet[BudgetLine]):
        super().__init__(data)
        row_field(self, "poste").queryset = lines
        name_rows(self, "poste", lambda line: f"An {line.year.number} – {line.name}")
        dress(self)

    def narrowed(self, rows: QuerySet[Expense]) -> QuerySet[Expense]:
        """Return the expenses that answer every choice that reads."""
        self.is_valid()
        data = self.cleaned_data
        if words := data.get("q"):
            rows = rows.filter(Q(note__icontains=words) | Q(explanation__icontains=words))
        exact = {"day__gte": data.get("du"), "day__lte": data.get("au"), "line": data.get("poste")}
        return rows.filter(**{name: value for name, value in exact.items() if value})


def _year(row: Expense) -> int:
    return row.line.year.number


def _line(row: Expense) -> Shown:
    return Shown(row.line.name, under=(Under(f"an {_year(row)}"),))


def _batch(row: Expense) -> str:
    return row.batch.name if row.batch else ""


def _note(row: Expense) -> Shown:
    outside = (Under(f"Hors de l’année\u00a0: {row.explanation}"),) if row.explanation else ()
    brought = (Under(f"importée du fichier {row.batch.name}"),) if row.batch else ()
    return Shown(row.note, under=(*outside, *brought))


def _amount(row: Expense) -> Shown:
    return Shown(format_money(row.amount), under=(Under("engagée"),) if row.is_committed else ())


EXPENSES = declare(
    Listing(
        address="agreements:expense-list",
        name="Dépenses",
        stem="depenses",
        nouns=("dépense", "dépenses"),
        columns=(
            Column("jour", "Date", lambda row: row.day, ("day",), Kind.DAY),
            Column("poste", "Poste", lambda row: row.line.name, ("line__year__number", "line__name"), show=_line),
            Column("note", "Note", lambda row: row.note, ("note",), show=_note),
            Column("montant", "Montant", lambda row: row.amount, ("amount",), Kind.MONEY, show=_amount),
            Column("an", "An", _year, ("line__year__number",), Kind.NUMBER, is_usual=False),
            Column("engagee", "Engagée", lambda row: "oui" if row.is_committed else "", is_usual=False),
            Column("explication", "Hors de l’année", lambda row: row.explanation, is_usual=False),
            Column("fichier", "Fichier", _batch, is_usual=False),
            Column("par", "Inscrite par", lambda row: row.created_by.name, ("created_by__name",), is_usual=False),
        ),
        order="-jour",
        size=50,
    )
)
