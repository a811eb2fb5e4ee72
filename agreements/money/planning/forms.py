"""Forms of an agreement's money: rules, budget lines of a year, instalments, amounts received, transfers."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from django import forms
from django.utils import timezone

from agreements.form_fields import PICK, day_field, dress
from agreements.models import BudgetLine, Deliverable, Funder, MoneyRules
from agreements.money.accounts import InstalmentMoney
from agreements.money.planning.actions import BudgetLineInput, InstalmentInput
from organisms.form_controls import row_field
from roriq_portal.formats.days import format_day
from roriq_portal.formats.fields import TypedMoneyField
from roriq_portal.formats.money import format_money

SPARE_ROWS, MOST_ROWS = 4, 60
WHICH = dict.fromkeys(("required", "invalid_choice"), "Choisissez le versement qui est arrivé.")
WHY = {"required": "Dites pourquoi en une phrase."}


class MoneyField(TypedMoneyField):
    """An amount as French writes it: « 1 204,50 $ »."""

    default_error_messages = {
        "required": "Inscrivez un montant, par exemple 1204,50.",
        "invalid": "Inscrivez un montant, par exemple 1204,50.",
        "min_value": "Inscrivez un montant plus grand que 0.",
        "max_digits": "Ce montant est trop grand.",
        "max_whole_digits": "Ce montant est trop grand.",
        "max_decimal_places": "Inscrivez deux décimales au plus.",
    }


def money_field(label: str, *, required: bool = True, at_least: str = "0.01", **more) -> MoneyField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    low = Decimal(at_least)
    field = MoneyField(
        label=label, required=required, min_value=low, max_digits=12, decimal_places=2, localize=True,
        widget=widget, **more
    )  # fmt: skip
    if not low:
        field.error_messages["min_value"] = "Inscrivez 0 ou plus."
    return field


def share_field(label: str, **more) -> forms.DecimalField:
    field = MoneyField(
        label=label, required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2, localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **more,
    )  # fmt: skip
    words = "Inscrivez un pourcentage de 0 à 100."
    field.error_messages |= dict.fromkeys(
        ("invalid", "min_value", "max_value", "max_digits", "max_whole_digits"), words
    )
    return field


def hidden_number() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)


def past_day(day):
    if day > timezone.localdate():
        raise forms.ValidationError("Inscrivez aujourd’hui ou un jour passé.")


class MoneyRulesForm(forms.Form):
    transfer_limit = share_field(
        "Virement sans accord du bailleur, en %",
        help_text="Au plus cette part d’un poste peut aller à un autre. Vide\u00a0: chaque virement demande l’accord.",
    )
    transfer_base = forms.ChoiceField(
        label="Cette part est celle", choices=MoneyRules.Base.choices, widget=forms.RadioSelect, error_messages=PICK
    )
    holdback = share_field(
        "Retenue jusqu’au rapport final, en %", help_text="Part du total que le bailleur garde jusqu’à son acceptation."
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class RowsForm(forms.Form):
    """Rows of boxes: as many as stand, and a few more. A row left blank, or emptied, is no row."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, standing: int, **kwargs):
        super().__init__(*args, **kwargs)
        posted = str(self.data.get("rows", "")) if self.is_bound else ""
        self.count = min(int(posted), MOST_ROWS) if re.fullmatch("[0-9]{1,3}", posted) else standing + SPARE_ROWS
        for place in range(self.count):
            for name, field in self.fields_of_row(place + 1).items():
                self.fields[f"{name}_{place}"] = field
            self.fields[f"pk_{place}"] = hidden_number()
        dress(self)

    def fields_of_row(self, rank: int) -> dict[str, forms.Field]:
        raise NotImplementedError

    def rows(self) -> list[dict]:
        """Return the boxes of each row, for the page."""
        names = [*self.fields_of_row(1), "pk"]
        return [{name: self[f"{name}_{place}"] for name in names} for place in range(self.count)]

    def typed(self, place: int) -> dict:
        return {name: self.cleaned_data.get(f"{name}_{place}") for name in [*self.fields_of_row(1), "pk"]}


class BudgetForm(RowsForm):
    def fields_of_row(self, rank: int) -> dict[str, forms.Field]:
        return {
            "name": forms.CharField(label=f"Poste {rank}, nom", max_length=80, required=False),
            "nature": forms.ChoiceField(
                label=f"Poste {rank}, nature",
                choices=BudgetLine.Nature.choices,
                required=False,
                error_messages=PICK,
                initial=BudgetLine.Nature.OTHER,
            ),
            "amount": money_field(f"Poste {rank}, montant", required=False, at_least="0"),
        }

    @staticmethod
    def initial_from(lines: Sequence[BudgetLineInput]) -> dict:
        initial: dict = {}
        for place, line in enumerate(lines):
            initial |= {f"name_{place}": line.name, f"nature_{place}": line.nature}
            initial |= {f"amount_{place}": line.amount, f"pk_{place}": line.pk}
        return initial

    def clean(self):
        data = super().clean()
        for place in range(self.count):
            row = self.typed(place)
            if row["name"] and row["amount"] is None and f"amount_{place}" not in self.errors:
                self.add_error(f"amount_{place}", "Inscrivez un montant, 0 s’il le faut.")
            if row["amount"] is not None and not row["name"] and f"name_{place}" not in self.errors:
                self.add_error(f"name_{place}", "Nommez ce poste.")
        return data

    def lines(self) -> list[BudgetLineInput]:
        rows = [self.typed(place) for place in range(self.count)]
        other = BudgetLine.Nature.OTHER
        return [
            BudgetLineInput(row["name"], row["nature"] or other, row["amount"], row["pk"])
            for row in rows
            if row["name"]
        ]


