"""Whatever SQL writes: one lead funder, shares of 100 %, one agreement per stream, no circle."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import Agreement, AgreementFunder, AgreementPartner, FunderSuccession, Stream
from tests import factories
from tests.refusals import refused_to_both

SIGN = "INSERT INTO agreements_agreementfunder (agreement_id, funder_id, is_lead, share) VALUES (%s, %s, %s, %s)"


def attack(sql, *values):
    """One statement, then what the end of the transaction asks."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused(words):
    return pytest.raises(IntegrityError, match=words)


@pytest.fixture
def signed(agreement, other_funder):
    """Two funders, 60 and 40."""
    agreement.signatures.update(share=60)
    AgreementFunder.objects.create(agreement=agreement, funder=other_funder, is_lead=False, share=40)
    return agreement


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE agreements_agreementfunder SET share = 59.99 WHERE is_lead",
        "UPDATE agreements_agreementfunder SET share = 40.01 WHERE NOT is_lead",
        "UPDATE agreements_agreementfunder SET share = 0",
        "DELETE FROM agreements_agreementfunder WHERE NOT is_lead",
    ],
)
def test_shares_total_a_hundred(signed, sql):
    with refused("do not total 100"), transaction.atomic():
        attack(sql)
    assert sorted(signed.signatures.values_list("share", flat=True)) == [40, 60]


@pytest.mark.parametrize("share", ["-0.01", "100.01"])
def test_a_share_is_a_percentage(signed, share):
    with refused("funder_share_is_percentage"), transaction.atomic():
        attack("UPDATE agreements_agreementfunder SET share = %s WHERE is_lead", share)


@pytest.mark.parametrize(
    "sql", ["DELETE FROM agreements_agreementfunder", "UPDATE agreements_agreementfunder SET is_lead = false"]
)
def test_an_agreement_keeps_a_lead_funder(signed, sql):
    with refused("without its lead funder"), transaction.atomic():
        attack(sql)


def test_a_second_lead_is_refused(signed):
    with refused("one_lead_funder"), transaction.atomic():
        attack("UPDATE agreements_agreementfunder SET is_lead = true")


def test_an_agreement_is_not_born_alone(organism, agreement):
    with refused("without its lead funder"), transaction.atomic():
        Agreement.objects.create(
            organism=organism,
            programme=agreement.programme,
            reference="SEULE",
            title="Seule",
            during=DateRange(date(2025, 4, 1), date(2026, 4, 1)),
        )
        attack("SELECT 1")


def test_shares_may_move_together(signed):
    attack("UPDATE agreements_agreementfunder SET share = CASE WHEN is_lead THEN 33.34 ELSE 66.66 END")
    assert sum(signed.signatures.values_list("share", flat=True)) == 100


def test_a_signature_that_changes_agreement_is_counted_on_both_sides(signed, organism, funder):
    other = factories.make_agreement(organism, funder, "AUTRE", start=date(2030, 4, 1), end=date(2031, 4, 1))
    with refused("do not total 100"), transaction.atomic():
        attack("UPDATE agreements_agreementfunder SET agreement_id = %s WHERE NOT is_lead", other.pk)


def test_the_lead_organism_is_not_its_own_partner(agreement, organism, neighbour_organism):
    with refused("its own partner"), transaction.atomic():
        AgreementPartner.objects.create(agreement=agreement, organism=organism)
    AgreementPartner.objects.create(agreement=agreement, organism=neighbour_organism)
    with refused("its own partner"), transaction.atomic():
        attack("UPDATE agreements_agreement SET organism_id = %s", neighbour_organism.pk)
    with refused("partner_once"), transaction.atomic():
        AgreementPartner.objects.create(agreement=agreement, organism=neighbour_organism)


@pytest.fixture
def following(agreement, organism, funder):
    return factories.make_agreement(organism, funder, "SUITE", start=date(2027, 4, 1), end=date(2030, 4, 1))


def test_a_renewal_follows_an_earlier_one_of_the_same_organism(agreement, following, neighbour_organism, funder):
    stranger = factories.make_agreement(
        neighbour_organism, funder, "VOISINE", start=date(2020, 4, 1), end=date(2021, 4, 1)
    )
    rename = "UPDATE agreements_agreement SET renews_id = %s WHERE id = %s"
    for renewed, by in ((stranger, following), (following, agreement), (agreement, agreement)):
        with refused("renews"), transaction.atomic():
            attack(rename, renewed.pk, by.pk)
    attack(rename, agreement.pk, following.pk)
    with refused("renews"), transaction.atomic():
        attack("UPDATE agreements_agreement SET during = '[2027-04-01,2028-04-01)' WHERE id = %s", agreement.pk)


