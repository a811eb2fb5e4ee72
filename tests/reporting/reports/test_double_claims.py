"""A funder's report shows, before it is certified, its work that another agreement claims though a funder forbids."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from agreements.agreement.double_claims import set_programme_rule
from agreements.models import Agreement
from organisms.models import Indicator
from reporting.engine.form.faults import _cannot_add
from reporting.engine.form.spec import LineSpec, TermSpec
from reporting.engine.term_sums import sum_terms
from reporting.models import Line, Term
from services.counting.activity_totals import Result
from services.counting.amounts import NotAddable
from tests.factories import make_activity, make_agreement
from tests.reporting.builders.funder_reports import make_open

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 3)


def check_page(client, report) -> str:
    answer = client.get(reverse("reporting:report-check", args=[report.pk]))
    return answer.content.decode().replace("\xa0", " ")


@pytest.fixture
def claimed(organism, other_funder, agreement, staff):
    """One activity of the report's year, charged to its agreement and to another one."""
    other = make_agreement(organism, other_funder, "AUTRE-1")
    return make_activity(organism, day=DAY, agreements=[agreement, other], by=staff)


def test_the_check_page_names_the_agreement_and_who_recorded_and_leads_to_the_record(
    organism, agreement, claimed, staff, coordinator, client_for
):
    report = make_open(agreement, coordinator)
    Agreement.objects.filter(pk=agreement.pk).update(forbids_double_claims=True)

    page = check_page(client_for(coordinator), report)

    assert "Double déclaration" in page
    link = reverse("services:activity-detail", args=[organism.pk, claimed.pk])
    assert (
        f'<a href="{link}">Premier accueil, 3 juin 2025 : aussi imputée à l’entente AUTRE-1, inscrite par {staff.name}.'
        in page
    )


def test_the_other_funder_s_rule_warns_too_and_without_a_rule_nothing_is_said(
    agreement, claimed, coordinator, client_for
):
    report = make_open(agreement, coordinator)
    client = client_for(coordinator)
    assert "Double déclaration" not in check_page(client, report)

    Agreement.objects.filter(reference="AUTRE-1").update(forbids_double_claims=True)

    assert "aussi imputée à l’entente AUTRE-1" in check_page(client, report)


def test_a_programme_that_forbids_speaks_for_its_agreements(agreement, claimed, coordinator, client_for):
    report = make_open(agreement, coordinator)
    set_programme_rule(programme=agreement.programme, forbids_double_claims=True)

    assert "aussi imputée à l’entente AUTRE-1" in check_page(client_for(coordinator), report)


def test_many_claims_end_with_the_list(organism, agreement, other_funder, coordinator, client_for):
    other = make_agreement(organism, other_funder, "AUTRE-1")
    Agreement.objects.filter(pk=other.pk).update(forbids_double_claims=True)
    for _ in range(12):
        make_activity(organism, day=DAY, agreements=[agreement, other])
    report = make_open(agreement, coordinator)

    page = check_page(client_for(coordinator), report)

    assert page.count("aussi imputée à l’entente AUTRE-1") == 10
    assert "Et 2 autres" in page
    assert f"imputation=interdite&amp;entente={agreement.pk}" in page


def test_a_form_that_would_add_a_state_at_a_day_cannot_be_published():
    rows = Indicator.objects.in_bulk(["V4.07", "V4.08"], field_name="code")
    terms = [replace(_term(row.code, row.unit), nature=row.nature) for row in (rows["V4.07"], rows["V4.08"])]

    assert "Seul un flux s’additionne" in _cannot_add(terms)
    assert _cannot_add(terms[:1]) == ""


def test_a_line_whose_terms_have_two_units_has_no_sum():
    first, second = (_term(code, unit) for code, unit in (("V1.01", "séance"), ("V1.02", "participation")))
    found = {"V1.01": Result(3), "V1.02": Result(40)}

    with pytest.raises(NotAddable, match="séance et participation"):
        sum_terms(_line((first, second)), Term.Part.VALUE, found)
    assert sum_terms(_line((first,)), Term.Part.VALUE, found) == 3


def _term(code: str, unit: str) -> TermSpec:
    return TermSpec(Term.Part.VALUE, code, 1, "records", 1, unit=unit)


def _line(terms: tuple[TermSpec, ...]) -> LineSpec:
    nothing = dict.fromkeys(
        ("number", "words", "hint", "unit", "priority", "source", "scope", "place", "parent_key"), ""
    )
    rest = {"component": 1, "required": False, "max_chars": None}
    return LineSpec(id=1, key="x", section="v1", kind=Line.Kind.FIGURE, terms=terms, **nothing, **rest)
