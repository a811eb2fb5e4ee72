"""Addresses of what is spent, typed or imported, and of the organism's own share, under an agreement."""

from django.urls import path

from agreements.money import removal_views
from agreements.money.expenses import import_views, views

urlpatterns = [
    path("mise-de-fonds/ajouter/", views.contribution_add, name="contribution-add"),
    path("mise-de-fonds/<int:contribution_id>/retirer/", views.contribution_remove, name="contribution-remove"),
    path("remettre/", removal_views.money_restore, name="money-restore"),
    path("depenses/", views.expense_list, name="expense-list"),
    path("depenses/ajouter/", views.expense_add, name="expense-add"),
    path("depenses/<int:expense_id>/modifier/", views.expense_edit, name="expense-edit"),
    path("depenses/<int:expense_id>/retirer/", views.expense_remove, name="expense-remove"),
    path("depenses/importer/", import_views.expense_import, name="expense-import"),
    path("depenses/importer/<int:batch_id>/", import_views.expense_batch, name="expense-batch"),
    path("depenses/importer/<int:batch_id>/postes/", import_views.expense_lines, name="expense-lines"),
    path("depenses/importer/<int:batch_id>/a-corriger.csv", import_views.expense_faults, name="expense-faults"),
    path("depenses/importer/oublier/", import_views.expense_words_forget, name="expense-words-forget"),
    path("depenses/importer/reprendre/", import_views.expense_words_restore, name="expense-words-restore"),
]
