from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from organisms.models import Category
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import AnswerRefused, StaleAnswer, save_answers
from reporting.lines.assembly import read_report_data
from reporting.models import Answer, Line
from reporting.reports.actions.filing import submit_report
from services.models import Declaration
from tests.factories import make_activity, make_agreement
from tests.reporting.builders.annual_reports import make_annual, make_returned
from tests.reporting.builders.reports import answer, line_of, make_funder_report, make_issued

HALF = DateRange(date(2025, 4, 1), date(2025, 10, 1))


@pytest.fixture
def report(agreement, coordinator):
    return make_funder_report(agreement, coordinator)


def test_save_answer_keeps_who_and_what(report, coordinator):
    saved = answer(report, "a1", coordinator, 64)

    assert (saved.state, saved.value, saved.saved_by, saved.revision) == ("value", 64, coordinator, 1)
    assert line_of(report, "a1").text == "64"


@pytest.mark.parametrize(("state", "words"), [("zero", "0"), ("na", "s.\u00a0o."), ("nd", "n.\u00a0d.")])
def test_four_answers_are_told_apart(report, coordinator, state, words):
    answer(report, "a1", coordinator, state=state)

    line = line_of(report, "a1")
    assert (line.state, line.text, line.is_answered) == (state, words, True)


def test_a_typed_zero_is_the_zero_that_one_confirms(report, coordinator):
    assert answer(report, "a1", coordinator, 0).state == "zero"


def test_declared_answer_becomes_the_declaration_of_its_population(report, coordinator, agreement):
    saved = answer(report, "a1", coordinator, 64)

    declared = Declaration.objects.get()
    assert (declared.indicator.code, declared.value, declared.agreement) == ("V1.04", 64, agreement)
    assert (declared.period, declared.declared_by, saved.declaration) == (report.period, coordinator, declared)


def test_declaration_is_shown_by_every_open_report_of_exactly_that_population(report, coordinator, agreement):
    other = make_funder_report(agreement, coordinator, kind="interim", period=report.period)
    answer(report, "a1", coordinator, 64)

    shown = line_of(other, "a1")
    assert (shown.value, shown.is_answered, shown.declared_in) == (64, True, str(report))

    answer(other, "a1", coordinator, 65)

    assert line_of(report, "a1").value == 65
    assert Declaration.objects.current().get().value == 65
    assert Declaration.objects.get(value=64).replaced_by.value == 65


@pytest.mark.parametrize("owed", [{"period": HALF}, {"agreement": True}])
def test_declaration_of_another_population_is_asked_again(report, organism, funder, agreement, coordinator, owed):
    answer(report, "a1", coordinator, 64)
    if owed.pop("agreement", False):
        agreement = make_agreement(organism, funder, "MIN-2024-777")

    other = make_funder_report(agreement, coordinator, kind="interim", **owed)

    assert line_of(other, "a1").ask.reason == "distinct"
    assert not line_of(other, "a1").is_answered


def test_declared_answer_unchanged_keeps_its_row(report, coordinator):
    answer(report, "a1", coordinator, 64)
    answer(report, "a1", coordinator, 64)

    assert Declaration.objects.count() == 1
    assert Answer.objects.get().revision == 1


def test_blank_box_does_not_erase_what_another_report_declared(report, coordinator, agreement):
    other = make_funder_report(agreement, coordinator, kind="interim", period=report.period)
    answer(report, "a1", coordinator, 64)

    answer(other, "a1", coordinator, state="blank")

    assert line_of(other, "a1").value == 64


def test_taking_back_a_declared_answer_asks_it_again(report, coordinator):
    answer(report, "a1", coordinator, 64)

    answer(report, "a1", coordinator, state="blank")

    assert line_of(report, "a1").state == "blank"
    assert not Answer.objects.exists()


def test_declared_bands_live_in_the_declaration(report, coordinator):
    line = line_of(report, "a4").line
    rows = [
        AnswerInput(line, state="value", value=Decimal(112)),
        AnswerInput(line, "sex-femmes", "value", Decimal(58)),
        AnswerInput(line, "age-15-24", "value", Decimal(20)),
    ]

    save_answers(report=report, answers=rows, by=coordinator)

    declared = Declaration.objects.get()
    assert set(declared.breakdowns.values_list("category__key", "value")) == {("femmes", 58), ("15-24", 20)}
    axes = {axis.key: axis.unbroken for axis in line_of(report, "a4").axes}
    assert axes["sex"] == 54
    assert axes["age"] == 92