class InstalmentsForm(RowsForm):
    def __init__(self, *args, funders: Sequence[Funder], deliverables: dict[int, tuple[Deliverable, str]], **kwargs):
        self.funders = {funder.pk: funder for funder in funders}
        self.deliverables = deliverables
        super().__init__(*args, **kwargs)

    def fields_of_row(self, rank: int) -> dict[str, forms.Field]:
        awaited = [("", "Rien"), *[(pk, words) for pk, (_, words) in self.deliverables.items()]]
        payers = [(pk, funder.name) for pk, funder in self.funders.items()]
        return {
            "share": share_field(f"Versement {rank}, part en %"),
            "amount": money_field(f"Versement {rank}, montant", required=False),
            "expected_on": day_field(f"Versement {rank}, attendu le", required=False),
            "condition": forms.TypedChoiceField(
                label=f"Versement {rank}, après l’acceptation de", choices=awaited, coerce=int, empty_value=None,
                required=False, error_messages=PICK,
            ),
            "funder": forms.TypedChoiceField(
                label=f"Versement {rank}, versé par", choices=payers, coerce=int, empty_value=None, required=False,
                error_messages=PICK,
            ),
        }  # fmt: skip

    @staticmethod
    def initial_from(instalments) -> dict:
        initial: dict = {}
        for place, row in enumerate(instalments):
            initial |= {f"share_{place}": row.share, f"amount_{place}": row.amount, f"pk_{place}": row.pk}
            initial |= {f"expected_on_{place}": row.expected_on, f"condition_{place}": row.condition_id}
            initial |= {f"funder_{place}": row.funder_id}
        return initial

    def clean(self):
        data = super().clean()
        for place in range(self.count):
            row = self.typed(place)
            has_sum = row["amount"] is not None or row["share"]
            if has_sum and row["expected_on"] is None and f"expected_on_{place}" not in self.errors:
                self.add_error(f"expected_on_{place}", "Écrivez la date ainsi\u00a0: 2026-05-19.")
            if row["expected_on"] and not has_sum and f"amount_{place}" not in self.errors:
                self.add_error(f"amount_{place}", "Inscrivez un montant, ou une part.")
        return data

    def instalments(self) -> list[InstalmentInput]:
        first = next(iter(self.funders.values()))
        rows = [self.typed(place) for place in range(self.count)]
        return [
            InstalmentInput(
                funder=self.funders.get(row["funder"], first),
                expected_on=row["expected_on"],
                amount=None if self._is_shared_anew(place) else row["amount"],
                share=row["share"],
                condition=self.deliverables[row["condition"]][0] if row["condition"] else None,
                pk=row["pk"],
            )
            for place, row in enumerate(rows)
            if row["expected_on"]
        ]

    def _is_shared_anew(self, place: int) -> bool:
        """A share that changed gives the amount again; an amount that was typed over stays."""
        share_changed = f"share_{place}" in self.changed_data and self.cleaned_data[f"share_{place}"]
        return bool(share_changed) and f"amount_{place}" not in self.changed_data


class PaymentForm(forms.Form):
    amount = money_field("Montant reçu, en dollars")
    day = day_field("Reçu le", validators=[past_day])
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class AwaitedPaymentForm(PaymentForm):
    """An amount received, and which instalment it is: chosen by itself only where a single one is awaited."""

    instalment = forms.TypedChoiceField(
        label="Quel versement est arrivé", coerce=int, widget=forms.RadioSelect, error_messages=WHICH
    )
    field_order = ("instalment", "amount", "day", "seen")

    def __init__(self, *args, awaited: Sequence[InstalmentMoney], initial: dict, **kwargs):
        if len(awaited) == 1:
            initial = {"instalment": awaited[0].instalment.pk, "amount": awaited[0].standing.rest} | initial
        super().__init__(*args, initial=initial, **kwargs)
        cast(forms.ChoiceField, self.fields["instalment"]).choices = [
            (row.instalment.pk, _awaited_words(row)) for row in awaited
        ]


def _awaited_words(row: InstalmentMoney) -> str:
    """Return « 40 000,00 $, an 2, attendu le 15 avril 2025 du bailleur Ministère, reste 10 000,00 $ »."""
    due = row.instalment
    words = f"{format_money(due.amount)}, an {due.year.number}, attendu le {format_day(due.expected_on)}"
    words = f"{words} du bailleur {due.funder.name}"
    return f"{words}, reste {format_money(row.standing.rest)}" if row.standing.received else words


class CorrectionForm(PaymentForm):
    amount = money_field("Montant corrigé, en dollars", at_least="0", help_text="0 annule ce qui était inscrit.")
    reason = forms.CharField(label="Pourquoi", max_length=300, error_messages=WHY)


class TransferForm(forms.Form):
    source = forms.ModelChoiceField(BudgetLine.objects.none(), label="Du poste", error_messages=PICK)
    target = forms.ModelChoiceField(BudgetLine.objects.none(), label="Au poste", error_messages=PICK)
    amount = money_field("Montant, en dollars")
    decided_on = day_field("Décidé le", validators=[past_day])
    consent_on = day_field(
        "Accord du bailleur, le", required=False, validators=[past_day],
        help_text="Nécessaire au-delà de ce que l’entente permet.",
    )  # fmt: skip
    reason = forms.CharField(label="Pourquoi", max_length=300, error_messages=WHY)
    seen = hidden_number()

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("source", "target"):
            row_field(self, name).queryset = lines
            row_field(self, name).empty_label = "Choisir"
        dress(self)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Pourquoi", max_length=300, error_messages=WHY)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)
