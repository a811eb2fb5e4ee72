"""A file of expenses: sent, shown row by row, then written or thrown away."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.agreement.terms.writing import AgreementRefused
from agreements.models import Agreement, BudgetLine, ExpenseBatch
from agreements.money.access import agreement_for
from agreements.money.expenses.faulty_rows import faulty_table, written_words
from agreements.money.expenses.file_import import examine, keep_file, write_batch
from agreements.money.expenses.file_reader import MAX_BYTES
from agreements.money.expenses.forms import ExpenseFileForm, LineWordsForm
from agreements.money.expenses.line_words import forget_line, restore_line, teach_lines
from organisms.user_request import UserRequest
from roriq_portal.edits.undo import TOO_LATE
from roriq_portal.files.spreadsheets import csv_response
from roriq_portal.files.table_reader import UnreadableFile
from roriq_portal.formats.typed import read_digits

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
    remembered = agreement.line_words
    words = {"taught": remembered.standing().order_by("words"), "forgotten": remembered.forgotten_lately()}
    context |= {"words": words}
    return render(request, "agreements/money/expenses/expense_import.html", context)


def _batch_for(request: UserRequest, agreement: Agreement, batch_id: int) -> ExpenseBatch:
    rows = ExpenseBatch.objects.visible_to(request.user).filter(agreement=agreement).select_related("agreement")
    return get_object_or_404(rows, pk=batch_id)


@require_http_methods(["GET", "HEAD", "POST"])
def expense_batch(request: UserRequest, agreement_id: int, batch_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    batch = _batch_for(request, agreement, batch_id)
    refused = ""
    if request.method == "POST":
        try:
            batch = write_batch(batch=batch, by=request.user, leave_faulty=request.POST.get("valides") == "1")
        except AgreementRefused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, written_words(batch))
            return redirect("agreements:expense-batch" if batch.cells else "agreements:expense-list", *_place(batch))
    examination = examine(batch)
    form = LineWordsForm(names=examination.line_names, unknown=examination.unknown_lines)
    context = {"agreement": agreement, "batch": batch, "examination": examination, "refused": refused, "form": form}
    context |= {"shown": examination.rows[:ROWS_SHOWN], "faults": examination.faults[:ROWS_SHOWN]}
    return render(request, "agreements/money/expenses/expense_batch.html", context)


def _place(batch: ExpenseBatch) -> tuple[int, ...]:
    return (batch.agreement_id, batch.pk) if batch.cells else (batch.agreement_id,)


@require_POST
def expense_lines(request: UserRequest, agreement_id: int, batch_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    batch = _batch_for(request, agreement, batch_id)
    examination = examine(batch)
    form = LineWordsForm(request.POST, names=examination.line_names, unknown=examination.unknown_lines)
    if form.is_valid():
        teach_lines(agreement=agreement, chosen=form.chosen(), by=request.user)
    return redirect("agreements:expense-batch", agreement.pk, batch.pk)


@require_POST
def expense_words_forget(request: UserRequest, agreement_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    forget_line(agreement=agreement, words_id=read_digits(request.POST.get("words")) or 0, by=request.user)
    return redirect("agreements:expense-import", agreement.pk)


@require_POST
def expense_words_restore(request: UserRequest, agreement_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    if not restore_line(agreement=agreement, words_id=read_digits(request.POST.get("words")) or 0, by=request.user):
        messages.warning(request, TOO_LATE)
    return redirect("agreements:expense-import", agreement.pk)


@require_safe
def expense_faults(request: UserRequest, agreement_id: int, batch_id: int) -> HttpResponseBase:
    agreement = agreement_for(request, agreement_id, write=True)
    batch = _batch_for(request, agreement, batch_id)
    return csv_response(f"depenses-a-corriger-{batch.pk}", faulty_table(batch))