def test_band_answered_coarsely_replaces_the_finer_ages_inside_it(report, coordinator):
    answer(report, "a4", coordinator, 100)
    declared = Declaration.objects.get()
    for key in ("15-17", "18-24"):
        declared.breakdowns.create(category=Category.objects.get(dimension__key="age", key=key), value=5)
    assert next(b.value for b in line_of(report, "a4").bands if b.key == "age-15-24") == 10

    answer(report, "a4", coordinator, 13, band="age-15-24")

    assert next(b.value for b in line_of(report, "a4").bands if b.key == "age-15-24") == 13


def test_breakdown_above_its_total_is_refused_with_both_figures(report, coordinator):
    answer(report, "a4", coordinator, 301)
    answer(report, "a4", coordinator, 162, band="sex-femmes")

    with pytest.raises(AnswerRefused, match="La ventilation compte 309, le total en compte 301") as refused:
        answer(report, "a4", coordinator, 147, band="sex-hommes")

    assert list(refused.value.refusals) == [("a4", "sex-hommes")]


def test_the_error_of_a_breakdown_stands_beside_a_part_that_holds_something(report, coordinator):
    answer(report, "a4", coordinator, 301)
    line = line_of(report, "a4").line
    emptied = AnswerInput(line, "sex-femmes", state="blank")
    too_many = AnswerInput(line, "sex-hommes", state="value", value=Decimal(309))

    with pytest.raises(AnswerRefused, match="La ventilation compte 309") as refused:
        save_answers(report=report, answers=[emptied, too_many], by=coordinator)

    assert list(refused.value.refusals) == [("a4", "sex-hommes")]


def test_total_below_its_breakdown_is_refused(report, coordinator):
    answer(report, "a4", coordinator, 100)
    answer(report, "a4", coordinator, 60, band="sex-femmes")

    with pytest.raises(AnswerRefused, match="La ventilation compte 60, le total en compte 50"):
        answer(report, "a4", coordinator, 50)


def test_breakdown_without_total_is_refused(report, coordinator):
    with pytest.raises(AnswerRefused, match="d’abord le total"):
        answer(report, "a4", coordinator, 5, band="sex-femmes")


def test_save_answers_writes_all_or_nothing(report, coordinator):
    good = AnswerInput(line_of(report, "a1").line, state="value", value=Decimal(3))
    bad = AnswerInput(line_of(report, "a3").line, state="value", value=Decimal("3.5"))

    with pytest.raises(AnswerRefused) as refused:
        save_answers(report=report, answers=[good, bad], by=coordinator)

    assert list(refused.value.refusals) == [("a3", "")]
    assert not Answer.objects.exists()
    assert not Declaration.objects.exists()


def test_each_refusal_names_its_box_and_the_field_it_speaks_of(organism, agreement, report, coordinator):
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])
    rows = [
        AnswerInput(line_of(report, "a1").line, state="value", value=Decimal(-1)),
        AnswerInput(line_of(report, "a2").line, state="value", value=Decimal(3)),
        AnswerInput(line_of(report, "a8").line, state="value", value=Decimal(3)),
        AnswerInput(line_of(report, "a7").line, state="value", value=Decimal(3)),
    ]

    with pytest.raises(AnswerRefused) as refused:
        save_answers(report=report, answers=rows, by=coordinator)

    fields = {box: refusal.part for box, refusal in refused.value.refusals.items()}
    assert fields == {("a1", ""): "value", ("a2", ""): "override_reason", ("a8", ""): "denominator"}
    assert all(refusal.words in str(refused.value) for refusal in refused.value.refusals.values())
    assert not Answer.objects.exists()


def test_records_figure_is_corrected_with_a_reason_and_keeps_the_computed_one(organism, agreement, report, coordinator):
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])

    with pytest.raises(AnswerRefused, match="vos activités donnent 1"):
        answer(report, "a2", coordinator, 3)
    saved = answer(report, "a2", coordinator, 3, override_reason="Deux séjours notés ailleurs")

    line = line_of(report, "a2")
    assert (saved.value, saved.computed_value) == (3, 1)
    assert (line.value, line.computed, line.is_overridden) == (3, 1, True)
    assert line.override_reason == "Deux séjours notés ailleurs"


