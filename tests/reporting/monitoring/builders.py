"""Agreements of one programme: signed late, renewed late, not signed; and the reports that funders answered."""

from datetime import date, timedelta
from decimal import Decimal

from agreements.models import Agreement, AgreementYear
from tests import factories

FIRST = date(2023, 4, 1)
LATE = 47


def amount(agreement: Agreement, money: str) -> Agreement:
    """Give an agreement this amount, all of it in its first year."""
    AgreementYear.objects.filter(agreement=agreement).update(amount=0)
    AgreementYear.objects.filter(agreement=agreement, number=1).update(amount=Decimal(money))
    return agreement


def sign(agreement: Agreement, days: int | None = -10, renews: Agreement | None = None) -> Agreement:
    """Sign so many days after its first day; None: not signed."""
    agreement.signed_on = None if days is None else agreement.starts_on + timedelta(days=days)
    agreement.renews = renews
    agreement.save(update_fields=["signed_on", "renews"])
    return agreement


def renewed(organism, funder, reference="MIN", *, late=LATE, signed=-10) -> tuple[Agreement, Agreement]:
    """A triennial agreement to 31 March 2026, and the one that follows so many days later."""
    before = sign(factories.make_agreement(organism, funder, f"{reference}-2023", start=FIRST, end=date(2026, 4, 1)))
    start = date(2026, 4, 1) + timedelta(days=late)
    after = factories.make_agreement(organism, funder, f"{reference}-2026", start=start, end=date(2029, 4, 1))
    return before, sign(after, signed, before)
