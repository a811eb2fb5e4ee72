"""Money that moved: amounts received and corrected, transfers between budget lines."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agreements.exceptions import REFUSALS, AgreementRefused
from agreements.models import Agreement, BudgetLine, Instalment, Payment, Transfer
from agreements.money.access import agreement_for, year_for
from agreements.money.accounts import awaited_instalments, rules_of
from agreements.money.planning.forms import AwaitedPaymentForm, CorrectionForm, PaymentForm, ReasonForm, TransferForm
from agreements.money.planning.payments import (
    cancel_transfer,
    correct_payment,
    newest_transfer,
    payment_mark,
    payments_mark,
    record_payment,
    transfer_money,
)
from agreements.money.planning.views import refuse
from organisms.user_request import UserRequest


def _back(request: UserRequest, agreement: Agreement) -> str:
    """Where the form was opened from: the money of the organism's year, else that of the agreement."""
    if request.GET.get("depuis") == "annee":
        return reverse("agreements:organism-money", args=[agreement.organism_id])
    return reverse("agreements:money-detail", args=[agreement.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def payment_receive(request: UserRequest, agreement_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    awaited = awaited_instalments(agreement, timezone.localdate())
    form = AwaitedPaymentForm(request.POST or None, awaited=awaited, initial={"seen": payments_mark(agreement.pk)})
    back = _back(request, agreement)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        instalment = {row.instalment.pk: row.instalment for row in awaited}[typed.pop("instalment")]
        try:
            record_payment(instalment=instalment, by=request.user, **typed)
        except REFUSALS as refusal:
            refuse(form, refusal, payments_mark(agreement.pk))
        else:
            messages.success(request, f"Montant reçu inscrit\u00a0: {agreement.reference}.")
            return redirect(back)
    context = {"agreement": agreement, "form": form, "awaited": awaited, "back": back}
    if not awaited:
        context["years"] = agreement.years.order_by("number")
    return render(request, "agreements/money/planning/payment_receive.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def payment_add(request: UserRequest, agreement_id: int, instalment_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    rows = Instalment.objects.visible_to(request.user).filter(year__agreement=agreement)
    instalment = get_object_or_404(rows.select_related("year", "funder"), pk=instalment_id)
    received = sum(payment.amount for payment in instalment.payments.all())
    rest = max(instalment.amount - received, 0)
    initial = {"amount": rest or None, "seen": payments_mark(agreement.pk)}
    form = PaymentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            record_payment(instalment=instalment, by=request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            refuse(form, refusal, payments_mark(agreement.pk))
        else:
            messages.success(request, "Montant reçu inscrit.")
            return redirect("agreements:money-detail", agreement.pk)
    context = {"agreement": agreement, "form": form, "instalment": instalment, "rest": rest}
    return render(request, "agreements/money/planning/payment_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def payment_correct(request: UserRequest, agreement_id: int, payment_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    rows = Payment.objects.visible_to(request.user).filter(instalment__year__agreement=agreement)
    payment = get_object_or_404(rows.select_related("instalment__year", "instalment__funder"), pk=payment_id)
    initial = {"amount": payment.amount, "day": payment.day, "seen": payment_mark(payment)}
    form = CorrectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            correct_payment(payment=payment, by=request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            payment.refresh_from_db()
            refuse(form, refusal, payment_mark(payment))
        else:
            messages.success(request, "Montant corrigé. Ce qu’il disait reste au journal.")
            return redirect("agreements:money-detail", agreement.pk)
    context = {"agreement": agreement, "form": form, "instalment": payment.instalment, "payment": payment}
    return render(request, "agreements/money/planning/payment_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def transfer_add(request: UserRequest, agreement_id: int, number: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    year = year_for(agreement, number)
    lines = BudgetLine.objects.visible_to(request.user).filter(year=year).select_related("year").order_by("order", "pk")
    form = TransferForm(request.POST or None, lines=lines, initial={"seen": newest_transfer(year.pk)})
    if request.method == "POST" and form.is_valid():
        try:
            transfer_money(by=request.user, **form.cleaned_data | {"seen": form.cleaned_data["seen"] or 0})
        except REFUSALS as refusal:
            refuse(form, refusal, newest_transfer(year.pk))
        else:
            messages.success(request, "Virement inscrit. Le total de l’année ne change pas.")
            return redirect("agreements:money-detail", agreement.pk)
    context = {"agreement": agreement, "year": year, "form": form, "rules": rules_of(agreement)}
    return render(request, "agreements/money/planning/transfer_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def transfer_cancel(request: UserRequest, agreement_id: int, transfer_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    rows = Transfer.objects.visible_to(request.user).filter(source__year__agreement=agreement)
    transfer = get_object_or_404(rows.select_related("source", "target"), pk=transfer_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_transfer(transfer=transfer, reason=form.cleaned_data["reason"], by=request.user)
        except AgreementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Virement annulé. L’argent est revenu à son poste.")
            return redirect("agreements:money-detail", agreement.pk)
    return render(
        request,
        "agreements/money/planning/transfer_cancel.html",
        {"agreement": agreement, "form": form, "transfer": transfer},
    )
