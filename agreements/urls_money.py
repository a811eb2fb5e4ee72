"""Addresses of money: under its agreement, and one page for the whole organism."""

from django.urls import path

from .views import expense_imports, expenses, money, organism_money, receiving

HERE = "ententes/<int:agreement_id>/argent/"
SPENT = f"{HERE}depenses/"
urlpatterns = [
    path(HERE, money.money_detail, name="money-detail"),
    path(f"{HERE}regles/", money.money_rules, name="money-rules"),
    path(f"{HERE}ans/<int:number>/postes/", money.budget_edit, name="budget-edit"),
    path(f"{HERE}ans/<int:number>/versements/", money.instalments_edit, name="instalments-edit"),
    path(f"{HERE}ans/<int:number>/virement/", receiving.transfer_add, name="transfer-add"),
    path(f"{HERE}virements/<int:transfer_id>/annuler/", receiving.transfer_cancel, name="transfer-cancel"),
    path(f"{HERE}versements/<int:instalment_id>/recu/", receiving.payment_add, name="payment-add"),
    path(f"{HERE}recus/<int:payment_id>/corriger/", receiving.payment_correct, name="payment-correct"),
    path(f"{HERE}mise-de-fonds/ajouter/", expenses.contribution_add, name="contribution-add"),
    path(
        f"{HERE}mise-de-fonds/<int:contribution_id>/retirer/", expenses.contribution_remove, name="contribution-remove"
    ),
    path(SPENT, expenses.expense_list, name="expense-list"),
    path(f"{SPENT}ajouter/", expenses.expense_add, name="expense-add"),
    path(f"{SPENT}<int:expense_id>/modifier/", expenses.expense_edit, name="expense-edit"),
    path(f"{SPENT}<int:expense_id>/retirer/", expenses.expense_remove, name="expense-remove"),
    path(f"{SPENT}importer/", expense_imports.expense_import, name="expense-import"),
    path(f"{SPENT}importer/<int:batch_id>/", expense_imports.expense_batch, name="expense-batch"),
    path("o/<int:organism_id>/argent/", organism_money.organism_money, name="organism-money"),
    path(
        "o/<int:organism_id>/argent/export.<slug:kind>", organism_money.organism_money_export,
        name="organism-money-export",
    ),
]  # fmt: skip