def test_records_that_move_under_a_correction_are_told(organism, agreement, report, coordinator):
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])
    answer(report, "a2", coordinator, 3, override_reason="Deux séjours notés ailleurs")
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])

    assert line_of(report, "a2").computed == 2


def test_putting_the_computed_figure_back_leaves_no_answer(organism, agreement, report, coordinator):
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])
    answer(report, "a2", coordinator, 3, override_reason="Essai")

    assert answer(report, "a2", coordinator, 1) is None

    line = line_of(report, "a2")
    assert (line.value, line.is_overridden) == (1, False)
    assert not Answer.objects.exists()


def test_note_beside_a_computed_figure_does_not_cover_it(organism, agreement, report, coordinator):
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])

    answer(report, "a2", coordinator, 1, text="Un séjour reporté en avril.")
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])

    line = line_of(report, "a2")
    assert (line.value, line.note) == (2, "Un séjour reporté en avril.")


@pytest.mark.parametrize(
    ("key", "given", "words"),
    [
        ("a1", {"value": "-1"}, "Inscrivez un nombre de 0"),
        ("a1", {"value": "1e12"}, "Inscrivez un nombre de 0"),
        ("a1", {"value": "1.5"}, "entier"),
        ("a1", {"state": "value"}, "Inscrivez un nombre, par exemple"),
        ("a8", {"value": "3"}, "sur combien"),
        ("a8", {"value": "3", "denominator": Decimal(0)}, "de 1 à"),
        ("a8", {"value": "9", "denominator": Decimal(8)}, "9 dépasse 8"),
        ("an1", {"value": "3"}, "un texte, pas un nombre"),
        ("an1", {"text": "a" * 3001}, "la limite est de 3\u00a0000"),
        ("a1", {"value": "3", "override_reason": "a" * 301}, "la limite est de 300"),
        ("a1", {"value": "3", "text": "a" * 2001}, "note est trop longue"),
        ("a1", {"value": "3", "band": "sex-femmes"}, "n’a pas cette ligne"),
    ],
)
def test_what_a_box_refuses(report, coordinator, key, given, words):
    with pytest.raises(AnswerRefused, match=words):
        answer(report, key, coordinator, **given)


def test_hours_take_decimals(organism, network, coordinator):
    assert answer(make_annual(organism, network), "f-01", coordinator, "12.5").value == Decimal("12.5")


def test_two_people_on_one_box_the_second_sees_both(report, coordinator, director):
    answer(report, "an1", coordinator, text="Texte de Nadia.", seen_revision=0)

    with pytest.raises(StaleAnswer) as stale:
        answer(report, "an1", director, text="Texte de Louise.", seen_revision=0)

    assert (stale.value.box, stale.value.current.text) == (("an1", ""), "Texte de Nadia.")


def test_seen_revision_lets_the_next_answer_in(report, coordinator):
    answer(report, "an1", coordinator, text="Un.", seen_revision=0)

    assert answer(report, "an1", coordinator, text="Deux.", seen_revision=1).revision == 2


def test_answers_of_an_issued_report_are_refused_in_a_sentence(agreement, director):
    report = make_issued(agreement, director)

    with pytest.raises(AnswerRefused, match="Ce rapport est déposé"):
        answer(report, "a1", director, 3)


def test_returned_report_opens_its_commented_lines_only(organism, network, director, pivot):
    report = make_returned(organism, network, director, pivot, line_key="v1-03")

    with pytest.raises(AnswerRefused, match="lignes commentées"):
        answer(report, "v1-04", director, 12)
    assert answer(report, "v1-03", director, 12).value == 12
    submit_report(report=report, by=director, key=uuid4())


def test_answers_are_written_together_to_a_report_that_is_read_once(organism, network, coordinator):
    report = make_annual(organism, network)
    data = read_report_data(report)
    first, *others = [line for line in data.form_spec.lines if line.kind == Line.Kind.TEXT][:4]

    def statements(lines) -> int:
        answers = [AnswerInput(line, text=f"Dit de {line.key}") for line in lines]
        with CaptureQueriesContext(connection) as captured:
            saved = save_answers(report=report, answers=answers, by=coordinator, data=data)
        assert [row.pk for row in saved] == [report.answers.get(line_key=line.key).pk for line in lines]
        return len(captured)

    assert statements([first]) == statements(others) <= 6
    assert report.answers.count() == 1 + len(others) == 4
