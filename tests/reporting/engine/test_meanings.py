"""A line says what its indicators count, as it was meant on the last day of the report."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from organisms.models import Indicator, IndicatorDefinition
from reporting.engine.form.meanings import meanings_of
from tests.reporting.builders.annual_reports import make_annual, make_filed

pytestmark = pytest.mark.django_db


def test_a_line_says_what_counts_on_the_day_of_its_report(organism, network, director, coordinator, client_for):
    report = make_annual(organism, network)
    shown = client_for(coordinator).get(reverse("reporting:report-section", args=[report.pk, "v4"])).content.decode()
    meaning = re.search(r'<details class="meaning[^>]*><summary>Ce que compte V4\.03</summary>.*?</details>', shown)[0]
    assert "chacune comptée une seule fois" in meaning
    assert "jamais additionnées" in meaning
    assert "/indicateurs/V4.03/" in meaning

    indicator = Indicator.objects.get(code="V4.03")
    IndicatorDefinition.objects.create(
        indicator=indicator, words="Plus tard", valid_from=report.last_day + timedelta(days=1)
    )
    IndicatorDefinition.objects.create(indicator=indicator, words="Ce jour-là", valid_from=report.last_day)
    [key] = [key for key, said in meanings_of(report).items() if [one.code for one in said] == ["V4.03"]]
    assert [one.words for one in meanings_of(report, frozenset({key}))[key]] == ["Ce jour-là"]
    IndicatorDefinition.objects.filter(indicator=indicator, valid_from__lte=report.last_day).delete()
    assert [one.words for one in meanings_of(report)[key]] == ["Plus tard"]
    assert isinstance(meanings_of(report)[key][0].since, date)


def test_whoever_reads_a_version_reads_what_its_lines_count(organism, network, director, client_for):
    report = make_filed(organism, network, director)
    text = client_for(director).get(reverse("reporting:version-detail", args=[report.pk, 1])).content.decode()
    assert "Ce que compte V4.02" in text
