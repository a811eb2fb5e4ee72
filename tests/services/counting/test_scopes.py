"""Whose activities a scope counts, how results add up, and who was named in it. No row is read."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Q

from organisms.models import Component
from services.counting.activity_totals import NamedPartners, PartnerResult, Result, Scope
from services.models import Partner

DAYS = (date(2025, 4, 1), date(2026, 3, 31))
EMPLOYERS = (Partner.Kind.EMPLOYER, Component.EMPLOYERS)
BODIES = (Partner.Kind.PARTNER, Component.DEVELOPMENT)


@pytest.mark.parametrize(
    ("scope", "owners"),
    [
        (Scope(1, *DAYS), Q(organism=1)),
        (Scope(1, *DAYS, partner_ids=(2, 3)), Q(organism__in=(1, 2, 3))),
        (Scope(None, *DAYS, home_region_id=8), Q(organism__region=8)),
        (Scope(None, *DAYS), Q()),
        (Scope(1, *DAYS, home_region_id=8), Q(organism=1)),
    ],
)
def test_a_scope_says_whose_activities_count(scope, owners):
    assert scope.owners() == owners


@pytest.mark.parametrize(
    ("limits", "is_whole"),
    [({}, True), ({"agreement_id": 1}, False), ({"mrc_ids": (1,)}, False), ({"region_ids": (1,)}, False)],
)
def test_a_scope_without_a_limit_is_of_whole_organisms(limits, is_whole):
    assert Scope(1, *DAYS, **limits).is_whole_organisms is is_whole


def test_results_add_each_part_to_its_own():
    one = Result(Decimal(3), {("sex", "femmes"): 2, ("age", "15-24"): 1})
    other = Result(Decimal(4), {("sex", "femmes"): 1, ("sex", "hommes"): 3})

    assert one + other == Result(Decimal(7), {("sex", "femmes"): 3, ("age", "15-24"): 1, ("sex", "hommes"): 3})


def test_two_codes_of_one_population_count_its_partners_once():
    book = NamedPartners({EMPLOYERS: {1, 2}, BODIES: {3}}, {EMPLOYERS: 4, BODIES: 1})

    assert book.of(["V3.01", "V3.04"]) == PartnerResult(2, 4)
    assert book.of(["V3.01", "V5.02"]) == PartnerResult(3, 5)
    assert book.of(["V4.16"]) == PartnerResult(0, 0)
