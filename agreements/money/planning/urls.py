"""Addresses of what is planned and received, under an agreement."""

from django.urls import path

from agreements.money.planning import payment_views, views

urlpatterns = [
    path("", views.money_detail, name="money-detail"),
    path("regles/", views.money_rules, name="money-rules"),
    path("ans/<int:number>/postes/", views.budget_edit, name="budget-edit"),
    path("ans/<int:number>/versements/", views.instalments_edit, name="instalments-edit"),
    path("ans/<int:number>/virement/", payment_views.transfer_add, name="transfer-add"),
    path("virements/<int:transfer_id>/annuler/", payment_views.transfer_cancel, name="transfer-cancel"),
    path("versements/<int:instalment_id>/recu/", payment_views.payment_add, name="payment-add"),
    path("recu/", payment_views.payment_receive, name="payment-receive"),
    path("recus/<int:payment_id>/corriger/", payment_views.payment_correct, name="payment-correct"),
]
