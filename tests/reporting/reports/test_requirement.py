"""What a report answers: a requirement of an agreement, or the network's campaign."""

import pytest

from agreements.models import Agreement, Deliverable, Requirement
from reporting.models import Report


def test_a_funders_report_names_its_requirement_and_its_agreement():
    agreement = Agreement(reference="MIN-2026-001")
    requirement = Requirement(agreement=agreement)
    report = Report(kind=Report.Kind.FUNDER, deliverable=Deliverable(pk=1, requirement=requirement))
    assert (report.requirement, report.funded_agreement, report.agreement) == (requirement, agreement, agreement)


def test_an_annual_report_answers_no_requirement():
    report = Report(kind=Report.Kind.ANNUAL)
    assert report.agreement is None
    with pytest.raises(ValueError, match="exigence"):
        _ = report.requirement
