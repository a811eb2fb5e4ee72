"""Many scopes counted at once give what each gives alone."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from organisms.models import Category, Municipality
from services.counting.activity_totals import Scope, activities, counts, named_partners
from services.counting.many_scopes import activities_of_many, counts_of_many, partners_of_many
from services.models import Activity
from tests.factories import make_activity, make_agreement

pytestmark = pytest.mark.django_db
CODES = ["V1.01", "V1.02", "V1.06", "V1.07", "V4.01", "V5.01"]


@pytest.fixture
def scopes(organism, neighbour_organism, agreement, funder, coordinator) -> list[Scope]:
    women = Category.objects.get(dimension__key="sex", key="femmes").pk
    other = make_agreement(organism, funder, "DEUX-AGR")
    places = [None, *Municipality.objects.filter(mrc__isnull=False)[:2]]
    kinds = ("Séance d’information", "Séjour exploratoire", "Premier accueil")
    for number in range(12):
        make_activity(
            organism if number % 4 else neighbour_organism,
            kinds[number % 3],
            day=date(2025, 4 + number % 6, 1 + number),
            immigrants=2 + number,
            categories={women: 1},
            municipality_id=places[number % 3].pk if places[number % 3] else None,
            agreements=[row for row in (agreement, other) if number % 4 and (number % 2 or row == other)],
        )
    gone = make_activity(organism, "Séance d’information", day=date(2025, 5, 2), immigrants=50)
    why = {"withdrawn_at": timezone.now(), "withdrawn_by": coordinator, "withdrawn_reason": "Saisie deux fois."}
    Activity.objects.filter(pk=gone.pk).update(**why)
    year = Scope(organism.pk, date(2025, 4, 1), date(2026, 3, 31))
    mrc, region = places[1].mrc_id, places[2].mrc.regions.first().region_id
    return [
        year,
        replace(year, organism_id=neighbour_organism.pk, start=date(2025, 5, 3)),
        replace(year, agreement_id=agreement.pk, end=date(2025, 7, 9)),
        replace(year, agreement_id=other.pk, partner_ids=(neighbour_organism.pk,)),
        replace(year, mrc_ids=(mrc,)),
        replace(year, region_ids=(region, places[1].region_id)),
        replace(year, start=date(2030, 1, 1), end=date(2030, 1, 2)),
    ]


def test_counts_of_many_are_those_of_each(scopes, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = counts_of_many(scopes, CODES)

    assert found == {scope: counts(scope, CODES) for scope in scopes}
    assert found[scopes[0]]["V1.02"].breakdown
    assert found[scopes[-1]] == {}


def test_components_and_partners_of_many_are_those_of_each(scopes, django_assert_num_queries):
    with django_assert_num_queries(3):
        numbers, partners = activities_of_many(scopes), partners_of_many(scopes)

    assert numbers == {scope: activities(scope).values("pk").distinct().count() for scope in scopes}
    assert partners == {scope: named_partners(scope) for scope in scopes}
    assert counts_of_many([], CODES) == {}
