"""Lines that come from households since a day, and stay declared before."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from reporting.engine.evaluate import evaluate_report
from reporting.engine.figures import Ask, AskReason
from reporting.filling.page.notes import missing_url, notes_of
from reporting.lines.assembly import build_sections
from reporting.lines.completeness import missing_items
from reporting.papers.counting_notes import counting_notes
from reporting.papers.sections.section_content import flat_answers, section_content
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
    assert shown["shown"] == "masqué"
    second = settle(refer(target, coordinator, size=2), coordinator)
    follow(second, coordinator, 6, "stayed", date(2025, 11, 20))
    assert printed()["value"] | {"number": None} == {
        "state": "value", "text": "50\u00a0%", "number": None, "numerator": "1", "denominator": "2", "unknown": 1,
    }  # fmt: skip


def many_homes(organism, city, coordinator, number, *results):
    target = make_target(city, organism, coordinator)
    homes = [settle(refer(target, coordinator), coordinator) for _ in range(number)]
    for home, result in zip(homes, results, strict=False):
        follow(home, coordinator, 6, result, date(2025, 11, 20))
    return homes


def test_unknown_households_are_said_and_the_check_leads_to_the_follow_ups_that_are_due(
    annual, organism, city, coordinator, director, auditor, client_for
):
    many_homes(organism, city, coordinator, 7, "left", "left")

    line = line_of(annual, "v4-10")
    assert (line.value, line.denominator, line.retention.unasked) == (0, 7, 5)
    assert "0 sur 7, 5 inconnus." in notes_of(line)
    [item] = [item for item in missing_items(annual) if item.line_key == "v4-10"]
    assert (item.level, missing_url(annual, item, director)) == ("warning", f"/o/{organism.pk}/menages/suivis/")
    assert missing_url(annual, item, auditor).endswith("#ligne-v4-10")
    assert item.words == (
        "V4.10\u00a0: Rétention à 6 mois, 5 suivis dus ne sont pas inscrits, pour 7\u00a0ménages. "
        "L’organisme qui accueille peut encore le faire avant l’attestation."
    )
    client = client_for(director)
    page = client.get(reverse("reporting:report-check", args=[annual.pk])).content.decode()
    assert item.words in page
    assert "0 sur 7, 5 inconnus" in page
    section = client.get(reverse("reporting:report-section", args=[annual.pk, item.section])).content.decode()
    assert "Inscrire les suivis" in section


def test_a_retention_of_which_nothing_is_known_is_not_collected(annual, organism, city, coordinator):
    many_homes(organism, city, coordinator, 3)

    line = line_of(annual, "v4-10")

    assert (line.state, line.text, line.value, line.is_answered) == ("nd", "n.\u00a0d.", None, True)
    assert flat_answers(build_sections(annual))["v4-10"]["state"] == "nd"


def test_a_report_of_half_a_year_asks_for_its_retention_as_the_page_of_results_does(
    agreement, organism, city, coordinator
):
    half = DateRange(date(2025, 4, 1), date(2025, 10, 1))
    report = make_funder_report(agreement, coordinator, period=half)
    target = make_target(city, organism, coordinator, agreements=(None, agreement))
    settle(refer(target, coordinator, day=date(2024, 4, 10)), coordinator, day=date(2024, 5, 20))

    line = line_of(report, "a8")

    assert evaluate_report(report)["a8"] == Ask(AskReason.LESS_THAN_A_YEAR)
    assert notes_of(line)[-1].startswith("La rétention se lit par année entière")
    [item] = [item for item in missing_items(report) if item.line_key == "a8"]
    assert item.words.endswith(
        "la rétention se lit par année entière. Confirmez n.\u00a0d., ou inscrivez ce que vous avez compté."
    )
