"""Two people at once: the same offer twice, a partner that leaves while it is paid; one of the two is refused."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from agreements.models import AgreementPartner
from services.models import Offering, OfferingPayment
from services.offerings.actions import OfferingInput, OfferRefused, change_offering, terms_of
from tests.services.offerings.builders import offer
from tests.services.partners.test_partner_races import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act, times=2) -> list:
    """Run the same act on several connections at the same moment; return what each met, None when it went through."""
    gate, met = threading.Barrier(times), []

    def go():
        try:
            gate.wait(10)
            act()
            met.append(None)
        except OfferRefused as refused:
            met.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return met


def test_the_same_offer_sent_twice_at_once_is_written_once(committed_reference, organism):
    met = at_once(lambda: offer(organism))
    assert sorted(one is None for one in met) == [False, True]
    assert Offering.objects.count() == 1


@pytest.mark.parametrize("pay_first", [True, False])
def test_a_partner_does_not_leave_under_an_offer_it_is_paid_for(
    committed_reference, agreement, neighbour_organism, neighbour, pay_first
):
    AgreementPartner.objects.create(agreement=agreement, organism=neighbour_organism)
    made = offer(neighbour_organism)
    seen = terms_of(made)

    def pay():
        change_offering(
            offering=made, terms=OfferingInput(date(2024, 4, 1), None, (agreement.pk,)), seen=seen, by=neighbour
        )

    def leave():
        with transaction.atomic():
            AgreementPartner.objects.all().delete()

    first, then = meanwhile(pay, leave) if pay_first else meanwhile(leave, pay)
    assert first is None
    assert "paid by an agreement of others" in str(then)
    assert (OfferingPayment.objects.exists(), AgreementPartner.objects.exists()) == (pay_first, pay_first)
