"""Lines that come from households since a day, and stay declared before."""

from datetime import date

import pytest

from reporting.engine.evaluate import Ask, AskReason, evaluate_report
from reporting.filling.page.notes import notes_of
from reporting.lines.assembly import build_sections
from reporting.papers.counting_notes import counting_notes
from reporting.papers.section_content import flat_answers, section_content
from tests import factories
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import answer, line_of, make_funder_report
from tests.services.households.builders import come, follow, make_target, refer, settle


@pytest.fixture
def city(db):
    return factories.make_organism("Relais de la Métropole", region="06")


@pytest.fixture
def annual(organism, network):
    return make_annual(organism, network)


def test_before_any_household_the_line_is_declared(annual, coordinator):
    assert evaluate_report(annual)["v1-10"] == Ask(AskReason.DISTINCT)

    answer(annual, "v1-10", coordinator, 4)

    assert evaluate_report(annual)["v1-10"].origin.source == "declaration"


def test_since_a_household_the_line_is_counted_and_says_the_break(annual, organism, city, coordinator):
    home = settle(refer(make_target(city, organism, coordinator), coordinator, size=4), coordinator)
    follow(home, coordinator, 6, "stayed", date(2025, 11, 20))

    figures = evaluate_report(annual)

    assert {key: figures[key].value for key in ("v1-09", "v1-10", "v1-11")} == {"v1-09": 1, "v1-10": 1, "v1-11": 4}
    assert (figures["v4-10"].value, figures["v4-10"].denominator) == (1, 1)
    assert figures["v4-11"] == Ask(AskReason.DISTINCT)
    assert figures["v1-10"].origin.source == "households"
    assert "depuis le 1er avril 2025, déclaré avant" in " ".join(notes_of(line_of(annual, "v1-10")))
    notes = [
        note["text"] for note in counting_notes(annual, build_sections(annual)) if note["title"] == "Bris de série"
    ]
    assert notes == [
        "V1.09, V1.10, V1.11, V4.10\u00a0: compté d’après les ménages depuis le 1er avril 2025, déclaré avant."
    ]


def test_a_period_before_the_first_household_stays_declared(annual, organism, coordinator):
    come(organism, coordinator, day=date(2026, 4, 2))

    assert evaluate_report(annual)["v1-10"] == Ask(AskReason.DISTINCT)


def test_what_somebody_declared_stands(annual, organism, coordinator):
    answer(annual, "v1-10", coordinator, 9)
    come(organism, coordinator)

    figure = evaluate_report(annual)["v1-10"]

    assert (figure.value, figure.origin.source) == (9, "declaration")


def test_charged_line_counts_the_households_of_its_agreement(organism, city, agreement, coordinator):
    report = make_funder_report(agreement, coordinator)
    settle(refer(make_target(city, organism, coordinator, agreements=(None, agreement)), coordinator), coordinator)
    come(organism, coordinator)

    assert evaluate_report(report)["a3"].value == 1


def test_a_counted_line_is_corrected_with_a_reason(annual, organism, coordinator):
    come(organism, coordinator)

    saved = answer(annual, "v1-10", coordinator, 3, override_reason="Deux dossiers papier")

    assert saved.override_reason == "Deux dossiers papier"
    line = line_of(annual, "v1-10")
    assert (line.value, line.computed) == (3, 1)


def test_a_paper_never_prints_what_became_of_a_single_household(annual, organism, city, coordinator):
    target = make_target(city, organism, coordinator)
    home = settle(refer(target, coordinator, size=4), coordinator)
    follow(home, coordinator, 6, "unknown", date(2025, 11, 20))

    def printed():
        sections = [section_content(section, "annual") for section in build_sections(annual)]
        return next(row for part in sections for row in part["figures"] if row["line_key"] == "v4-10")

    box = printed()["value"]
    assert (box["text"], box["number"], box["numerator"], box["denominator"]) == ("masqué", None, None, None)
    shown = flat_answers(build_sections(annual))["v4-10"]
    assert (shown["shown"], shown["denominator"]) == ("masqué", "1")
    settle(refer(target, coordinator, size=2), coordinator)
    assert printed()["value"]["denominator"] == "2"
