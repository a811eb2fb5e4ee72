"""A year that still runs: of the network and a region, compared with nothing; of an organism, with the same days."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from roriq_portal.fiscal_year import state_year_of, state_year_start
from services.counting.periods import PeriodForm
from tests.factories import make_activity
from tests.services.results.test_views_results import results_of, text

NOT_COMPARED = "La période court encore : elle ne se compare pas à une période entière."


@pytest.fixture
def two_years(organism):
    first = state_year_start(state_year_of(timezone.localdate()))
    make_activity(organism, "Séance d’information", immigrants=12, day=first)
    make_activity(organism, "Séance d’information", immigrants=9, day=first - timedelta(days=1))


def row_of(page: str, code: str) -> list[str]:
    row = page.split(f">{code}</a>")[1].split("</tr>")[0]
    return [cell.split("</td>")[0].rsplit(">", 1)[-1].strip() for cell in row.split("<td")[1:]]


@pytest.mark.parametrize("whose", ["network", "region"])
def test_a_running_year_has_no_difference_with_a_whole_one(two_years, organism, network, client_for, whose):
    urls = {"network": ("network-results", []), "region": ("region-results", [organism.region.code])}
    name, args = urls[whose]

    page = text(client_for(network).get(reverse(f"services:{name}", args=args)))

    assert NOT_COMPARED in page
    assert row_of(page, "V1.02") == ["12", "9", "–"]


def test_a_year_that_is_over_keeps_its_difference(two_years, network, client_for):
    last = state_year_of(timezone.localdate()) - 1

    page = text(client_for(network).get(reverse("services:network-results"), {"periode": f"etat-{last}"}))

    assert row_of(page, "V1.02")[0] == "9"
    assert NOT_COMPARED not in page


def test_an_organism_compares_the_same_days(two_years, organism, coordinator, client_for):
    page = text(client_for(coordinator).get(results_of(organism)))

    assert "l’écart la compare aux mêmes jours d’avant" in page


def test_the_form_says_which_of_both_it_is(db):
    today = timezone.localdate()

    whole, own = (PeriodForm(None, today=today, whole=whole).period for whole in (True, False))

    assert (whole.is_unequal, whole.lived) == (True, None)
    assert (own.is_unequal, own.lived) == (False, today)
