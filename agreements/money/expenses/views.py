"""Spending: the list of expenses, one typed, changed or removed; what others bring."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from agreements.exceptions import REFUSALS, AgreementRefused
from agreements.models import Agreement, AgreementYear, BudgetLine, Contribution, Expense
from agreements.money.access import agreement_for
from agreements.money.differences import expense_differences
from agreements.money.expenses.actions import (
    change_expense,
    newest_contribution,
    newest_expense,
    record_contribution,
    record_expense,
    remove_contribution,
    remove_expense,
)
from agreements.money.expenses.forms import ContributionForm, ExpenseForm, RemovalForm
from agreements.money.expenses.listing import EXPENSES, ExpenseFilterForm
from agreements.money.planning.views import refuse, show_both
from agreements.money.removals import removals_of
from agreements.permissions import can_change_agreement
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from roriq_portal.edits.stale_revision import StaleRevision
from roriq_portal.edits.unchanged import saved_words

UNDONE = "Le journal la garde, avec votre motif. Vous pouvez la remettre pendant un jour, au bas de cette page."


def _rows(request: UserRequest, agreement: Agreement):
    rows = Expense.objects.visible_to(request.user).filter(line__year__agreement=agreement)
    return rows.select_related("line__year", "batch", "created_by")


def _lines(request: UserRequest, agreement: Agreement):
    rows = BudgetLine.objects.visible_to(request.user).filter(year__agreement=agreement).select_related("year")
    return rows.order_by("year__number", "order", "pk")


@require_safe
def expense_list(request: UserRequest, agreement_id: int) -> HttpResponseBase:
    agreement = agreement_for(request, agreement_id, inside=True)
    form = ExpenseFilterForm(request.GET, lines=_lines(request, agreement))
    may_change = can_change_agreement(request.user, agreement)
    context = {"agreement": agreement, "may_change": may_change}
    context["removals"] = removals_of(agreement, "depense") if may_change else []
    rows, template = form.narrowed(_rows(request, agreement)), "agreements/money/expenses/expense_list.html"
    return answer_list(request, EXPENSES, rows, template, context, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def expense_add(request: UserRequest, agreement_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    lines = _lines(request, agreement)
    form = ExpenseForm(request.POST or None, lines=lines, initial={"seen": newest_expense(agreement, request.user)})
    if request.method == "POST" and form.is_valid():
        try:
            record_expense(fact=form.fact(), seen=form.cleaned_data["seen"] or 0, by=request.user)
        except StaleRevision as twice:
            refuse(form, twice, twice.current)
        except AgreementRefused as refusal:
            form.add_error("explanation", str(refusal))
        else:
            messages.success(request, "Dépense inscrite.")
            return redirect("agreements:expense-add", agreement.pk)
    context = {"agreement": agreement, "form": form, "expense": None, "has_lines": lines.exists()}
    return render(request, "agreements/money/expenses/expense_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def expense_edit(request: UserRequest, agreement_id: int, expense_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    expense = get_object_or_404(_rows(request, agreement), pk=expense_id)
    names = ("line", "day", "amount", "note", "explanation")
    initial = {name: getattr(expense, name) for name in names} | {"seen": expense.revision}
    initial["is_committed"] = "1" if expense.is_committed else "0"
    form = ExpenseForm(request.POST or None, lines=_lines(request, agreement), initial=initial)
    context = {"agreement": agreement, "form": form, "expense": expense, "has_lines": True}
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen"] or 0
            saved = change_expense(expense=expense, fact=form.fact(), seen=seen, by=request.user)
        except StaleRevision:
            show_both(form, context, expense_differences(form.fact(), expense), expense.revision)
        except AgreementRefused as refusal:
            form.add_error("explanation", str(refusal))
        else:
            messages.success(request, saved_words("Dépense enregistrée.", seen=seen, revision=saved.revision))
            return redirect("agreements:expense-list", agreement.pk)
    return render(request, "agreements/money/expenses/expense_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def expense_remove(request: UserRequest, agreement_id: int, expense_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    expense = get_object_or_404(_rows(request, agreement), pk=expense_id)
    form = RemovalForm(request.POST or None, initial={"seen": expense.revision})
    if request.method == "POST" and form.is_valid():
        try:
            remove_expense(expense=expense, by=request.user, **form.facts())
        except REFUSALS as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(
                request,
                f"Dépense retirée. {UNDONE}",
            )
        return redirect("agreements:expense-list", agreement.pk)
    context = {"agreement": agreement, "form": form, "expense": expense}
    return render(request, "agreements/money/expenses/expense_remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_add(request: UserRequest, agreement_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    years = AgreementYear.objects.filter(agreement=agreement).select_related("agreement").order_by("number")
    newest = newest_contribution(years[0]) if years else 0
    form = ContributionForm(request.POST or None, years=years, initial={"seen": newest, "in_kind": "0"})
    if request.method == "POST" and form.is_valid():
        try:
            record_contribution(by=request.user, **form.cleaned_data | {"seen": form.cleaned_data["seen"] or 0})
        except REFUSALS as refusal:
            refuse(form, refusal, newest)
        else:
            messages.success(request, "Contribution inscrite.")
            return redirect("agreements:money-detail", agreement.pk)
    return render(request, "agreements/money/expenses/contribution_form.html", {"agreement": agreement, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_remove(request: UserRequest, agreement_id: int, contribution_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    rows = Contribution.objects.visible_to(request.user).filter(year__agreement=agreement)
    contribution = get_object_or_404(rows.select_related("year"), pk=contribution_id)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        remove_contribution(contribution=contribution, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(
            request,
            f"Contribution retirée. {UNDONE}",
        )
        return redirect("agreements:money-detail", agreement.pk)
    context = {"agreement": agreement, "form": form, "contribution": contribution}
    return render(request, "agreements/money/expenses/contribution_remove.html", context)