@pytest.fixture
def stream(agreement):
    return Stream.objects.create(programme=agreement.programme, name="Volet A")


HOLD = "UPDATE agreements_agreement SET stream_id = %s, is_complementary = %s WHERE id = %s"


def test_one_agreement_holds_a_stream_at_a_time(agreement, stream, organism, funder):
    twin = factories.make_agreement(organism, funder, "JUMELLE", start=date(2026, 4, 1), end=date(2028, 4, 1))
    attack(HOLD, stream.pk, False, agreement.pk)
    with refused("one_agreement_per_stream_at_a_time"), transaction.atomic():
        attack(HOLD, stream.pk, False, twin.pk)
    attack(HOLD, stream.pk, True, twin.pk)
    with refused("one_agreement_per_stream_at_a_time"), transaction.atomic():
        attack("UPDATE agreements_agreement SET is_complementary = false")


def test_a_stream_is_free_for_another_organism_and_once_the_term_is_over(
    agreement, following, stream, neighbour_organism, funder
):
    neighbour = factories.make_agreement(neighbour_organism, funder, "VOISINE")
    for row in (agreement, following, neighbour):
        attack(HOLD, stream.pk, False, row.pk)
    assert Agreement.objects.filter(stream=stream).count() == 3


def test_funders_do_not_succeed_each_other_in_a_circle(db):
    rows = [factories.make_funder(f"Bailleur {letter}") for letter in "ABC"]
    day = date(2019, 6, 16)
    for before, after in pairwise(rows):
        FunderSuccession.objects.create(funder=before, successor=after, on=day)
    for before, after in ((rows[2], rows[0]), (rows[1], rows[0])):
        with refused("circle"), transaction.atomic():
            FunderSuccession.objects.create(funder=before, successor=after, on=day)
    with refused("by_another|circle"), transaction.atomic():
        FunderSuccession.objects.create(funder=rows[0], successor=rows[0], on=day)
    with refused("circle"), transaction.atomic():
        attack("UPDATE agreements_fundersuccession SET successor_id = %s WHERE funder_id = %s", rows[0].pk, rows[1].pk)
    assert FunderSuccession.objects.count() == 2


@pytest.mark.parametrize(
    ("table", "values", "words"),
    [
        ("agreements_funder", "year_starts = 13", "funder_year_month"),
        ("agreements_fundername", "during = 'empty'", "funder_name_lasts"),
        ("agreements_funderoffice", "closed_on = '9999-01-01'", "office_closed_in_range"),
        ("agreements_fundersuccession", "\"on\" = '9999-01-01'", "succession_day_in_range"),
        ("agreements_programmename", "during = 'empty'", "programme_name_lasts"),
        ("agreements_defaultrequirement", "due_day = 32", "default_requirement_day_of_its_month"),
        ("agreements_defaultrequirement", "due_day = NULL", "default_requirement_due_one_way"),
        ("agreements_defaultrequirement", "due_after_days = 30", "default_requirement_due_one_way"),
        ("agreements_defaultrequirement", "period_months = 13", "default_requirement_month"),
    ],
)
def test_what_the_network_keeps_of_funders_stays_in_range(agreement, other_funder, funder, table, values, words):
    funder.names.create(name="Un nom", during=DateRange(date(2000, 1, 1), None))
    funder.offices.create(name="Bureau")
    FunderSuccession.objects.create(funder=other_funder, successor=funder, on=date(2019, 6, 16))
    agreement.programme.names.create(name="Un nom", during=DateRange(date(2000, 1, 1), None))
    agreement.programme.default_requirements.create(kind="final", period_from_month=4, due_month=6, due_day=30)
    with refused(words), transaction.atomic():
        attack(f"UPDATE {table} SET {values}")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("agreements_agreementfunder", "share = CASE WHEN is_lead THEN 1 ELSE 99 END"),
        ("agreements_funder", "email = 'x@example.org'"),
        ("agreements_programme", "name = 'Autre'"),
    ],
)
def test_what_was_written_before_stays_in_the_journal(signed, table, change):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}event")
        before = cursor.fetchone()[0]
        cursor.execute(f"UPDATE {table} SET {change}")
        cursor.execute(f"SELECT count(*) FROM {table}event")
        assert cursor.fetchone()[0] > before
    refused_to_both(f"DELETE FROM {table}event")
