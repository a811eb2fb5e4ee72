"""The annual form numbers its lines with the codes of the catalogue; remarks lead to them."""

import re
import uuid

import pytest
from django.urls import reverse

from reporting.models import Line, TemplateVersion
from reporting.reports.actions.filing import return_report
from tests.reporting.builders.annual_reports import make_filed


@pytest.fixture
def filed(organism, pivot, network, director):
    return make_filed(organism, network, director)


@pytest.mark.django_db
def test_every_figure_of_the_annual_form_bears_the_code_of_its_indicator():
    form = TemplateVersion.objects.filter(template__key="rapport-annuel-unifie").latest("number")
    rows = form.lines.filter(kind__in=[Line.Kind.FIGURE, Line.Kind.RATIO]).prefetch_related("terms__indicator")

    numbers = {row.key: (row.number, row.terms.all()[0].indicator.code) for row in rows}

    assert len(numbers) > 40
    assert {key: pair for key, pair in numbers.items() if pair[0] != pair[1]} == {}
    assert numbers["v4-05"] == ("V4.05", "V4.05")


@pytest.mark.django_db
def test_a_funders_form_keeps_its_own_numbers():
    form = TemplateVersion.objects.filter(template__key="regionalisation-final").latest("number")

    assert form.lines.get(key="a4").number == "A4"


@pytest.mark.parametrize(
    ("line_key", "words", "anchor"),
    [
        ("v4-05", "V4.05 Logements trouvés", "ligne-V4.05"),
        ("v4-10", "V4.10 Rétention à 6 mois", "ligne-V4.10"),
        ("v4-faits-saillants", "Faits saillants", "s-v4"),
        ("fin-recu", "Sommes reçues", "s-finances"),
    ],
)
def test_a_remark_names_its_line_and_leads_to_it_in_the_filed_version(
    filed, pivot, client_for, line_key, words, anchor
):
    return_report(report=filed, comments=[(line_key, "Est-ce bien 7 ?")], by=pivot, key=uuid.uuid4())

    page = client_for(pivot).get(reverse("reporting:version-detail", args=[filed.pk, 1])).text

    assert re.search(rf'<a href="#{re.escape(anchor)}">{re.escape(words)}</a>', page)
    assert page.count(f'id="{anchor}"') == 1


def test_the_page_that_returns_a_report_shows_the_numbers(filed, pivot, client_for):
    page = client_for(pivot).get(reverse("reporting:report-return", args=[filed.pk])).text

    assert '<span class="question-code">V4.05</span>Logements trouvés' in page
    assert '<span class="question-code"></span>' not in page
