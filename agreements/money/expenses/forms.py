"""Forms of spending: an expense, a file of expenses, what others bring."""

from collections.abc import Mapping, Sequence

from django import forms

from agreements.form_fields import PICK, day_field, dress
from agreements.models import AgreementYear, BudgetLine, Contribution
from agreements.money.expenses.actions import ExpenseInput
from agreements.money.planning.forms import hidden_number, money_field
from organisms.form_controls import name_rows, row_field
from roriq_portal.formats.fields import field_key
from roriq_portal.formats.numbers import format_number, unit_for

MOST_WORDS = 60


class ExpenseForm(forms.Form):
    line = forms.ModelChoiceField(BudgetLine.objects.none(), label="Poste", empty_label="Choisir", error_messages=PICK)
    day = day_field("Date")
    amount = money_field("Montant, en dollars")
    is_committed = forms.TypedChoiceField(
        label="Où elle en est", choices=[("0", "Payée"), ("1", "Engagée, à payer")], initial="0",
        coerce=lambda value: value == "1", widget=forms.RadioSelect, error_messages=PICK,
    )  # fmt: skip
    note = forms.CharField(label="Note", max_length=300, required=False, help_text="Aucun nom de personne accompagnée.")
    explanation = forms.CharField(
        label="Si la date est hors de l’année du poste, pourquoi elle lui revient", max_length=300, required=False
    )
    seen = hidden_number()

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "line").queryset = lines
        name_rows(self, "line", lambda line: f"An {line.year.number} – {line.name}")
        dress(self)

    def fact(self) -> ExpenseInput:
        data = self.cleaned_data
        return ExpenseInput(
            **{name: data[name] for name in ("line", "day", "amount", "note", "explanation", "is_committed")}
        )


class RemovalForm(forms.Form):
    """Why a row of money goes away, and which revision of it the page showed."""

    reason = forms.CharField(
        label="Motif", max_length=300, help_text="Il reste au journal. Aucun nom de personne accompagnée.",
        error_messages={"required": "Dites pourquoi\u00a0: le motif reste au journal."},
    )  # fmt: skip
    seen = hidden_number()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)

    def facts(self) -> dict:
        return {"reason": self.cleaned_data["reason"], "seen": self.cleaned_data["seen"] or 0}


class ExpenseFileForm(forms.Form):
    file = forms.FileField(
        label="Fichier des dépenses",
        help_text=(
            "CSV, XLSX, XLS ou ODS, 5\u00a0Mo au plus\u00a0: une ligne par dépense, "
            "colonnes poste, date, montant et note."
        ),
        error_messages={
            "required": "Choisissez un fichier de votre tableur.",
            "empty": "Ce fichier est vide.",
            "max_length": "Le nom de ce fichier est trop long\u00a0: renommez-le.",
            "invalid": "Choisissez un fichier de votre tableur.",
        },
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xlsm,.xls,.xlsb,.ods"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class LineWordsForm(forms.Form):
    """One select per name of a file that no line of the budget has; left as it is, its rows stay to be corrected."""

    def __init__(self, *args, names: Sequence[str], unknown: Mapping[str, int], **kwargs):
        super().__init__(*args, **kwargs)
        self.words = list(unknown)[:MOST_WORDS]
        choices = [("", "Laisser ces lignes à corriger"), *((name, name) for name in names)]
        for words in self.words:
            count = unknown[words]
            self.fields[field_key(words)] = forms.ChoiceField(
                label=words[:80],
                choices=choices,
                required=False,
                help_text=f"{format_number(count)}\u00a0{unit_for(count, 'ligne', 'lignes')}",
                error_messages=PICK,
            )
        dress(self)

    def chosen(self) -> dict[str, str]:
        """Return the words of the file → the name of the line, for those that were answered."""
        answers = {words: self.cleaned_data[field_key(words)] for words in self.words}
        return {words: name for words, name in answers.items() if name}


class ContributionForm(forms.Form):
    year = forms.ModelChoiceField(
        AgreementYear.objects.none(), label="Année", empty_label="Choisir", error_messages=PICK
    )
    origin = forms.ChoiceField(label="D’où elle vient", choices=Contribution.Origin.choices, error_messages=PICK)
    source = forms.CharField(
        label="Qui apporte, et quoi", max_length=120, help_text="Par exemple\u00a0: Ville, prêt d’une salle."
    )
    in_kind = forms.TypedChoiceField(
        label="Sorte", choices=[("0", "En argent"), ("1", "En nature")], coerce=lambda value: value == "1",
        widget=forms.RadioSelect, error_messages=PICK,
    )  # fmt: skip
    amount = money_field("Montant, en dollars", help_text="En nature\u00a0: le prix du marché.")
    day = day_field("Date")
    seen = hidden_number()

    def __init__(self, *args, years, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "year").queryset = years
        name_rows(self, "year", lambda year: f"An {year.number}")
        self.fields["source"].error_messages["required"] = "Dites qui apporte quoi."
        dress(self)
