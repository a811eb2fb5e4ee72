"""What the database keeps of an offer, attacked by SQL."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import AgreementPartner
from organisms.models import Category, Mrc, Region
from services.models import Offering, OfferingPayment, Service
from tests import factories
from tests.refusals import refused_to_both
from tests.services.offerings.builders import LODGING, WELCOME, offer, service

pytestmark = pytest.mark.django_db


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def refused(statement, *params, words=""):
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        sql(statement, *params)
        sql("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def offered(organism, agreement):
    return offer(organism, agreements=[agreement])


INSERT = """INSERT INTO services_offering (organism_id, service_id, region_id, mrc_id, during, note, created_at)
            VALUES (%s, %s, %s, %s, %s::daterange, '', now())"""


def row(offered, *, organism=None, words=WELCOME, region="08", mrc=None, during="[2025-01-01,)"):
    return (
        (organism or offered.organism).pk,
        service(words).pk,
        Region.objects.get(code=region).pk,
        Mrc.objects.get(code=mrc).pk if mrc else None,
        during,
    )


def test_same_service_is_not_offered_twice_in_a_place_at_once(offered):
    refused(INSERT, *row(offered), words="offered_once_in_a_place")


def test_same_mrc_is_not_offered_twice_at_once(offered):
    offer(offered.organism, mrc="890")
    refused(INSERT, *row(offered, mrc="890"), words="offered_once_in_a_place")


@pytest.mark.parametrize(
    "other", [{"words": LODGING}, {"region": "01"}, {"mrc": "890"}, {"during": "[2020-01-01,2024-04-01)"}]
)
def test_another_service_place_or_time_is_another_offer(offered, other):
    sql(INSERT, *row(offered, **other))
    assert Offering.objects.count() == 2


def test_another_organism_offers_it_too(offered, neighbour_organism):
    sql(INSERT, *row(offered, organism=neighbour_organism))
    assert Offering.objects.count() == 2


@pytest.mark.parametrize(
    "during", ["[1989-12-31,)", "(,2025-01-01)", "empty", "[2090-01-01,2101-01-02)", "(,)", "[2025-06-01,2101-06-01)"]
)
def test_days_stay_between_1990_and_2100(offered, during):
    refused(INSERT, *row(offered, words=LODGING, during=during), words="offering_days_in_range")


def test_the_last_day_of_2100_is_a_day(offered):
    sql(INSERT, *row(offered, words=LODGING, during="[2090-01-01,2101-01-01)"))
    assert Offering.objects.count() == 2


@pytest.mark.parametrize(
    ("region", "during", "holds"),
    [
        ("16", "[2021-07-27,)", True),
        ("16", "[2021-07-28,)", False),
        ("05", "[2021-07-28,)", True),
        ("05", "[2021-07-27,)", False),
        ("08", "[2025-01-01,)", False),
    ],
)
def test_an_mrc_lies_in_the_region_on_the_first_day(offered, region, during, holds):
    values = row(offered, region=region, mrc="470", during=during)
    if holds:
        sql(INSERT, *values)
        assert Offering.objects.filter(mrc__code="470").count() == 1
    else:
        refused(INSERT, *values, words="MRC outside the region")


def test_moving_the_first_day_before_the_limits_moved_is_refused(offered):
    moved = offer(offered.organism, mrc="470", since=date(2022, 1, 1))
    assert moved.region.code == "05"
    refused("UPDATE services_offering SET during = '[2020-01-01,)' WHERE id = %s", moved.pk, words="MRC outside")


def test_a_service_of_another_organism_is_not_offered(offered, neighbour_organism):
    own = Service.objects.create(organism=neighbour_organism, component=4, words="À eux", sort_name="a eux")
    values = list(row(offered))
    values[1] = own.pk
    refused(INSERT, *values, words="service of another organism")


PAY = "INSERT INTO services_offeringpayment (offering_id, agreement_id) VALUES (%s, %s)"


def test_an_agreement_of_another_organism_pays_nothing(offered, neighbour_organism, funder):
    theirs = factories.make_agreement(neighbour_organism, funder, "VOISIN-1")
    refused(PAY, offered.pk, theirs.pk, words="paid by an agreement of others")


def test_an_agreement_one_is_a_partner_of_pays_until_one_leaves(offered, neighbour_organism, funder):
    theirs = factories.make_agreement(neighbour_organism, funder, "VOISIN-1")
    partner = AgreementPartner.objects.create(agreement=theirs, organism=offered.organism)
    sql(PAY, offered.pk, theirs.pk)
    refused("DELETE FROM agreements_agreementpartner WHERE id = %s", partner.pk, words="paid by an agreement of others")
    OfferingPayment.objects.filter(agreement=theirs).delete()
    sql("DELETE FROM agreements_agreementpartner WHERE id = %s", partner.pk)
    sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_agreement_that_pays_does_not_change_organism(offered, agreement, neighbour_organism):
    refused(
        "UPDATE agreements_agreement SET organism_id = %s WHERE id = %s",
        neighbour_organism.pk,
        agreement.pk,
        words="paid by an agreement of others",
    )


def test_an_offer_does_not_change_organism_and_keep_its_money(offered, neighbour_organism):
    refused(
        "UPDATE services_offering SET organism_id = %s WHERE id = %s",
        neighbour_organism.pk,
        offered.pk,
        words="paid by an agreement of others",
    )


def test_a_payment_does_not_move_to_the_agreement_of_another(offered, neighbour_organism, funder):
    theirs = factories.make_agreement(neighbour_organism, funder, "VOISIN-1")
    refused(
        "UPDATE services_offeringpayment SET agreement_id = %s WHERE offering_id = %s",
        theirs.pk,
        offered.pk,
        words="paid by an agreement of others",
    )


def test_an_agreement_pays_an_offer_once(offered, agreement):
    refused(PAY, offered.pk, agreement.pk, words="offering_paid_once")


def test_a_measure_is_one_of_employment():
    age = Category.objects.filter(dimension__key="age").first()
    refused(
        "UPDATE services_service SET measure_id = %s WHERE id = %s", age.pk, service().pk, words="not an employment"
    )


def test_a_component_is_one_of_five():
    refused("UPDATE services_service SET component = 6 WHERE id = %s", service().pk, words="service_component_known")


def test_a_service_is_named_once(organism):
    with pytest.raises(IntegrityError, match="service_once"), transaction.atomic():
        Service.objects.create(component=4, words=service().words.upper(), sort_name="encore")
    for _ in range(2):
        known = Service.objects.filter(organism=organism, sort_name="a nous")
        if known.exists():
            with pytest.raises(IntegrityError, match="service_once"), transaction.atomic():
                Service.objects.create(organism=organism, component=4, words="À nous", sort_name="a nous")
        else:
            Service.objects.create(organism=organism, component=4, words="À nous", sort_name="a nous")


def test_the_journal_keeps_what_an_offer_was(offered, agreement):
    sql("UPDATE services_offering SET during = '[2024-04-01,2025-01-01)' WHERE id = %s", offered.pk)
    assert [event.during for event in offered.events.all()] == [DateRange(date(2024, 4, 1), None)]
    sql("DELETE FROM services_offeringpayment WHERE offering_id = %s", offered.pk)
    sql("DELETE FROM services_offering WHERE id = %s", offered.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pgh_label FROM services_offeringevent WHERE pgh_obj_id = %s ORDER BY pgh_id", [offered.pk]
        )
        assert [label for (label,) in cursor.fetchall()] == ["update", "delete"]
        cursor.execute("SELECT agreement_id FROM services_offeringpaymentevent")
        assert cursor.fetchall() == [(agreement.pk,)]
    refused_to_both("UPDATE services_offeringevent SET note = 'autre'")


def test_every_measure_of_the_network_is_reachable_and_every_component_has_its_services():
    counts = {number: Service.objects.filter(organism=None, component=number).count() for number in range(1, 6)}
    assert all(3 <= count <= 6 for count in counts.values()), counts
    linked = set(Service.objects.exclude(measure=None).values_list("measure__key", flat=True))
    assert {"SAE", "PPE", "MFOR", "SSI", "PAMT", "CPE", "PRIIME", "IPOP"} <= linked
