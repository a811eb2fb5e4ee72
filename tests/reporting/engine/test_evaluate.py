from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import AgreementPartner, Target
from organisms.models import Category, Indicator, Mrc, Region
from organisms.names import sort_name
from reporting.engine.evaluate import evaluate_report, records_of_line
from reporting.engine.figures import Ask, AskReason
from reporting.engine.report_context import ReportContext, context_of
from reporting.lines.assembly import build_sections
from reporting.lines.completeness import missing_items
from services.models import Partner
from tests.factories import make_activity
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import answer, fill, line_of, make_funder_report


@pytest.fixture
def report(agreement, coordinator):
    return make_funder_report(agreement, coordinator)


@pytest.fixture
def annual(organism, network):
    return make_annual(organism, network)


def category(dimension, key) -> int:
    return Category.objects.get(dimension__key=dimension, key=key).pk


def employer(organism, name) -> int:
    return Partner.objects.create(organism=organism, kind="employer", name=name, sort_name=sort_name(name)).pk


def test_records_figure_counts_what_is_charged(organism, agreement, report):
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])
    make_activity(organism, "Séjour exploratoire", immigrants=4)

    assert evaluate_report(report)["a2"].value == 1


def test_annual_figure_counts_the_whole_organism_once(organism, agreement, annual):
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])
    make_activity(organism, "Séjour exploratoire", immigrants=4)

    assert evaluate_report(annual)["v1-06"].value == 2


def test_a_report_has_the_places_and_the_partners_of_its_agreement(agreement, neighbour_organism, report, annual):
    mrcs, regions = Mrc.objects.order_by("pk")[:2], Region.objects.order_by("pk")[:1]
    agreement.mrcs.set(mrcs)
    agreement.regions.set(regions)
    AgreementPartner.objects.create(agreement=agreement, organism=neighbour_organism)

    limits = (tuple(one.pk for one in mrcs), tuple(one.pk for one in regions), (neighbour_organism.pk,))
    assert context_of(report) == ReportContext(report, agreement, *limits)
    assert context_of(annual) == ReportContext(annual, None, (), ())


def test_no_record_is_a_question_never_zero(report):
    evaluated = evaluate_report(report)["a2"]

    assert evaluated == Ask(AskReason.NO_RECORD)
    assert line_of(report, "a2").text == "–"


def test_records_that_add_to_zero_are_a_zero(organism, agreement, report):
    make_activity(organism, "Activité de rapprochement", immigrants=0, host=3, agreements=[agreement])

    assert (evaluate_report(report)["a9b"].value, line_of(report, "a9b").text) == (0, "0")


def test_bands_are_filled_and_the_rest_is_unbroken(organism, annual):
    parts = {category("sex", "femmes"): 5, category("age", "15-24"): 4}
    make_activity(organism, "Séance d’information", immigrants=12, categories=parts)

    figure = evaluate_report(annual)["v1-02"]

    assert (figure.bands["sex-femmes"], figure.bands["sex-hommes"], figure.bands["age-15-24"]) == (5, 0, 4)
    assert (figure.unbroken["sex"], figure.unbroken["age"]) == (7, 8)
    assert figure.asked == {"immigration"}


def test_age_outside_the_bands_asks_the_bands_and_leaves_the_total(report, coordinator):
    answer(report, "a4", coordinator, 112)
    declared = report.organism.declarations.get()
    declared.breakdowns.create(category_id=category("age", "0-14"), value=3)
    declared.breakdowns.create(category_id=category("sex", "femmes"), value=60)

    figure = evaluate_report(report)["a4"]

    assert figure.value == 112
    assert "age" in figure.asked
    assert figure.bands["sex-femmes"] == 60


def test_partners_are_a_union_and_a_lower_bound_when_one_is_not_named(organism, agreement, report, coordinator):
    scierie = employer(organism, "Scierie")
    make_activity(organism, "Visite d’entreprise", partner_ids=(scierie,), agreements=[agreement])
    make_activity(organism, "Embauche", quantity=1, partner_ids=(scierie,), agreements=[agreement])
    assert evaluate_report(report)["a6"].value == 1

    make_activity(organism, "Visite d’entreprise", agreements=[agreement])

    assert evaluate_report(report)["a6"] == Ask(AskReason.PARTNERS, lower_bound=1, unnamed=1)
    answer(report, "a6", coordinator, 0)
    missing = [m.words for m in missing_items(report) if m.words.startswith("A6")]
    assert [words.endswith("0, mais vos activités en nomment 1.") for words in missing] == [True]


def test_supported_employers_alone_are_a_question(organism, annual):
    make_activity(organism, "Visite d’entreprise", partner_ids=(employer(organism, "Scierie"),))

    evaluated = evaluate_report(annual)

    assert evaluated["v3-01"].value == 1
    assert evaluated["v3-04"] == Ask(AskReason.PARTNERS)


