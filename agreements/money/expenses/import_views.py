"""A file of expenses: sent, shown row by row, then written or thrown away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from agreements.agreement.terms.writing import AgreementRefused
from agreements.models import BudgetLine, ExpenseBatch
from agreements.money.access import agreement_for
from agreements.money.expenses.file_import import examine, keep_file, write_batch
from agreements.money.expenses.file_reader import MAX_BYTES
from agreements.money.expenses.forms import ExpenseFileForm
from organisms.user_request import UserRequest
from roriq_portal.files.table_reader import UnreadableFile
from roriq_portal.formats.numbers import unit_for

ROWS_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def expense_import(request: UserRequest, agreement_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    form = ExpenseFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            batch = keep_file(agreement=agreement, name=sent.name, data=sent.read(MAX_BYTES + 1), by=request.user)
        except (UnreadableFile, AgreementRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("agreements:expense-batch", agreement.pk, batch.pk)
    lines = BudgetLine.objects.visible_to(request.user).filter(year__agreement=agreement).select_related("year")
    context = {"agreement": agreement, "form": form, "lines": lines.order_by("year__number", "order", "pk")}
    return render(request, "agreements/money/expenses/expense_import.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def expense_batch(request: UserRequest, agreement_id: int, batch_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    rows = ExpenseBatch.objects.visible_to(request.user).filter(agreement=agreement).select_related("agreement")
    batch = get_object_or_404(rows, pk=batch_id)
    refused = ""
    if request.method == "POST":
        try:
            batch = write_batch(batch=batch, by=request.user)
        except AgreementRefused as refusal:
            refused = str(refusal)
        else:
            noun = unit_for(batch.written, "dépense inscrite", "dépenses inscrites")
            messages.success(request, f"{batch.written} {noun}.")
            return redirect("agreements:expense-list", agreement.pk)
    examination = examine(batch)
    context = {"agreement": agreement, "batch": batch, "examination": examination, "refused": refused}
    context |= {"shown": examination.rows[:ROWS_SHOWN], "faults": examination.faults[:ROWS_SHOWN]}
    return render(request, "agreements/money/expenses/expense_batch.html", context)
