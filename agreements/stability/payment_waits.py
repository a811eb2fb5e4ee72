"""Reading of payments: how long each instalment that is owed was waited for, among those a person may read."""

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from agreements.models import Agreement, Deliverable, Instalment, Payment
from agreements.money.accounts import ACCEPTED, awaited_deliverables
from agreements.stability.waiting_times import OwedInstalment, Wait, paying_waits
from organisms.models import User

COLUMNS = ("funder", "year__agreement__organism", "expected_on", "amount", "condition", "accepted", "days", "amounts")


def payment_waits(user: User, agreements: QuerySet[Agreement] | None = None) -> list[Wait]:
    """Return the waits for instalments, of these agreements only where they are given: one query.

    An instalment that waits for a report is owed once the report is accepted, as `instalments.standing_of` says; until
    then nobody waits for its money.
    """
    reports = awaited_deliverables(
        Deliverable.objects.filter(pk=OuterRef("condition"), report__state__in=ACCEPTED)
    ).order_by()
    payments = Payment.objects.filter(instalment=OuterRef("pk"), amount__gt=0).order_by("day", "pk")
    rows = Instalment.objects.visible_to(user).filter(amount__gt=0).order_by()
    if agreements is not None:
        rows = rows.filter(year__agreement__in=agreements.order_by().values("pk"))
    dated = rows.annotate(
        accepted=Subquery(reports.values("accepted_at")[:1]),
        days=ArraySubquery(payments.values("day")),
        amounts=ArraySubquery(payments.values("amount")),
    )
    return paying_waits(_owed(dated.values_list(*COLUMNS)))


def _owed(rows: Iterable[tuple]) -> Iterable[OwedInstalment]:
    for funder, organism, expected, amount, condition, accepted, days, amounts in rows:
        if condition is None or accepted is not None:
            yield OwedInstalment(
                funder, organism, _owed_on(expected, accepted), amount, tuple(zip(days, amounts, strict=True))
            )


def _owed_on(expected: date, accepted) -> date:
    return max(expected, timezone.localdate(accepted)) if accepted else expected