def test_declared_figure_says_who_and_when(report, coordinator):
    answer(report, "a1", coordinator, 64)

    origin = evaluate_report(report)["a1"].origin

    assert (origin.source, origin.declared_by) == ("declaration", coordinator.name)


def test_records_of_a_line_are_those_behind_its_figure(organism, agreement, report):
    counted = make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])
    make_activity(organism, "Séjour exploratoire", immigrants=4)

    assert list(records_of_line(report, line_of(report, "a2").line)) == [counted]
    assert not records_of_line(report, line_of(report, "a1").line).exists()
    for unknown in ({"source": "declared"}, {"place": "agreement_mrcs"}):
        assert not records_of_line(report, replace(line_of(report, "a2").line, **unknown)).exists()


@pytest.mark.parametrize(("rows", "most"), [(1, 16), (30, 16)])
def test_evaluation_takes_the_same_queries_whatever_the_records(
    organism, agreement, report, rows, most, django_assert_max_num_queries
):
    for _ in range(rows):
        make_activity(organism, "Séance d’information", immigrants=3, agreements=[agreement])
    evaluate_report(report)  # a process reads a published form once

    with django_assert_max_num_queries(most):
        evaluate_report(report)


def test_boxes_take_the_same_queries_once_answered(report, coordinator, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        build_sections(report)
    fill(report, coordinator)

    with django_assert_max_num_queries(30):
        build_sections(report)


def test_annual_boxes_take_few_queries(annual, coordinator, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        build_sections(annual)


def test_target_of_the_year_stands_beside_the_figure_and_its_gap_is_told(organism, agreement, report, coordinator):
    year = agreement.years.get(during__contains=date(2025, 6, 1))
    Target.objects.create(year=year, indicator=Indicator.objects.get(code="V1.04"), value=100)
    answer(report, "a1", coordinator, 40)

    line = line_of(report, "a1")
    warned = {item.words: item.level for item in missing_items(report)}
    assert line.target.text == "100"
    assert warned["A1\u00a0: 40 pour une cible de 100, soit 40\u00a0%. Dites pourquoi."] == "warning"
    answer(report, "an1", coordinator, text="Moins de séances à Montréal cette année.")
    assert not [item for item in missing_items(report) if "cible" in item.words]


def test_line_above_another_stops(report, coordinator):
    answer(report, "a4", coordinator, 60)
    answer(report, "a5", coordinator, 71)

    levels = {item.words: item.level for item in missing_items(report)}

    assert levels["A5\u00a0: 71 dépasse A4, qui compte 60."] == "error"


def test_part_declared_above_its_whole_is_warned(organism, annual, report, coordinator):
    answer(annual, "v1-04", coordinator, 50)
    answer(report, "a1", coordinator, 64)

    words = [item.words for item in missing_items(report) if item.line_key == "a1"]

    assert words[0].startswith("A1\u00a0: 64 déclarés, alors que tout l’organisme en déclare 50")


def test_correction_that_records_left_behind_is_warned(organism, agreement, report, coordinator):
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])
    answer(report, "a2", coordinator, 3, override_reason="Deux notés ailleurs")
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])

    words = [item.words for item in missing_items(report) if item.line_key == "a2"]

    assert words == ["A2\u00a0: vous avez inscrit 3\u00a0; vos activités donnent maintenant 2. Relisez-le."]


def test_section_not_offered_asks_nothing(organism, network):
    organism.components = [1, 2, 3, 4]
    organism.save()
    annual = make_annual(organism, network)

    states = {state.key: state for state in build_sections(annual)}

    assert (states["v5"].state, states["v5"].words) == (
        "not_offered",
        "Votre organisme n’offre pas ce volet dans cette période.",
    )
    assert states["v1"].state == "todo"
    assert not [item for item in missing_items(annual) if item.section == "v5"]


def test_finances_ask_one_box_for_each_agreement_of_the_year(organism, agreement, annual, coordinator):
    line = line_of(annual, "fin-recu")
    assert [band.key for band in line.bands] == [f"agreement-{agreement.pk}"]

    answer(annual, "fin-recu", coordinator, "1234.56", band=f"agreement-{agreement.pk}")

    assert line_of(annual, "fin-recu").text == "1\u00a0234,56\u00a0$"
    assert line_of(annual, "fin-recu").is_answered


def test_filled_report_misses_nothing(report, coordinator):
    fill(report, coordinator)

    assert [item for item in missing_items(report) if item.stops] == []
    assert {state.state for state in build_sections(report)} == {"complete"}


def test_period_of_two_agreement_years_has_no_target(agreement, coordinator):
    calendar = DateRange(date(2025, 1, 1), date(2026, 1, 1))
    for year in agreement.years.all():
        Target.objects.create(year=year, indicator=Indicator.objects.get(code="V1.04"), value=Decimal(100))

    report = make_funder_report(agreement, coordinator, period=calendar)

    assert line_of(report, "a1").target is None
