"""Each measure over a small network, beside numbers counted by hand."""

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from agreements.models import AgreementFunder
from network.barometer.measures import read_measures
from network.barometer.windows import windows_until
from network.models import Adoption, StatementVersion
from organisms.models import Category
from services.households.actions import HouseholdInput, enter_household
from services.models import Offering, Service
from tests import factories
from tests.services.households.builders import make_target, refer

pytestmark = pytest.mark.django_db
YEAR = 2025
WINDOWS = windows_until(YEAR, date(2026, 11, 30))
MONTREAL = ZoneInfo("America/Toronto")


def said(number):
    measured = read_measures(WINDOWS.every)[number][WINDOWS.year]
    return (measured.part, measured.whole, measured.organisms)


@pytest.fixture
def houses(db):
    return [factories.make_organism(f"Organisme {letter}") for letter in "ABCDEF"]


def test_agreements_signed_by_two_funders(houses, funder, other_funder):
    shared = factories.make_agreement(houses[0], funder, "E-1")
    factories.make_agreement(houses[1], funder, "E-2", start=date(2020, 4, 1), end=date(2025, 4, 1))
    factories.make_agreement(houses[2], funder, "E-3", start=date(2026, 3, 31), end=date(2027, 3, 31))
    AgreementFunder.objects.filter(agreement=shared).update(share=60)
    AgreementFunder.objects.create(agreement=shared, funder=other_funder, is_lead=False, share=40)

    assert said(1) == (1, 2, 2)


def test_adoptions_of_the_version_in_force_on_the_last_day(houses, network, coordinator):
    def version(number, day):
        at = datetime(*day, 12, tzinfo=MONTREAL)
        given = {"title": "Énoncé", "text": f"Texte {number}", "created_by": network, "published_by": network}
        return StatementVersion.objects.create(number=number, published_at=at, **given)

    first, second = version(1, (2024, 5, 1)), version(2, (2026, 3, 31))
    version(3, (2026, 4, 1))
    for held, house, day in ((first, 0, "2024-06-01"), (second, 1, "2026-03-31"), (second, 2, "2026-04-02")):
        Adoption.objects.create(version=held, organism=houses[house], board_on=day, adopted_by=coordinator)
    members = len(houses) + 1  # and the coordinator's

    assert said(2) == (1, members, members)


def test_regions_with_a_pivot_on_the_last_day(houses):
    factories.make_organism("Pivot", region="11", pivot_since=date(2020, 1, 1))
    factories.make_organism("Pivot d’après", region="12", pivot_since=date(2026, 4, 1))

    assert said(3) == (1, 17, None)


def test_community_work_charged_to_an_agreement(houses, coordinator, funder):
    paid = factories.make_agreement(houses[0], funder)
    kind = {"type_name": "Activité de rapprochement", "by": coordinator}
    factories.make_activity(houses[0], day=date(2025, 4, 1), agreements=(paid,), **kind)
    factories.make_activity(houses[0], day=date(2026, 3, 31), **kind)
    factories.make_activity(houses[1], day=date(2025, 8, 1), **kind)
    factories.make_activity(houses[1], day=date(2026, 4, 1), **kind)
    factories.make_activity(houses[2], day=date(2025, 8, 1), by=coordinator)

    assert said(4) == (1, 3, 2)


def test_money_under_terms_of_three_years_or_more(houses, funder):
    factories.make_agreement(houses[0], funder, "E-1")
    factories.make_agreement(houses[1], funder, "E-2", start=date(2025, 4, 1), end=date(2026, 4, 1))
    factories.make_agreement(houses[2], funder, "E-3", start=date(2024, 7, 1), end=date(2026, 7, 1))

    assert said(5) == (Decimal(100_000), Decimal(300_000), 1)


def test_households_referred_under_a_joint_target(houses, coordinator):
    city = factories.make_organism("Relais", region="06")
    target = make_target(city, houses[0], coordinator)
    for day in (date(2025, 4, 10), date(2026, 2, 1)):
        refer(target, coordinator, day=day)
    alone = HouseholdInput(3, None, date(2025, 5, 2), receiver=houses[1])
    enter_household(organism=city, new=alone, submit_key=uuid4(), by=coordinator)

    assert said(6) == (2, 3, 3)


def test_employment_services_tied_to_a_measure(houses):
    tied = Service.objects.create(
        component=2,
        words="Aide à l’emploi",
        sort_name="aide a l'emploi",
        measure=Category.objects.filter(dimension__key="measure").first(),
    )
    for house, days in ((0, DateRange(date(2020, 1, 1), None)), (1, DateRange(date(2020, 1, 1), date(2026, 3, 31)))):
        Offering.objects.create(organism=houses[house], service=tied, region=houses[house].region, during=days)
    factories.make_organism("Sans emploi", components=(1, 4))

    assert said(7) == (1, 6, 6)


def test_nothing_is_counted_again_as_windows_grow(houses):
    counts = []
    for windows in (WINDOWS.every[:1], WINDOWS.every):
        with CaptureQueriesContext(connection) as asked:
            read_measures(windows)
        counts.append(len(asked))

    assert counts == [14, 14]
