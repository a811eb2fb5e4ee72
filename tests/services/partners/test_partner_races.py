"""A partner that leaves while its work is being charged: one of the two is refused, whoever comes first."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from agreements.models import AgreementPartner
from services.models import Charge
from tests import factories


def meanwhile(first, then) -> list:
    """Run `first`, and `then` on another connection before `first` commits; return what each met."""
    begun, met = threading.Event(), {}

    def hold():
        try:
            with transaction.atomic():
                first()
                begun.set()
                # Long enough for the other to arrive at the lock, or to go past it
                threading.Event().wait(0.7)
            met["first"] = None
        except IntegrityError as refused:
            met["first"] = refused
        finally:
            connection.close()

    def follow():
        begun.wait(10)
        try:
            with transaction.atomic():
                then()
            met["then"] = None
        except IntegrityError as refused:
            met["then"] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for act in (hold, follow)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [met["first"], met["then"]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("charge_first", [True, False])
def test_a_partner_does_not_leave_under_a_charge(committed_reference, agreement, neighbour_organism, charge_first):
    AgreementPartner.objects.create(agreement=agreement, organism=neighbour_organism)
    activity = factories.make_activity(neighbour_organism)

    def charge():
        Charge.objects.create(activity=activity, agreement=agreement)

    def leave():
        AgreementPartner.objects.all().delete()

    first, then = meanwhile(charge, leave) if charge_first else meanwhile(leave, charge)
    assert first is None
    assert "outside organism or term" in str(then)
    assert (Charge.objects.exists(), AgreementPartner.objects.exists()) == (charge_first, charge_first)
