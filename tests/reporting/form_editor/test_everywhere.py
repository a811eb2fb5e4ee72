"""A line beside what it becomes at every organism: the same as each would have, in as many statements as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting.engine.evaluate import evaluate_report
from reporting.engine.form.reading import read_form_spec
from reporting.engine.many_reports import evaluate_line
from reporting.engine.report_context import context_of
from reporting.form_editor.lines.everywhere import line_everywhere
from reporting.form_editor.versions.drafts import prepare_next
from reporting.models import Report, Template, TemplateVersion
from tests.factories import make_activity, make_agreement
from tests.reporting.builders.annual_reports import make_campaign
from tests.reporting.builders.reports import answer, make_funder_report
from tests.reporting.form_editor.builders import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(network) -> TemplateVersion:
    return prepare_next(template=Template.objects.get(key="regionalisation-final"), by=network)


@pytest.fixture
def owed(agreement, neighbour_organism, far_organism, funder, coordinator) -> list[Report]:
    """Three agreements that owe the report; the first has records, one answer and one household line."""
    others = [make_agreement(row, funder, f"E-{row.pk}") for row in (neighbour_organism, far_organism)]
    reports = [make_funder_report(row, coordinator) for row in (agreement, *others)]
    make_activity(agreement.organism, "Séjour exploratoire", by=coordinator, agreements=[agreement], immigrants=4)
    answer(reports[0], "a4", coordinator, 12)
    return reports


def test_each_line_is_what_each_report_says_alone(owed, draft):
    form = read_form_spec(owed[0].template_version)
    contexts = [context_of(report) for report in owed]
    alone = [evaluate_report(report, form) for report in owed]

    for line in form.lines:
        if line.is_number and line.source not in ("households", "lines"):
            assert evaluate_line(contexts, form, line) == [row[line.key] for row in alone], line.key


def test_the_page_counts_filled_and_asked_and_names_the_exception(owed, draft, network, client_for):
    line = draft.lines.get(key="a2")

    found = line_everywhere(draft, line, network)

    assert (found.owing, [(part.number, part.why, part.is_filled) for part in found.parts]) == (
        3,
        [(1, "", True), (2, "aucune fiche", False)],
    )
    assert found.parts[0].names == (owed[0].organism.name,)
    page = client_for(network).get(address("form-line-edit", draft, "a2")).text
    assert "Chez tous les organismes" in page
    assert "aucune fiche" in page


def statements(version, line, user) -> int:
    with CaptureQueriesContext(connection) as captured:
        line_everywhere(version, line, user)
    return len(captured)


@pytest.mark.parametrize("key", ["a1", "a2", "a4", "a5"])
def test_as_many_statements_for_one_organism_as_for_many(
    key, agreement, coordinator, draft, network, far_organism, funder
):
    make_funder_report(agreement, coordinator)
    line = draft.lines.get(key=key)
    statements(draft, line, network)  # the seats of the reader are read once
    before = statements(draft, line, network)

    for number in range(4):
        make_funder_report(make_agreement(far_organism, funder, f"E-{number}"), coordinator)

    assert statements(draft, line, network) == before <= 13


def test_an_annual_line_is_counted_at_the_members_that_do_its_component(organism, network, client_for):
    version = prepare_next(template=Template.objects.get(kind="annual"), by=network)
    line = version.lines.get(key="v4-05")
    assert line_everywhere(version, line, network).owing == 0
    make_campaign(network)
    members = line_everywhere(version, line, network).owing

    organism.components = [1]
    organism.save()

    assert line_everywhere(version, line, network).owing == members - 1
