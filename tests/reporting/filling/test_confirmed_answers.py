"""What a report confirms where no activity says it: pages of results show it, and it fills no other line."""

import pytest

from reporting.engine.evaluate import evaluate_report
from reporting.engine.figures import Ask, AskReason
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.declared_figures import Declaring
from reporting.lines.assembly import read_report_data
from services.models import Declaration
from tests.factories import make_activity
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import answer
from tests.services.results.test_views_results import results_of, sheet


@pytest.fixture
def report(organism, network):
    return make_annual(organism, network)


@pytest.fixture
def shown(organism, coordinator, client_for):
    def result(code) -> tuple[str, str]:
        row = sheet(client_for(coordinator), results_of(organism))[code, ""]
        return row["Résultat"], row["Note"]

    return result


@pytest.mark.parametrize(("state", "words"), [("na", "s.\xa0o."), ("nd", "n.\xa0d."), ("zero", "0")])
def test_a_confirmed_answer_is_no_blank_on_results(report, coordinator, shown, state, words):
    assert shown("V1.08")[0] == "–"

    answer(report, "v1-08", coordinator, state=state)

    assert shown("V1.08") == (words, f"confirmé par {coordinator.name}\xa0: aucune fiche ne le compte")
    assert evaluate_report(report)["v1-08"] == Ask(AskReason.NO_RECORD)


def test_employers_that_no_record_names_are_confirmed_too(report, coordinator, shown):
    answer(report, "v3-01", coordinator, state="na")

    assert shown("V3.01")[0] == "s.\xa0o."


def test_another_answer_or_none_takes_it_back(report, coordinator, shown):
    answer(report, "v1-08", coordinator, state="na")
    answer(report, "v1-08", coordinator, 3)
    assert shown("V1.08")[0] == "–"

    answer(report, "v1-08", coordinator, state="nd")
    answer(report, "v1-08", coordinator, state="blank")
    assert shown("V1.08")[0] == "–"


def test_an_activity_says_more_than_what_was_confirmed(report, organism, coordinator, shown):
    answer(report, "v1-08", coordinator, state="na")
    make_activity(organism, "Salon de l’emploi")

    assert shown("V1.08")[0] == "1"


def test_a_number_typed_where_no_activity_counts_declares_nothing(report, coordinator):
    answer(report, "v1-08", coordinator, 3)

    assert not Declaration.objects.exists()


def test_what_stands_declared_is_read_once_for_all_lines_of_a_population(
    report, coordinator, django_assert_num_queries
):
    declared = {"v1-03": 34, "v1-04": 24}
    for key, number in declared.items():
        answer(report, key, coordinator, number)
    data = read_report_data(report)
    lines = [data.form_spec.by_key[key] for key in (*declared, "v1-08")]
    inputs = [AnswerInput(line) for line in lines]
    with django_assert_num_queries(1):
        declaring = Declaring.of(data, inputs, {}, coordinator)
    assert {code: row.value for (_, code), row in declaring.declarations.items()} == {"V1.03": 34, "V1.04": 24}
