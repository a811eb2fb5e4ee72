"""The money that a coordination leaves: what the running years have not spent, and the payments still expected."""

from collections.abc import Iterator
from datetime import date

from django.db.models import DecimalField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from agreements.currency import NOTHING
from agreements.models import Agreement, AgreementYear, Expense, Instalment, Payment
from organisms.models import Organism, User
from reporting.deadlines.hand_over.parts import Entry, Part, part
from roriq_portal.formats.days import format_day
from roriq_portal.formats.money import format_money
from roriq_portal.lateness import is_past_due

DOLLARS = DecimalField(max_digits=16, decimal_places=2)


def money_parts(organism: Organism, user: User, today: date) -> list[Part]:
    """Return the money of the organism's own agreements that this person may read, in two parts. Two statements."""
    own = Agreement.objects.money_read_by(user).filter(organism=organism).order_by().values("pk")
    url = reverse("agreements:organism-money", args=[organism.pk])
    expected, unspent = "Par jour prévu, ceux qui sont en retard d’abord.", "Ce que l’année en cours n’a pas dépensé."
    return [
        part("versements", "Versements attendus", expected, _expected(own, today), url),
        part("depenser", "Argent à dépenser", unspent, _unspent(own, today), url),
    ]


def _expected(own, today: date) -> Iterator[Entry]:
    """Instalments that were not received whole, of years that began."""
    paid = Payment.objects.filter(instalment=OuterRef("pk")).order_by().values("instalment").annotate(n=Sum("amount"))
    rows = Instalment.objects.filter(year__agreement__in=own, year__during__startswith__lte=today)
    rows = rows.annotate(received=Coalesce(Subquery(paid.values("n")), Value(NOTHING), output_field=DOLLARS))
    for row in rows.select_related("year__agreement", "funder").order_by("expected_on", "pk"):
        rest = row.amount - row.received
        if rest > 0:
            late = ", en retard" if is_past_due(row.expected_on, today) else ""
            words = f"{format_day(row.expected_on)}\u00a0: {format_money(rest)}"
            yield Entry(words, _account(row.year.agreement_id), f"{row.year.agreement.reference}, {row.funder}{late}")


def _unspent(own, today: date) -> Iterator[Entry]:
    spent = Expense.objects.filter(line__year=OuterRef("pk"), is_committed=False).order_by().values("line__year")
    rows = AgreementYear.objects.filter(agreement__in=own, during__contains=today).select_related("agreement")
    total = Subquery(spent.annotate(n=Sum("amount")).values("n"))
    for row in rows.annotate(spent=Coalesce(total, Value(NOTHING), output_field=DOLLARS)).order_by("during", "pk"):
        words = f"{row.agreement.reference}, an {row.number}\u00a0: {format_money(row.amount - row.spent)}"
        yield Entry(words, _account(row.agreement_id), f"sur {format_money(row.amount)}")


def _account(agreement_id: int) -> str:
    return reverse("agreements:money-detail", args=[agreement_id])
