"""What changes money that moved: amounts received and corrected, transfers between lines."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from agreements.exceptions import AgreementRefused
from agreements.models import Agreement, BudgetLine, Instalment, Payment, Transfer
from organisms.models import User
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.formats.money import format_money
from roriq_portal.logs import log_action

REFUSALS = {
    "transfer exceeds its line": "Ce poste n’a pas tant d’argent\u00a0: il deviendrait négatif.",
    "transfer needs consent": "Ce virement dépasse ce que l’entente permet sans accord\u00a0: "
    "inscrivez la date de l’accord du bailleur.",
    "transfer between two years": "Ces deux postes ne sont pas de la même année.",
    "transfer may only be cancelled": "Ce virement est déjà annulé.",
}


def payments_mark(agreement_id: int) -> str:
    """Return the number of an agreement's payments and the last one: a page sent twice says the same mark twice.

    Of the whole agreement: an amount written for one instalment is not written for another from a page of before.
    """
    payments = Payment.objects.filter(instalment__year__agreement=agreement_id)
    last = payments.order_by("-pk").values_list("pk", flat=True).first()
    return f"{payments.count()}/{last or 0}"


@log_action
@transaction.atomic
def record_payment(*, instalment: Instalment, day: date, amount: Decimal, seen: str, by: User) -> Payment:
    """Write an amount received. Raises StaleRevision when another was written since the page was shown: never twice."""
    Agreement.objects.select_for_update().get(pk=instalment.year.agreement_id)
    check_seen(seen, payments_mark(instalment.year.agreement_id), StaleRevision())
    if day > timezone.localdate():
        raise AgreementRefused("Inscrivez le jour où le montant est arrivé\u00a0: aujourd’hui ou un jour passé.")
    return Payment.objects.create(instalment=instalment, day=day, amount=amount, created_by=by)


@log_action
@transaction.atomic
def correct_payment(*, payment: Payment, day: date, amount: Decimal, reason: str, seen: str, by: User) -> Payment:
    """Correct what was received, with the reason; what it said before stays in the journal. 0 takes it back."""
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    check_seen(seen, payment_mark(payment), StaleRevision())
    if day > timezone.localdate():
        raise AgreementRefused("Inscrivez le jour où le montant est arrivé\u00a0: aujourd’hui ou un jour passé.")
    if (payment.day, payment.amount) == (day, amount):
        raise AgreementRefused("Rien ne change\u00a0: corrigez le jour ou le montant.")
    payment.day, payment.amount, payment.corrected_reason = day, amount, reason
    payment.corrected_at, payment.corrected_by = timezone.now(), by
    payment.save()
    return payment


def payment_mark(payment: Payment) -> str:
    return f"{payment.day.isoformat()}/{payment.amount:.2f}"


@log_action
@transaction.atomic
def transfer_money(
    *,
    source: BudgetLine,
    target: BudgetLine,
    amount: Decimal,
    decided_on: date,
    consent_on: date | None,
    reason: str,
    seen: int,
    by: User,
) -> Transfer:
    """Move money between two lines of a year. The database judges the rule; its refusal comes back as a sentence.

    `seen`: the newest transfer of the year that the page knew; raises StaleRevision when there is a newer one.
    """
    Agreement.objects.select_for_update().get(pk=source.year.agreement_id)
    check_seen(seen, newest_transfer(source.year_id), StaleRevision())
    if source.pk == target.pk:
        raise AgreementRefused("Choisissez deux postes différents.")
    if decided_on > timezone.localdate() or (consent_on and consent_on > timezone.localdate()):
        raise AgreementRefused("Inscrivez des dates passées ou celle d’aujourd’hui.")
    try:
        with transaction.atomic():
            return Transfer.objects.create(
                source=source, target=target, amount=amount, decided_on=decided_on, consent_on=consent_on,
                reason=reason, created_by=by,
            )  # fmt: skip
    except IntegrityError as refused:
        raise AgreementRefused(_sentence(refused)) from refused


def newest_transfer(year_id: int) -> int:
    newest = Transfer.objects.filter(source__year=year_id).order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


@log_action
@transaction.atomic
def cancel_transfer(*, transfer: Transfer, reason: str, by: User) -> Transfer:
    """Take a transfer back, with the reason. Refused when its target has passed the money on."""
    transfer = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if transfer.cancelled_at:
        raise AgreementRefused("Ce virement est déjà annulé.")
    transfer.cancelled_at, transfer.cancelled_by, transfer.cancelled_reason = timezone.now(), by, reason
    try:
        with transaction.atomic():
            transfer.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_reason"])
    except IntegrityError as refused:
        words = f"Le poste qui a reçu ces {format_money(transfer.amount)} les a déjà virés ailleurs."
        raise AgreementRefused(words) from refused
    return transfer


def _sentence(refused: IntegrityError) -> str:
    return next((words for fault, words in REFUSALS.items() if fault in str(refused)), "Ce virement ne tient pas.")
