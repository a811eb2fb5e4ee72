"""« Distinct ≤ participations »: on lines made for it, then on the annual form."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reporting.engine.form.spec import LineSpec, TermSpec
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import save_answers
from reporting.lines.assembly import build_sections
from reporting.lines.checks import check_lines
from reporting.lines.completeness import missing_items
from reporting.lines.presenters import AxisView, BandView, LineView
from tests.factories import make_activity
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import line_of

PLAIN = LineSpec(
    id=1, key="b1", section="v2", number="B1", words="Participations aux ateliers", hint="", unit="participation",
    kind="figure", priority="", component=2, source="records", scope="charged", place="anywhere", required=True,
    max_chars=None, parent_key="",
)  # fmt: skip
PEOPLE = replace(
    PLAIN, id=2, key="b2", number="B2", words="… dont personnes distinctes", unit="personne distincte", parent_key="b1"
)


def told(participations, people, *, spec=PEOPLE) -> list[tuple[str, str]]:
    whole = LineView(PLAIN, state="value" if participations is not None else "blank", value=participations)
    part = LineView(spec, state="value" if people is not None else "blank", value=people)
    return [(item.level, item.words) for item in check_lines([whole, part], []) if "dépasse" in item.words]


def test_distinct_people_above_their_participations_stop_with_both_lines_named():
    assert told(Decimal(30), Decimal(31)) == [
        (
            "error",
            "B2\u00a0: … dont personnes distinctes, 31, dépasse B1 Participations aux ateliers, "
            "qui en compte 30. Chacune a participé au moins une fois.",
        )
    ]


@pytest.mark.parametrize(("participations", "people"), [(30, 30), (30, 0), (None, 31), (30, None)])
def test_distinct_people_within_their_participations_or_unknown_say_nothing(participations, people):
    values = [None if number is None else Decimal(number) for number in (participations, people)]
    assert told(*values) == []


@pytest.mark.parametrize(
    "changes",
    [{"scope": "organism"}, {"place": "agreement_mrcs"}, {"parent_key": ""}, {"unit": "participation"}],
)
def test_another_population_is_not_compared(changes):
    assert len(told(Decimal(30), Decimal(31))) == 1
    assert told(Decimal(30), Decimal(31), spec=replace(PEOPLE, **changes)) == []


def test_a_line_of_several_indicators_is_no_meeting_of_its_own():
    families = replace(
        PEOPLE, parent_key="", unit="famille distincte", terms=(TermSpec("value", "V4.04", 1, "declared", 4),)
    )
    both = (TermSpec("value", "V4.01", 2, "records", 4), TermSpec("value", "V4.02", 3, "records", 4))
    lines = [
        LineView(families, state="value", value=Decimal(9)),
        LineView(replace(PLAIN, terms=both), state="value", value=Decimal(1)),
    ]

    assert [item for item in check_lines(lines, []) if "dépasse" in item.words] == []


@pytest.fixture
def report(organism, network):
    for kind in ("Premier accueil", "Suivi", "Suivi"):
        make_activity(organism, kind, immigrants=2)
    return make_annual(organism, network)


@pytest.mark.parametrize(("families", "warned"), [(3, False), (4, True)])
def test_families_met_pass_their_meetings_with_a_warning_in_the_annual_form(report, coordinator, families, warned):
    given = AnswerInput(line_of(report, "v4-04").line, state="value", value=Decimal(families))
    save_answers(report=report, answers=[given], by=coordinator)

    found = [item for item in missing_items(report, build_sections(report)) if "dépasse" in item.words]

    assert bool(found) is warned
    if warned:
        assert (found[0].line_key, found[0].level) == ("v4-04", "warning")
        assert "V4.01 Premières rencontres et V4.02 Suivis, qui en comptent ensemble 3." in found[0].words


def faults_of(report) -> list[tuple[str, str]]:
    return [(item.level, item.words) for item in missing_items(report, build_sections(report)) if item.is_wrong]


def say(report, by, **answers):
    """Answer lines by their keys, « v1_10=40 », a state in its own word."""
    for key, said in answers.items():
        given = {"state": said} if isinstance(said, str) else {"state": "value", "value": Decimal(said)}
        row = AnswerInput(line_of(report, key.replace("_", "-")).line, **given)
        save_answers(report=report, answers=[row], by=by)


@pytest.mark.parametrize(
    ("households", "people", "stops"), [(40, 12, True), (12, 40, False), (12, 12, False), (40, "nd", False)]
)
def test_as_many_people_as_households_settled_at_least(report, coordinator, households, people, stops):
    say(report, coordinator, v1_10=households, v1_11=people)

    said = [pair for pair in faults_of(report) if "V1.11" in pair[1]]

    words = "V1.10\u00a0: Ménages installés en région, 40, dépasse V1.11, Personnes installées en région, "
    assert said == ([("error", f"{words}qui en compte 12.")] if stops else [])


@pytest.mark.parametrize(("days", "stops"), [(366, True), (365, False)])
def test_no_more_days_than_the_period_has(report, coordinator, days, stops):
    say(report, coordinator, v5_07=days)

    said = [words for _, words in faults_of(report) if "jours de la période" in words]

    assert said == (
        ["V5.07\u00a0: Jours sans entente signée, 366, dépasse les 365 jours de la période."] if stops else []
    )


@pytest.mark.parametrize(
    ("whole", "part", "said"),
    [
        ("nd", 12, "12, alors que V2.02 est n.\u00a0d.\u00a0: le tout compte au moins sa partie."),
        ("na", 12, "12, alors que V2.02 est s.\u00a0o.\u00a0: le tout compte au moins sa partie."),
        (10, 12, "12 dépasse V2.02, qui compte 10."),
        ("nd", 0, ""),
        ("nd", "nd", ""),
        (12, 12, ""),
    ],
)
def test_a_part_is_not_known_of_a_whole_that_nobody_knows(report, coordinator, whole, part, said):
    say(report, coordinator, v2_02=whole, v2_03=part)

    found = [words for _, words in faults_of(report) if words.startswith("V2.03")]

    assert [words.startswith(f"V2.03\u00a0: {said}") for words in found] == ([True] if said else [])


def test_a_breakdown_of_what_was_not_collected_is_said_so():
    band = BandView("femmes", "Femmes", "figure", "sex", state="value", value=Decimal(3))
    line = LineView(PLAIN, state="nd", axes=[AxisView("sex", "Sexe", [band], None, True)])

    words = [item.words for item in check_lines([line], [])]

    assert words == ["B1\u00a0: la ventilation compte 3, le total est n.\u00a0d."]
