"""The money of one agreement: its page, its rules, the budget and instalments of a year."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agreements.agreement.terms.facts import Difference
from agreements.currency import NOTHING, split
from agreements.exceptions import REFUSALS, AgreementRefused
from agreements.models import AgreementYear, Deliverable, Instalment
from agreements.money.access import agreement_for, year_for
from agreements.money.accounts import deliverable_words, early_instalments, read_account, rules_of
from agreements.money.differences import instalment_differences, line_differences
from agreements.money.planning.actions import (
    BudgetLineInput,
    instalments_mark,
    lines_mark,
    rules_mark,
    set_budget,
    set_instalments,
    set_rules,
)
from agreements.money.planning.forms import BudgetForm, InstalmentsForm, MoneyRulesForm
from agreements.money.removals import removals_of
from agreements.permissions import can_change_agreement, can_read_spending
from organisms.user_request import UserRequest
from roriq_portal.edits.stale_revision import StaleRevision


@require_safe
def money_detail(request: UserRequest, agreement_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id)
    context = {
        "agreement": agreement,
        "account": read_account(agreement, timezone.localdate()),
        "inside": can_read_spending(request.user, agreement),
        "may_change": can_change_agreement(request.user, agreement),
    }
    context["removals"] = removals_of(agreement, "contribution") if context["may_change"] and context["inside"] else []
    return render(request, "agreements/money/planning/money_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def money_rules(request: UserRequest, agreement_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    rules = rules_of(agreement)
    shown = {name: getattr(rules, name) for name in ("transfer_limit", "transfer_base", "holdback")}
    form = MoneyRulesForm(request.POST or None, initial=shown | {"seen": rules_mark(rules)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"holdback": form.cleaned_data["holdback"] or NOTHING}
        try:
            set_rules(agreement=agreement, by=request.user, **data)
        except REFUSALS as refusal:
            refuse(form, refusal, rules_mark(rules_of(agreement)))
        else:
            messages.success(request, "Règles enregistrées.")
            return redirect("agreements:money-detail", agreement.pk)
    return render(request, "agreements/money/planning/money_rules.html", {"agreement": agreement, "form": form})


def refuse(form, refusal: Exception, mark: object) -> None:
    """Say why beside what was typed; the page now knows what stands, so that saving again is a choice."""
    form.add_error(None, str(refusal))
    form.data = form.data.copy()
    form.data["seen"] = mark


def show_both(form, context: dict, differences: list[Difference], mark: object) -> None:
    """Show what each side says; saving again keeps what was typed, over what is now seen."""
    context["differences"] = differences
    form.data = form.data.copy()
    form.data["seen"] = mark


@require_http_methods(["GET", "HEAD", "POST"])
def budget_edit(request: UserRequest, agreement_id: int, number: int) -> HttpResponse:
    year = year_for(agreement_for(request, agreement_id, write=True), number)
    lines = list(year.lines.order_by("order", "pk"))
    shown = [BudgetLineInput(row.name, row.nature, row.amount, row.pk) for row in lines] or _from_last_year(year)
    initial = BudgetForm.initial_from(shown) | {"seen": lines_mark(lines)}
    form = BudgetForm(request.POST or None, initial=initial, standing=len(shown))
    context = {"agreement": year.agreement, "year": year, "what": "Postes", "form": form}
    context["is_copied"] = bool(shown) and not lines
    if request.method == "POST" and form.is_valid():
        try:
            set_budget(year=year, rows=form.lines(), seen=form.cleaned_data["seen"], by=request.user)
        except StaleRevision:
            show_both(form, context, line_differences(form.lines(), lines), lines_mark(lines))
        except AgreementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Budget de l’an {year.number} enregistré.")
            return redirect("agreements:money-detail", year.agreement_id)
    return render(request, "agreements/money/planning/budget_form.html", context)


def _from_last_year(year: AgreementYear) -> list[BudgetLineInput]:
    """Propose the lines of the year before, their amounts in the same shares of this year's."""
    before = year.agreement.years.filter(number=year.number - 1).first()
    lines = list(before.lines.order_by("order", "pk")) if before else []
    if not any(line.amount for line in lines):
        return []
    amounts = split(year.amount, [line.amount for line in lines])
    return [BudgetLineInput(row.name, row.nature, amount) for row, amount in zip(lines, amounts, strict=True)]


@require_http_methods(["GET", "HEAD", "POST"])
def instalments_edit(request: UserRequest, agreement_id: int, number: int) -> HttpResponse:
    year = year_for(agreement_for(request, agreement_id, write=True), number)
    standing = list(year.instalments.order_by("expected_on", "pk"))
    form = _instalments_form(request, year, standing)
    context = {"agreement": year.agreement, "year": year, "what": "Versements", "form": form}
    context["has_payers"] = len(form.funders) > 1
    if request.method == "POST" and form.is_valid():
        try:
            set_instalments(year=year, rows=form.instalments(), seen=form.cleaned_data["seen"], by=request.user)
        except StaleRevision:
            differences = instalment_differences(year.amount, form.instalments(), standing)
            show_both(form, context, differences, instalments_mark(standing))
        except AgreementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Versements de l’an {year.number} enregistrés.")
            for warning in early_instalments(year):
                messages.warning(request, warning)
            return redirect("agreements:money-detail", year.agreement_id)
    return render(request, "agreements/money/planning/instalments_form.html", context)


def _instalments_form(request: UserRequest, year: AgreementYear, standing: list[Instalment]) -> InstalmentsForm:
    signatures = year.agreement.signatures.select_related("funder").order_by("-is_lead", "funder__sort_name")
    rows = Deliverable.objects.visible_to(request.user).filter(requirement__agreement=year.agreement_id)
    named = {row.pk: (row, deliverable_words(row)) for row in rows.select_related("requirement").order_by("due_on")}
    initial = InstalmentsForm.initial_from(standing) | {"seen": instalments_mark(standing)}
    return InstalmentsForm(
        request.POST or None, initial=initial, standing=len(standing),
        funders=[signature.funder for signature in signatures], deliverables=named,
    )  # fmt: skip
