"""The check page says how many records of the report were left to be completed, and leads to them."""

from datetime import date

import pytest
from django.urls import reverse

from reporting.reports.incomplete_records import incomplete_warnings
from tests.factories import make_activity
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.funder_reports import make_open

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 3)


def test_it_is_said_of_the_records_of_each_report(organism, agreement, network, coordinator, client_for):
    annual, of_funder = make_annual(organism, network), make_open(agreement, coordinator)
    assert incomplete_warnings(annual) == []
    make_activity(organism, day=DAY, is_incomplete=True, agreements=[agreement])
    make_activity(organism, day=DAY, is_incomplete=True)
    make_activity(organism, day=DAY)
    make_activity(organism, day=date(2023, 6, 3), is_incomplete=True)
    (all_of_them,), (charged,) = (incomplete_warnings(report)[0]["items"] for report in (annual, of_funder))
    assert all_of_them["words"].startswith("2 fiches restent à compléter")
    assert charged["words"].startswith("1 fiche reste à compléter")
    client = client_for(coordinator)
    for item, number in ((all_of_them, 2), (charged, 1)):
        assert len(client.get(item["url"]).context["rows"]) == number
    assert "2 fiches restent" in client.get(reverse("reporting:report-check", args=[annual.pk])).text
